import { msg } from '@lingui/core/macro'
import {
  IconBolt,
  IconBuildingCommunity,
  IconCategory,
  IconChartHistogram,
  IconEngine,
  IconFileDownload,
  IconHistory,
  IconLayoutGrid,
  IconLifebuoy,
  IconLayoutList,
  IconMail,
  IconMailSearch,
  IconPackage,
  IconSpeakerphone,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react'
import { lazy } from 'react'
export { blockDeeds } from '#rooms/blocks/deeds.tsx'
export { blockForms } from '#rooms/blocks/forms.tsx'
export { blockViews } from '#rooms/blocks/views.tsx'
import type { RoomWidgets } from '#rooms/overview/page.tsx'
import type { OwnPages, PublicPages } from '#ui/app.tsx'
import type { AccountPanels, CustomerPanels } from '#ui/panels.tsx'
import type { KindPages, Room } from '#ui/room.tsx'
import type { SessionSteps } from '#ui/session-steps.tsx'

/** What rooms bring to the overview. */
const overviewWidgets: RoomWidgets = {
  announcements: lazy(async () => ({ default: (await import('#rooms/announcements/widget.tsx')).AnnouncementsWidget })),
  'quick-actions': lazy(async () => ({ default: (await import('#rooms/quick-actions/widget.tsx')).QuickActionsWidget })),
  tasks: lazy(async () => ({ default: (await import('#rooms/tasks/widget.tsx')).TasksWidget })),
  renewals: lazy(async () => ({ default: (await import('#rooms/report/renewals-widget.tsx')).RenewalsWidget })),
}

/** The pages of pre-defined rooms; whether and how they stand in the menu is the vendor's arrangement. */
export const kindPages: KindPages = {
  overview: {
    path: '/overview',
    page: lazy(async () => {
      const { OverviewPage } = await import('#rooms/overview/page.tsx')
      return { default: () => <OverviewPage widgets={overviewWidgets} /> }
    }),
  },
  customers: {
    path: '/customers',
    page: lazy(async () => ({ default: (await import('#rooms/customers/page.tsx')).Page })),
    topBar: lazy(async () => ({ default: (await import('#rooms/customers/tabs.tsx')).TopBar })),
  },
  tasks: { path: '/tasks', page: lazy(async () => ({ default: (await import('#rooms/tasks/page.tsx')).Page })) },
  'quick-actions': { path: '/quick-actions', page: lazy(async () => ({ default: (await import('#rooms/quick-actions/page.tsx')).Page })) },
  kit: { path: '/kit', page: lazy(async () => ({ default: (await import('#rooms/kit/page.tsx')).Page })) },
  support: { path: '/support', page: lazy(async () => ({ default: (await import('#rooms/support/page.tsx')).Page })) },
  report: { path: '/report', page: lazy(async () => ({ default: (await import('#rooms/report/page.tsx')).Page })) },
}

/** Of a room that is made of blocks, and of one that is locked. */
export const roomPage = lazy(async () => ({ default: (await import('#rooms/rooms/page.tsx')).RoomPage }))

/** The editor of a room's blocks, in the room's settings. */
export const roomEditor = lazy(async () => ({ default: (await import('#rooms/editor/page.tsx')).RoomEditor }))

/** The product's own rooms, below the arranged ones, in the order of the sidebar. */
export const rooms: readonly Room[] = [
  {
    name: 'arrangement',
    label: msg`Rooms`,
    icon: IconLayoutList,
    path: '/arrangement',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/arrangement/page.tsx')).Page })),
  },
  {
    name: 'room-use',
    label: msg`Room use`,
    icon: IconChartHistogram,
    path: '/room-use',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/room-use/page.tsx')).Page })),
  },
  {
    name: 'partners',
    label: msg`Partners`,
    icon: IconBuildingCommunity,
    path: '/partners',
    permission: 'portal.sign-in',
    place: 'vendor',
    group: 'partner',
    page: lazy(async () => ({ default: (await import('#rooms/partners/page.tsx')).Page })),
  },
  {
    name: 'categories',
    label: msg`Categories`,
    icon: IconCategory,
    path: '/categories',
    permission: 'partner.edit',
    place: 'vendor',
    group: 'partner',
    page: lazy(async () => ({ default: (await import('#rooms/categories/page.tsx')).Page })),
  },
  {
    name: 'announcements',
    label: msg`Announcements`,
    icon: IconSpeakerphone,
    path: '/announcements',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/announcements/page.tsx')).Page })),
  },
  {
    name: 'overview-setup',
    label: msg`Overview set-up`,
    icon: IconLayoutGrid,
    path: '/overview-setup',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/overview/setup.tsx')).SetupPage })),
  },
  {
    name: 'quick-actions-setup',
    label: msg`Quick actions set-up`,
    icon: IconBolt,
    path: '/quick-actions-setup',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/quick-actions/setup.tsx')).SetupPage })),
  },
  {
    name: 'kit-items',
    label: msg`Kit items`,
    icon: IconPackage,
    path: '/kit-items',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/kit/items-page.tsx')).Page })),
  },
  {
    name: 'support-channels',
    label: msg`Support channels`,
    icon: IconLifebuoy,
    path: '/support-channels',
    permission: 'room.edit',
    place: 'vendor',
    group: 'portal',
    page: lazy(async () => ({ default: (await import('#rooms/support/channels-page.tsx')).Page })),
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
  banner: lazy(async () => ({ default: (await import('#rooms/announcements/banner.tsx')).AnnouncementBanner })),
  bell: lazy(async () => ({ default: (await import('#rooms/notifications/bell.tsx')).Bell })),
  search: lazy(async () => ({ default: (await import('#rooms/search/dialog.tsx')).SearchDialog })),
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
