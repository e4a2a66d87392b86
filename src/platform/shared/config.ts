import { z } from 'zod'
import { videoProviders } from './frames.ts'
import { contrastBetween } from './colour.ts'
import { taskRules } from './task-rules.ts'
import { parseCron } from './cron.ts'

/** Codes are what tables and files carry; labels are what people read. */
const Code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'use lower-case letters, digits and dashes')
const ProductCode = z.string().regex(/^[A-Z][A-Z0-9]{0,9}$/, 'use up to ten capital letters and digits')
const Label = z.string().trim().min(1).max(80)

export const permissions = [
  'customer.read', // dashboard, customer tabs, search
  'customer.tag', // set and remove tags
  'commercial.read', // orders, ACV, prices, renewals
  'usage.read',
  'activity.read', // activity metrics and retention signals
  'task.read',
  'task.edit', // acknowledge, snooze, close, assign and comment
  'contact.read',
  'contact.edit',
  'report.read',
  'report.export',
  'kit.read', // collateral, resources and brand material
  'person.read', // who works in the partnership
  'person.edit', // people, roles and assignments
  'person.view-as', // the vendor's staff: look at the portal as one of a partner's people
  'audit.read', // the log of what happened
  'api.edit', // keys of the public API
  'settings.edit',
  'engine.run', // the vendor's administrators: see what the engine does, run a schedule, retry a job
  'room.edit', // the vendor's administrators: arrange rooms, and what stands in them
  'partner.edit', // the vendor's administrators: the tier, category, stage and tags of partners, and the lists of those
  'portal.sign-in', // without it a person only receives mail
] as const
export const Permission = z.enum(permissions)
export type Permission = z.infer<typeof Permission>

export const subTabs = ['tasks', 'commercial', 'usage', 'activity', 'signals', 'contacts'] as const
export const SubTab = z.enum(subTabs)
export type SubTab = z.infer<typeof SubTab>

export { taskRules } from './task-rules.ts'
export const TaskRule = z.enum(taskRules)
export type TaskRule = z.infer<typeof TaskRule>

export const bands = ['customer', 'commercial', 'product'] as const
export const Band = z.enum(bands)
export type Band = z.infer<typeof Band>

/** What a customer row of the dashboard can show. `peaks` expands to one column for each product. */
export const dashboardColumns = [
  'name', 'externalId', 'country', 'tags', 'tasks', 'contact',
  'status', 'acv', 'startsOn', 'endsOn', 'daysToRenewal', 'orderNumber', 'growth', 'billable',
  'peaks', 'lastLogin', 'lastScan', 'inactiveScanners', 'failedScans',
] as const // prettier-ignore
export const DashboardColumn = z.enum(dashboardColumns)
export type DashboardColumn = z.infer<typeof DashboardColumn>

export const dashboardMetrics = ['customers', 'activeCustomers', 'activeSubscriptions', 'acv', 'renewals', 'peaks', 'openTasks'] as const
export const DashboardMetric = z.enum(dashboardMetrics)
export type DashboardMetric = z.infer<typeof DashboardMetric>

export const CycleRule = z.strictObject({
  /** The day of the month that a billing cycle begins on. */
  startDay: z.int().min(1).max(28),
  /** Whether the cycle 26 Dec to 25 Jan is called January (`end`) or December (`start`). */
  namedBy: z.enum(['start', 'end']),
})
export type CycleRule = z.infer<typeof CycleRule>

export const Product = z.strictObject({
  code: ProductCode,
  name: Label,
  shortName: z.string().trim().min(1).max(24),
  /** What one is and what many are: `IP`, `IPs`. */
  unit: Label,
  units: Label,
  /** What is measured, in a sentence. */
  measures: z.string().trim().min(1).max(300),
})
export type Product = z.infer<typeof Product>

export const ActivityMetric = z.strictObject({
  code: Code,
  name: Label,
  /** The product that a customer must use for the metric to mean anything; absent: every customer has it. */
  product: ProductCode.optional(),
  unit: Label,
  /** The metric that counts sign-ins: its last day above zero is a customer's last sign-in. At most one. */
  countsSignIns: z.literal(true).optional(),
})
export type ActivityMetric = z.infer<typeof ActivityMetric>

export const ReportLayout = z.enum(['usage', 'orders'])
export type ReportLayout = z.infer<typeof ReportLayout>

export const ChannelModel = z.strictObject({
  code: Code,
  label: Label,
  /** One letter to four, for the badge beside a partnership's name. */
  badge: z.string().trim().min(1).max(12),
  cycle: CycleRule,
  /** `usage`: peaks per billing cycle and commitments. `orders`: ACV, renewals and growth. */
  reportLayout: ReportLayout,
  dashboardMetrics: z.array(DashboardMetric).min(1),
  dashboardColumns: z.strictObject({
    customer: z.array(DashboardColumn).min(1),
    commercial: z.array(DashboardColumn),
    product: z.array(DashboardColumn),
  }),
  /** Customer states that count in totals and billing. */
  eligibleStates: z.array(z.enum(['trial', 'paying', 'archived', 'internal', 'demo'])).min(1),
  subTabs: z.array(SubTab).min(1),
  /** The rules that look at its customers every day and raise tasks. */
  rules: z.array(TaskRule),
  /** Its partners have partners of their own: two tiers. */
  hasSubPartners: z.literal(true).optional(),
  /** Its partners bring leads rather than deals. */
  refers: z.literal(true).optional(),
})
export type ChannelModel = z.infer<typeof ChannelModel>

