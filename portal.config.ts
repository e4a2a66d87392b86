import { defineConfig } from '#shared/config.ts'

// The deployment that ships: Northwall, a fictional vendor of vulnerability management.
// Copy, change and restart: `docs/configuration.md` explains each field; a wrong one is named at start.
export default defineConfig({
  branding: { name: 'Northwall Partner Portal', vendor: 'Northwall Security', colour: '#1f5fbf' },
  locale: { language: 'en', region: 'en-GB', timeZone: 'Europe/Stockholm', currency: 'EUR' },
  products: [
    {
      code: 'NET', name: 'Network scanning', shortName: 'Network', unit: 'IP', units: 'IPs',
      measures: 'Active IP addresses seen by network scans on a day; a host with several addresses counts once.',
    },
    {
      code: 'WEB', name: 'Web application scanning', shortName: 'Web', unit: 'URL', units: 'URLs',
      measures: 'Web applications (start URLs) with an active scan profile on a day.',
    },
    {
      code: 'CLD', name: 'Cloud posture', shortName: 'Cloud', unit: 'asset', units: 'assets',
      measures: 'Cloud resources in connected accounts on a day.',
    },
    {
      code: 'DEV', name: 'Device agent', shortName: 'Devices', unit: 'computer', units: 'computers',
      measures: 'Computers with an installed agent that reported on a day.',
    },
    {
      code: 'PAT', name: 'Phishing and awareness training', shortName: 'Training', unit: 'user', units: 'users',
      measures: 'Recipients enrolled in phishing simulation or awareness training on a day.',
    },
  ],
  models: [
    {
      code: 'mssp', label: 'MSSP', badge: 'MSSP',
      cycle: { startDay: 26, namedBy: 'end' },
      reportLayout: 'usage',
      dashboardMetrics: ['customers', 'activeCustomers', 'peaks', 'openTasks'],
      dashboardColumns: {
        customer: ['name', 'tags', 'country', 'contact', 'tasks'],
        commercial: ['status', 'billable'],
        product: ['peaks', 'lastLogin', 'lastScan', 'inactiveScanners', 'failedScans'],
      },
      eligibleStates: ['paying'],
      subTabs: ['tasks', 'commercial', 'usage', 'activity', 'signals', 'contacts'],
      rules: ['product-inactive', 'over-commitment', 'peak-today', 'scanner-inactive', 'scans-failed', 'contact-missing'],
    },
    {
      code: 'reseller', label: 'Reseller', badge: 'Reseller',
      cycle: { startDay: 1, namedBy: 'start' },
      reportLayout: 'orders',
      dashboardMetrics: ['customers', 'activeSubscriptions', 'acv', 'renewals', 'openTasks'],
      dashboardColumns: {
        customer: ['name', 'tags', 'country', 'contact', 'tasks'],
        commercial: ['status', 'acv', 'growth', 'startsOn', 'endsOn', 'daysToRenewal', 'orderNumber'],
        product: ['peaks', 'lastLogin', 'lastScan', 'inactiveScanners', 'failedScans'],
      },
      eligibleStates: ['paying'],
      subTabs: ['tasks', 'commercial', 'usage', 'activity', 'signals', 'contacts'],
      rules: ['renewal-upcoming', 'renewal-overdue', 'acv-dropped', 'usage-high', 'scanner-inactive', 'scans-failed', 'contact-missing'],
    },
    {
      code: 'referral', label: 'Referral', badge: 'Referral',
      cycle: { startDay: 1, namedBy: 'start' },
      reportLayout: 'orders',
      dashboardMetrics: ['customers', 'activeSubscriptions', 'acv'],
      dashboardColumns: { customer: ['name', 'country'], commercial: ['status', 'acv', 'startsOn', 'endsOn'], product: [] },
      eligibleStates: ['paying'],
      subTabs: ['commercial', 'contacts'],
      rules: [],
      refers: true,
    },
    {
      code: 'distributor', label: 'Distributor', badge: 'Distributor',
      cycle: { startDay: 1, namedBy: 'start' },
      reportLayout: 'orders',
      dashboardMetrics: ['customers', 'activeSubscriptions', 'acv', 'renewals'],
      dashboardColumns: {
        customer: ['name', 'tags', 'country', 'tasks'],
        commercial: ['status', 'acv', 'growth', 'endsOn', 'daysToRenewal', 'orderNumber'],
        product: ['peaks'],
      },
      eligibleStates: ['paying'],
      subTabs: ['tasks', 'commercial', 'usage', 'signals', 'contacts'],
      rules: ['renewal-upcoming', 'renewal-overdue', 'acv-dropped', 'usage-high', 'scanner-inactive', 'scans-failed', 'contact-missing'],
      hasSubPartners: true,
    },
  ],
  activityMetrics: [
    { code: 'risk-score', name: 'Risk score', unit: 'points' },
    { code: 'threat-score', name: 'Threat score', unit: 'points' },
    { code: 'logins', name: 'Sign-ins', unit: 'sign-ins', countsSignIns: true },
    { code: 'network-scans', name: 'Network scans', product: 'NET', unit: 'scans' },
    { code: 'web-scans', name: 'Web application scans', product: 'WEB', unit: 'scans' },
    { code: 'cloud-scans', name: 'Cloud scans', product: 'CLD', unit: 'scans' },
    { code: 'assessments', name: 'Phishing and training assessments', product: 'PAT', unit: 'assessments' },
    { code: 'reports', name: 'Reports created', unit: 'reports' },
  ],
  contactTypes: [
    { code: 'sales', label: 'Sales', about: 'Commercial relation and renewals', required: true },
    { code: 'customer-success', label: 'Customer success', about: 'Day-to-day questions' },
    { code: 'finance', label: 'Finance', about: 'Invoices and payments' },
    { code: 'technical', label: 'Technical', about: 'Product and integration support', required: true },
  ],
  roles: [
    {
      code: 'admin', label: 'Admin', side: 'partner', reach: 'all',
      permissions: [
        'portal.sign-in', 'customer.read', 'customer.tag', 'commercial.read', 'usage.read', 'activity.read', 'task.read', 'task.edit',
        'contact.read', 'contact.edit', 'report.read', 'report.export', 'kit.read', 'person.read', 'person.edit', 'audit.read', 'api.edit', 'settings.edit',
      ],
    },
    {
      code: 'user', label: 'User', side: 'partner', reach: 'assigned',
      permissions: [
        'portal.sign-in', 'customer.read', 'customer.tag', 'commercial.read', 'usage.read', 'activity.read', 'task.read', 'task.edit',
        'contact.read', 'contact.edit', 'report.read', 'report.export', 'kit.read',
      ],
    },
    { code: 'marketing', label: 'Marketing', side: 'partner', reach: 'assigned', permissions: ['portal.sign-in', 'kit.read'] },
    { code: 'notifications', label: 'Notifications', side: 'partner', reach: 'assigned', permissions: [] },
    {
      code: 'administrator', label: 'Administrator', side: 'vendor', reach: 'all', secondFactor: 'required',
      permissions: [
        'portal.sign-in', 'customer.read', 'commercial.read', 'usage.read', 'activity.read', 'task.read',
        'contact.read', 'report.read', 'report.export', 'kit.read', 'person.read', 'person.edit', 'person.view-as',
        'audit.read', 'settings.edit', 'engine.run', 'room.edit', 'partner.edit',
      ],
    },
    {
      code: 'partner-manager', label: 'Partner manager', side: 'vendor', reach: 'assigned', secondFactor: 'required',
      permissions: [
        'portal.sign-in', 'customer.read', 'commercial.read', 'usage.read', 'activity.read', 'task.read',
        'contact.read', 'report.read', 'report.export', 'kit.read', 'person.read', 'person.view-as',
      ],
    },
  ],
  thresholds: {
    renewalMonths: { low: 6, medium: 3, high: 1 },
    usagePercent: { low: 60, medium: 80, high: 100 },
    inactiveProductDays: { low: 7, medium: 14, high: 30 },
    inactiveScannerDays: { low: 7, medium: 14, high: 30 },
    failedScans: { low: 1, medium: 2, high: 5 },
    failedScansWindowDays: 7,
    lastLoginDays: { low: 14, medium: 30, high: 60 },
    lastScanDays: { low: 14, medium: 30, high: 60 },
    usageDropPercent: { low: 15, medium: 30, high: 50 },
    acvDropPercent: { low: 5, medium: 15, high: 30 },
    commitmentPercent: { low: 100, medium: 110, high: 125 },
    newPeakPercent: { low: 0, medium: 20, high: 50 },
  },
  partnerTiers: ['Bronze', 'Silver', 'Gold', 'Platinum'],
  terms: { tags: ['Co-marketing', 'Event partner', 'Public sector', 'Under review'] },
  embeds: { hosts: ['www.openstreetmap.org'], videos: ['youtube', 'vimeo', 'loom'], pictures: 'any' },
  engine: { daily: '0 6 * * *', weekly: '0 6 * * 1' },
  exports: { filePrefix: 'northwall', company: 'Northwall Security', footer: 'Amounts exclude taxes. Questions: your partner manager.' },
}) // prettier-ignore
