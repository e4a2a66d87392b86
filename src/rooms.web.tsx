import { msg } from '@lingui/core/macro'
import { IconBuilding, IconChartBar, IconChecklist } from '@tabler/icons-react'
import { lazy } from 'react'
import type { CustomerPanels } from '#ui/panels.tsx'
import type { Room } from '#ui/room.tsx'

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