export const Role = z.strictObject({
  code: Code,
  label: Label,
  side: z.enum(['partner', 'vendor']),
  /** What a new person of the role sees when nobody says otherwise. Vendor side: of partners. */
  reach: z.enum(['all', 'assigned']),
  permissions: z.array(Permission),
  /** `required`: whoever has the role sets up a second factor at the first sign-in and gives it at every one. The demo asks nobody. */
  secondFactor: z.enum(['required', 'optional']).optional(),
})
export type Role = z.infer<typeof Role>

/** low, medium and high in one unit; the engine compares with them, screens show them. */
const Ladder = z.strictObject({ low: z.number(), medium: z.number(), high: z.number() })
export type Ladder = z.infer<typeof Ladder>

export const Thresholds = z.strictObject({
  renewalMonths: Ladder,
  usagePercent: Ladder,
  inactiveProductDays: Ladder,
  inactiveScannerDays: Ladder,
  failedScans: Ladder,
  failedScansWindowDays: z.int().min(1).max(90),
  lastLoginDays: Ladder,
  lastScanDays: Ladder,
  usageDropPercent: Ladder,
  acvDropPercent: Ladder,
  /** A partnership's use of a product, in percent of what it has committed to. */
  commitmentPercent: Ladder,
  /** How far a new peak is above the highest of the twelve cycles before, in percent. */
  newPeakPercent: Ladder,
})
export type Thresholds = z.infer<typeof Thresholds>

export const ExportLayout = z.strictObject({
  /** File names begin with it. */
  filePrefix: z.string().regex(/^[a-z0-9-]{1,40}$/),
  company: Label,
  /** Printed below every summary, for example payment terms. */
  footer: z.string().max(500).default(''),
  /** Whether the usage workbook carries its daily values (one row for each customer, product and day). */
  dailySheet: z.boolean().default(true),
})
export type ExportLayout = z.infer<typeof ExportLayout>

const CronText = z.string().superRefine((text, issue) => {
  try {
    parseCron(text)
  } catch (cause) {
    issue.addIssue({ code: 'custom', message: cause instanceof Error ? cause.message : String(cause) })
  }
})

/** Exact ones, without https://. */
const Hosts = z
  .array(
    z
      .string()
      .regex(
        /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
        'name a host alone, like charts.example.com',
      ),
  )
  .max(50)

/** What pages of rooms may show from elsewhere; the browser is allowed `hosts` and `videos`, and no others. */
export const Embeds = z.strictObject({
  hosts: Hosts.default([]),
  /** Whose videos may be played. */
  videos: z.array(z.enum(videoProviders)).default([]),
  /** Of which hosts the portal copies pictures into its own files. */
  pictures: z.union([z.literal('any'), Hosts], 'name hosts, or "any"').default([]),
})
export type Embeds = z.infer<typeof Embeds>

/** When the engine does its daily and its weekly work: five fields of cron, in UTC. */
export const EngineTimes = z.strictObject({ daily: CronText.default('0 6 * * *'), weekly: CronText.default('0 6 * * 1') })

/** The words that a portal begins with besides `partnerTiers`; from then on the vendor keeps them on the screen Categories. */
export const StartingTerms = z.strictObject({
  categories: z.array(Label).default(['Managed services', 'Value-added reseller', 'Consultancy', 'Technology']),
  stages: z.array(z.strictObject({ label: Label, phase: z.enum(['discovery', 'onboarding', 'active', 'ended']) })).default([
    { label: 'Onboarding', phase: 'onboarding' },
    { label: 'Active', phase: 'active' },
    { label: 'Strategic', phase: 'active' },
  ]),
  tags: z.array(Label).default([]),
  kitTypes: z.array(Label).default(['Datasheet', 'Presentation', 'Case study', 'Battle card', 'White paper', 'Video', 'Template']),
  kitAudiences: z.array(Label).default(['Sales', 'Technical', 'Marketing', 'End customer']),
  industries: z.array(Label).default(['Finance', 'Healthcare', 'Manufacturing', 'Public sector', 'Retail', 'Technology']),
})

