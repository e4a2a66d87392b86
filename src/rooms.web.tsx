import { msg } from '@lingui/core/macro'
import {
  IconBuilding,
  IconChartBar,
  IconChecklist,
  IconEngine,
  IconFileDownload,
  IconHistory,
  IconMail,
  IconMailSearch,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react'
import { lazy } from 'react'
import type { OwnPages, PublicPages } from '#ui/app.tsx'
import type { AccountPanels, CustomerPanels } from '#ui/panels.tsx'
import type { Room } from '#ui/room.tsx'
import type { SessionSteps } from '#ui/session-steps.tsx'

/** The rooms of the app, in the order of the sidebar. */
export const rooms: readonly Room[] = [
  {
    name: 'customers',
    label: msg`Customers`,
    icon: IconBuilding,
    path: '/customers',
    permission: 'customer.read',
    group: 'work',
    page: lazy(async () => ({ default: (await import('#rooms/customers/page.tsx')).Page })),
    topBar: lazy(async () => ({ default: (await import('#rooms/customers/tabs.tsx')).TopBar })),
  },
  {
    name: 'tasks',
    label: msg`Tasks`,
    icon: IconChecklist,
    path: '/tasks',
    permission: 'task.read',
    group: 'work',
    page: lazy(async () => ({ default: (await import('#rooms/tasks/page.tsx')).Page })),
  },
  {
    name: 'report',
    label: msg`Report`,
    icon: IconChartBar,
    path: '/report',
    permission: 'report.read',
    group: 'insight',
    page: lazy(async () => ({ default: (await import('#rooms/report/page.tsx')).Page })),
  },
  {
    name: 'exports',
    label: msg`Your exports`,
    icon: IconFileDownload,
    path: '/exports',
    permission: 'report.export',
    group: 'own',
    page: lazy(async () => ({ default: (await import('#rooms/exports/page.tsx')).Page })),
  },
  {
    name: 'people',
    label: msg`People`,
    icon: IconUsers,
    path: '/people',
    permission: 'person.read',
    group: 'settings',
    page: lazy(async () => ({ default: (await import('#rooms/people/page.tsx')).Page })),
  },
  {
    name: 'staff',
    label: msg`Our own people`,
    icon: IconUserShield,
    path: '/staff',
    permission: 'person.edit',
    place: 'vendor',
    group: 'settings',
    page: lazy(async () => ({ default: (await import('#rooms/staff/page.tsx')).Page })),
  },
  {
    name: 'audit',
    label: msg`Audit log`,
    icon: IconHistory,
    path: '/audit',
    permission: 'audit.read',
    place: 'anywhere',
    group: 'settings',
    page: lazy(async () => ({ default: (await import('#rooms/audit/page.tsx')).Page })),
  },
  {
    name: 'outbox',
    label: msg`Outbox`,
    icon: IconMail,
    path: '/outbox',
    permission: 'settings.edit',
    place: 'vendor',
    group: 'settings',
    page: lazy(async () => ({ default: (await import('#rooms/outbox/page.tsx')).Page })),
  },
  {
    name: 'digests',
    label: msg`Digest preview`,
    icon: IconMailSearch,
    path: '/digests',
    permission: 'settings.edit',
    place: 'vendor',
    group: 'settings',
    page: lazy(async () => ({ default: (await import('#rooms/digests/page.tsx')).Page })),
  },
  {
    name: 'engine',
    label: msg`Engine`,
    icon: IconEngine,
    path: '/engine',
    permission: 'engine.run',
    place: 'vendor',
    group: 'settings',
    page: lazy(async () => ({ default: (await import('#rooms/engine/page.tsx')).Page })),
  },
]

/** What fills a customer's sub-tabs. */
export const customerPanels: CustomerPanels = {
  tasks: lazy(async () => ({ default: (await import('#rooms/tasks/panel.tsx')).TasksPanel })),
  commercial: lazy(async () => ({ default: (await import('#rooms/orders/panel.tsx')).CommercialPanel })),
  usage: lazy(async () => ({ default: (await import('#rooms/usage/panel.tsx')).UsagePanel })),
  activity: lazy(async () => ({ default: (await import('#rooms/activity/panel.tsx')).ActivityPanel })),
  signals: lazy(async () => ({ default: (await import('#rooms/activity/signals-panel.tsx')).SignalsPanel })),
  contacts: lazy(async () => ({ default: (await import('#rooms/contacts/panel.tsx')).ContactsPanel })),
}

/** What a session asks of people besides the password. */
export const sessionSteps: SessionSteps = {
  signInStep: lazy(async () => ({ default: (await import('#rooms/factors/sign-in-step.tsx')).SignInStep })),
  proofForm: lazy(async () => ({ default: (await import('#rooms/factors/proof-form.tsx')).ProofForm })),
}

/** What everybody who is signed in has beside the rooms. */
export const ownPages: OwnPages = {
  account: lazy(async () => ({ default: (await import('#rooms/accounts/page.tsx')).AccountPage })),
  notifications: lazy(async () => ({ default: (await import('#rooms/notifications/page.tsx')).NotificationsPage })),
  bell: lazy(async () => ({ default: (await import('#rooms/notifications/bell.tsx')).Bell })),
}

/** What an account's page is made of, from top to bottom. */
export const accountPanels: AccountPanels = [
  { name: 'profile', panel: lazy(async () => ({ default: (await import('#rooms/accounts/profile-panel.tsx')).ProfilePanel })) },
  { name: 'password', panel: lazy(async () => ({ default: (await import('#rooms/accounts/password-panel.tsx')).PasswordPanel })) },
  { name: 'factors', panel: lazy(async () => ({ default: (await import('#rooms/factors/panel.tsx')).FactorsPanel })) },
  { name: 'notifications', panel: lazy(async () => ({ default: (await import('#rooms/notifications/choices-panel.tsx')).ChoicesPanel })) },
  { name: 'sessions', panel: lazy(async () => ({ default: (await import('#rooms/sessions/sessions-panel.tsx')).SessionsPanel })) },
]

/** Pages that anybody may open: where mails and the start of the portal lead. */
export const publicPages: PublicPages = {
  '/go': lazy(async () => ({ default: (await import('#rooms/links/go.tsx')).GoPage })),
  '/invitation': lazy(async () => ({ default: (await import('#rooms/accounts/invitation.tsx')).InvitationPage })),
  '/forgotten': lazy(async () => ({ default: (await import('#rooms/accounts/forgotten.tsx')).ForgottenPage })),
  '/reset': lazy(async () => ({ default: (await import('#rooms/accounts/reset.tsx')).ResetPage })),
  '/setup': lazy(async () => ({ default: (await import('#rooms/accounts/setup.tsx')).SetUpPage })),
  '/unsubscribe': lazy(async () => ({ default: (await import('#rooms/notifications/unsubscribe.tsx')).UnsubscribePage })),
  '/unlock': lazy(async () => ({ default: (await import('#rooms/sessions/unlock.tsx')).UnlockPage })),
}
