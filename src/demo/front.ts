import type { AnnouncementIn } from '#rooms/announcements/actions.ts'
import type { QuickActionIn } from '#rooms/quick-actions/actions.ts'
import type { PortalConfig } from '#shared/config.ts'
import { addDays } from '#shared/dates.ts'
import type { DemoSeed } from './plan.ts'

/** What the demo's vendor has to say: one to all that is pinned, one that has to be acknowledged, one to a type alone, one that is planned. */
export const announcementRows = ({ anchor }: DemoSeed, config: PortalConfig): AnnouncementIn[] => {
  const toAll = { partnerTypes: [], partnershipIds: [], categories: [], tiers: [], stages: [], tags: [], roles: [] }
  const plain = { ...toAll, to: null, isPinned: false, needsAcknowledgement: false }
  const { vendor } = config.branding
  const [first] = config.models
  return [
    {
      ...plain, from: addDays(anchor, -9), isPinned: true, title: 'Partner days in May',
      body: `Two days with ${vendor} and its partners: what comes this year, and what others have learned.\n\nThe programme is at https://days.northwall.example; seats are kept until a week before.`,
    },
    {
      ...plain, from: addDays(anchor, -4), needsAcknowledgement: true, title: 'New terms of data processing',
      body: 'The agreement on processing customer data has a new annex. It holds from the first of next month.\n\nPlease read it and say that you did: https://legal.northwall.example/annex-4',
    },
    {
      ...plain, from: addDays(anchor, -2), title: 'Scans are planned in the customer’s own time zone',
      body: 'A plan that was made before keeps its hours. Have a look at those of customers in other countries.',
    },
    ...(first ? [{
      ...plain, partnerTypes: [first.code], from: addDays(anchor, -20), to: addDays(anchor, 30), title: `For ${first.label} partners: how peaks are counted`,
      body: 'The highest day of a cycle counts, of each customer and product. The report shows which day it was.',
    }] : []),
    { ...plain, from: addDays(anchor, 14), title: 'Summer prices', body: 'They will stand here from their first day on.' },
  ] // prettier-ignore
}

/** Shortcuts of the demo: rooms, pages, a form elsewhere and a mail. */
export const actionRows = (config: PortalConfig): QuickActionIn[] => {
  const toAll = { description: '', roomId: null, partnerTypes: [], roles: [] }
  const ofOrders = config.models.filter(({ reportLayout }) => reportLayout === 'orders').map(({ code }) => code)
  return [
    { ...toAll, label: 'Work on tasks', description: 'What needs somebody today.', icon: 'checklist', kind: 'room', target: 'tasks' },
    { ...toAll, label: 'Find sales material', description: 'Two-pagers, templates and stories.', icon: 'package', kind: 'room', target: 'kit' },
    { ...toAll, label: 'Look at the month', description: 'Usage, orders and renewals.', icon: 'chart', kind: 'room', target: 'report' },
    { ...toAll, label: 'Ask for help', description: 'Who answers, and when.', icon: 'lifebuoy', kind: 'room', target: 'support' },
    ...(ofOrders.length > 0 ? [{
      ...toAll, partnerTypes: ofOrders, label: 'Register a deal', description: 'The form of the sales desk.', icon: 'handshake' as const, kind: 'link' as const, target: 'https://deals.northwall.example/new',
    }] : []),
    { ...toAll, label: 'Invite a colleague', description: 'People and their roles.', icon: 'users', kind: 'page', target: 'people' },
    { ...toAll, label: 'Write to marketing', description: 'Events, logos and shared campaigns.', icon: 'mail', kind: 'mail', target: 'marketing@northwall.example' },
  ] // prettier-ignore
}
