import { metricSeries, metricsNow } from '#rooms/metrics/actions.ts'
import type { MetricPeriod } from '#rooms/metrics/rules.ts'
import type { Member, Officer } from '#shared/actor.ts'
import { modelOf, type ChannelModel, type PortalConfig } from '#shared/config.ts'
import { notFound } from '#shared/problem.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import type { Overview, TypeDefaults } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** How many periods the trend shows. */
const trendPeriods = { month: 6, quarter: 4 } as const

/** The reader's overview: its parts in their order, and the figures of those that show any. */
export const getOverview = ({ config }: Portal, actor: Member, asked: MetricPeriod | undefined): Promise<Overview> =>
  asActor(actor, async (tx) => {
    const model = modelOf(config, actor.model)
    const [desk, arranged] = await Promise.all([store.findDesk(tx, actor), defaultOf(tx, actor.model)])
    const period = asked ?? desk?.period ?? 'month'
    const widgets = rules.placed(arranged, desk?.widgets ?? null, readerOf(actor, model))
    const isShown = (code: rules.WidgetCode) => widgets.some((widget) => widget.code === code && widget.isShown)
    const course = { periods: trendPeriods[period], grouping: period }
    const [figures, trend] = await Promise.all([
      isShown('figures') ? metricsNow(tx, actor, config, figuresOf(config, model), period) : [],
      isShown('trend') ? metricSeries(tx, actor, config, model.reportLayout === 'usage' ? 'peaks' : 'acv', course) : null,
    ])
    return {
      asOf: actor.today,
      period,
      widgets: widgets.map((widget) => ({ ...widget, width: rules.widgetFacts(widget.code).width })),
      isOwn: (desk?.widgets ?? null) !== null,
      figures,
      trend,
    }
  })

/** The dashboard's metrics, each product's peak by itself. */
const figuresOf = ({ products }: PortalConfig, { dashboardMetrics }: ChannelModel): string[] =>
  dashboardMetrics.flatMap((metric) => (metric === 'peaks' ? products.map(({ code }) => `peak:${code}`) : [metric]))

const readerOf = ({ permissions, openRooms }: Member, { reportLayout }: ChannelModel): rules.WidgetReader => ({
  permissions,
  openRooms,
  layout: reportLayout,
})

const defaultOf = async (tx: Tx, partnerType: string): Promise<readonly rules.DefaultWidget[]> =>
  (await store.findDefault(tx, partnerType)) ?? rules.usualWidgets

/** The reader's own order and choice from now on. 409 for what the vendor does not allow. */
export const placeWidgets = ({ config }: Portal, actor: Member, widgets: readonly rules.OwnWidget[]): Promise<void> =>
  asActor(actor, async (tx) => {
    insist(rules.mayPlace(await defaultOf(tx, actor.model), widgets, readerOf(actor, modelOf(config, actor.model))), 409)
    await store.setWidgets(tx, actor, widgets)
  })

export const resetWidgets = (actor: Member): Promise<void> =>
  asActor(actor, async (tx) => {
    await store.setWidgets(tx, actor, null)
  })

/** The reader is there: what came before is seen when they come back. */
export const noteVisit = (portal: Portal, actor: Member, period: MetricPeriod): Promise<void> =>
  asActor(actor, async (tx) => {
    const now = portal.now()
    const desk = await store.findDesk(tx, actor)
    await store.setVisit(tx, actor, { period, since: desk ? rules.newSince(desk, now) : null, visitedAt: now.toString() })
  })

/** What every partner type has, as the vendor set it or as is usual. */
export const listDefaults = ({ config }: Portal, actor: Officer): Promise<{ items: TypeDefaults[] }> =>
  asActor(actor, (tx) => describedDefaults(tx, config))

/** 404 for a type that there is not, 409 for a part that its model lacks. */
export const setDefaults = (
  { config }: Portal,
  actor: Officer,
  partnerType: string,
  widgets: readonly rules.DefaultWidget[],
): Promise<{ items: TypeDefaults[] }> =>
  asActor(actor, async (tx) => {
    insist(rules.mayOffer(widgets, knownModel(config, partnerType)), 409)
    await store.setDefault(tx, partnerType, widgets, actor.userId)
    await tell(tx, 'overview.arranged', { actor, facts: { partnerType } })
    return describedDefaults(tx, config)
  })

/** Back to what is usual. */
export const removeDefaults = ({ config }: Portal, actor: Officer, partnerType: string): Promise<{ items: TypeDefaults[] }> =>
  asActor(actor, async (tx) => {
    knownModel(config, partnerType)
    await store.removeDefault(tx, partnerType)
    await tell(tx, 'overview.arranged', { actor, facts: { partnerType } })
    return describedDefaults(tx, config)
  })

const knownModel = ({ models }: PortalConfig, code: string): ChannelModel => {
  const model = models.find((one) => one.code === code)
  if (!model) throw notFound()
  return model
}

const describedDefaults = async (tx: Tx, { models }: PortalConfig): Promise<{ items: TypeDefaults[] }> => {
  const arranged = await store.listDefaults(tx)
  return {
    items: models.map((model) => ({
      partnerType: model.code,
      label: model.label,
      isArranged: arranged.has(model.code),
      widgets: rules
        .completed(arranged.get(model.code) ?? [])
        .filter(({ code }) => rules.suitsModel(code, model))
        .map((widget) => ({ ...widget, width: rules.widgetFacts(widget.code).width })),
    })),
  }
}
