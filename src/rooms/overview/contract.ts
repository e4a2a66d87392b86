import { z } from 'zod'
import { MetricNow, MetricPeriod, MetricSeries } from '#rooms/metrics/contract.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { feedKinds, widgetCodes, widgetStates, type ProblemCode } from './rules.ts'

const WidgetCode = z.enum(widgetCodes)
const once = (items: readonly { code: string }[]) => new Set(items.map(({ code }) => code)).size === items.length

export const Widget = z.strictObject({
  code: WidgetCode,
  width: z.enum(['full', 'half']),
  isShown: z.boolean(),
  /** It can be moved and not be hidden. */
  isFixed: z.boolean(),
})
export type Widget = z.infer<typeof Widget>

export const Overview = z.strictObject({
  asOf: z.iso.date(),
  period: MetricPeriod,
  /** In the reader's order; those that are not shown can be added. */
  widgets: z.array(Widget),
  /** Whether the reader has an order of their own. */
  isOwn: z.boolean(),
  /** What the model's dashboard shows, as far as it is the reader's to see. */
  figures: z.array(MetricNow),
  /** The course of the model's main figure; null where there is none, or the reader does not have it on their overview. */
  trend: MetricSeries.nullable(),
})
export type Overview = z.infer<typeof Overview>

const Severity = z.enum(['low', 'medium', 'high'])
const group = { day: z.iso.date(), at: z.iso.datetime(), isNew: z.boolean() }

/** What happened to one thing on one day. */
export const FeedItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('task'),
    ...group,
    customer: z.strictObject({ id: outerId('cus'), name: z.string() }),
    /** The only one; null: several. */
    taskId: outerId('tsk').nullable(),
    /** How many tasks were each; `worst` of those that were raised or became worse, absent where none was. */
    raised: z.int(),
    worsened: z.int(),
    ended: z.int(),
    commented: z.int(),
    assigned: z.int(),
    worst: Severity.optional(),
  }),
  z.strictObject({ kind: z.literal('room'), ...group, roomId: outerId('rom'), label: z.string(), icon: z.string(), isFirst: z.boolean() }),
  z.strictObject({ kind: z.literal('announcement'), ...group, announcementId: outerId('ann'), title: z.string() }),
  z.strictObject({ kind: z.literal('kit'), ...group, titles: z.array(z.string()).max(3), count: z.int() }),
])
export type FeedItem = z.infer<typeof FeedItem>

export const Feed = z.strictObject({
  asOf: z.iso.date(),
  /** When the reader was last here before this visit; null: never. */
  since: z.iso.datetime().nullable(),
  /** The newest first. */
  items: z.array(FeedItem),
  /** The kinds that this reader can have any of. */
  kinds: z.array(z.enum(feedKinds)),
})
export type Feed = z.infer<typeof Feed>

const OwnWidgets = z
  .array(z.strictObject({ code: WidgetCode, isShown: z.boolean() }))
  .max(40)
  .refine(once, 'Name each part once.')

const DefaultWidget = z.strictObject({ code: WidgetCode, state: z.enum(widgetStates) })
export const TypeDefaults = z.strictObject({
  partnerType: z.string(),
  label: z.string(),
  /** As the vendor ordered them; every widget is named. */
  widgets: z.array(DefaultWidget.extend({ width: z.enum(['full', 'half']) })),
  /** Whether the vendor has chosen at all. */
  isArranged: z.boolean(),
})
export type TypeDefaults = z.infer<typeof TypeDefaults>

const Types = z.strictObject({ items: z.array(TypeDefaults) })
const OneType = z.strictObject({ partnerType: z.string().max(40) })

export const problemCodes = [
  'overview.widget-not-allowed', // 409
  'overview.widget-fixed', // 409
] as const satisfies ProblemCode[]

export const overview = {
  /** Without a period: as the reader left it. */
  show: endpoint('GET /overview', { query: z.strictObject({ period: MetricPeriod.optional() }), reply: Overview }),
  /** The last thirty days, at most 60 lines. */
  feed: endpoint('GET /overview/feed', { query: z.strictObject({ kind: z.enum(feedKinds).optional() }), reply: Feed }),
  /** The reader looks at it now, with this period. */
  visit: endpoint('PUT /overview/visit', { body: z.strictObject({ period: MetricPeriod }) }),
  place: endpoint('PUT /overview/widgets', { body: z.strictObject({ widgets: OwnWidgets }) }),
  /** Back to what the vendor has set. */
  reset: endpoint('DELETE /overview/widgets', {}),
  defaults: endpoint('GET /overview/defaults', { reply: Types }),
  setDefaults: endpoint('PUT /overview/defaults/:partnerType', {
    params: OneType,
    body: z.strictObject({ widgets: z.array(DefaultWidget).max(40).refine(once, 'Name each part once.') }),
    reply: Types,
  }),
  removeDefaults: endpoint('DELETE /overview/defaults/:partnerType', { params: OneType, reply: Types }),
}