export const PortalConfig = z
  .strictObject({
    branding: z.strictObject({
      name: Label,
      vendor: Label,
      /** An SVG or PNG below the configuration's folder, or absent for the name in letters. */
      logo: z
        .string()
        .regex(/^[\w./-]+\.(svg|png)$/)
        .optional(),
      colour: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'use #rrggbb'),
      font: z.string().max(120).default('Inter Variable'),
    }),
    locale: z.strictObject({
      language: z.string().default('en'),
      /** For dates and numbers when a reader's own is unknown. */
      region: z.string().default('en-GB'),
      timeZone: z.string(),
      currency: z.string().regex(/^[A-Z]{3}$/),
    }),
    products: z.array(Product).min(1).max(12),
    models: z.array(ChannelModel).min(1),
    activityMetrics: z.array(ActivityMetric).min(1).max(16),
    contactTypes: z
      .array(
        z.strictObject({
          code: Code,
          label: Label,
          about: z.string().max(200),
          /** Whether a customer without one is worth a task. */
          required: z.boolean().default(false),
        }),
      )
      .min(1)
      .max(8),
    roles: z.array(Role).min(1),
    thresholds: Thresholds,
    partnerTiers: z.array(Label),
    terms: StartingTerms.prefault({}),
    exports: ExportLayout,
    embeds: Embeds.prefault({}),
    engine: EngineTimes.default({ daily: '0 6 * * *', weekly: '0 6 * * 1' }),
  })
  .superRefine((config, issue) => {
    const unique = (values: string[], path: string) =>
      values.forEach((value, at) => {
        if (values.indexOf(value) !== at) issue.addIssue({ code: 'custom', path: [path, at, 'code'], message: `"${value}" stands twice` })
      })
    unique(
      config.products.map((product) => product.code),
      'products',
    )
    unique(
      config.models.map((model) => model.code),
      'models',
    )
    unique(
      config.roles.map((role) => role.code),
      'roles',
    )
    unique(
      config.activityMetrics.map((metric) => metric.code),
      'activityMetrics',
    )
    unique(
      config.contactTypes.map((type) => type.code),
      'contactTypes',
    )
    config.activityMetrics.forEach((metric, at) => {
      if (metric.product && !config.products.some((product) => product.code === metric.product))
        issue.addIssue({ code: 'custom', path: ['activityMetrics', at, 'product'], message: `no product has the code "${metric.product}"` })
    })
    config.models.forEach(({ rules, subTabs: tabs }, at) => {
      if (rules.length > 0 && !tabs.includes('tasks'))
        issue.addIssue({ code: 'custom', path: ['models', at, 'rules'], message: 'rules raise tasks: the model needs the sub-tab "tasks"' })
    })
    if (config.activityMetrics.filter((metric) => metric.countsSignIns).length > 1)
      issue.addIssue({ code: 'custom', path: ['activityMetrics'], message: 'only one metric can count sign-ins' })
    for (const side of ['partner', 'vendor'] as const)
      if (!config.roles.some((role) => role.side === side && role.reach === 'all'))
        issue.addIssue({ code: 'custom', path: ['roles'], message: `a ${side} role with reach "all" is needed` })
    config.roles.forEach(({ side, reach, permissions: granted }, at) => {
      const complain = (message: string) => issue.addIssue({ code: 'custom', path: ['roles', at, 'permissions'], message })
      if (granted.includes('person.edit') && !granted.includes('person.read'))
        complain('"person.edit" needs "person.read": who edits people sees them')
      for (const permission of ['person.view-as', 'engine.run', 'room.edit', 'partner.edit'] as const)
        if (side === 'partner' && granted.includes(permission)) complain(`"${permission}" is for roles of the vendor`)
      for (const permission of ['room.edit', 'partner.edit'] as const)
        if (side === 'vendor' && reach !== 'all' && granted.includes(permission))
          complain(`"${permission}" is about every partner: the role needs reach "all"`)
    })
    if (!isTimeZone(config.locale.timeZone))
      issue.addIssue({ code: 'custom', path: ['locale', 'timeZone'], message: `"${config.locale.timeZone}" is no time zone` })
    if (contrastWithWhite(config.branding.colour) < 4.5)
      issue.addIssue({
        code: 'custom',
        path: ['branding', 'colour'],
        message: `white text on ${config.branding.colour} is unreadable (contrast ${contrastWithWhite(config.branding.colour).toFixed(2)}, 4.5 is needed); choose a darker colour`,
      })
  })
export type PortalConfig = z.infer<typeof PortalConfig>

/** What a deployment writes in its `portal.config.ts`. */
export const defineConfig = (config: z.input<typeof PortalConfig>) => config

/**
 * The configuration, checked.
 * Throws an Error whose message has one line for each wrong field, named by its path (`models.0.cycle.startDay: …`).
 */
export const parseConfig = (input: unknown): PortalConfig => {
  const parsed = PortalConfig.safeParse(input)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(the whole)'}: ${issue.message}`)
  throw new Error(`The portal's configuration is not usable:\n${lines.join('\n')}`)
}

/** The channel model of a code. Throws when the configuration lacks it: then data and configuration have parted. */
export const modelOf = (config: PortalConfig, code: string) => {
  const model = config.models.find((one) => one.code === code)
  if (!model) throw new Error(`The configuration has no channel model "${code}" but a partnership names it`)
  return model
}

/** The code of the metric that counts sign-ins; undefined where a deployment does not measure them. */
export const signInMetricOf = (config: PortalConfig): string | undefined =>
  config.activityMetrics.find((metric) => metric.countsSignIns)?.code

/** WCAG 2.2 contrast ratio of `#rrggbb` against white, 1 to 21. */
export const contrastWithWhite = (colour: string): number => contrastBetween(colour, '#ffffff')

const isTimeZone = (name: string) => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}
