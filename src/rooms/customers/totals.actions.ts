import type { Member } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import type { Totals } from './contract.ts'
import { getTotals } from './totals.store.ts'

/** The portfolio's totals as the dashboard shows them, for whatever else shows one of them. */
export const getPortfolioTotals = (tx: Tx, actor: Member, config: PortalConfig): Promise<Totals & { listed: number }> =>
  getTotals(
    tx,
    actor,
    config.products.map(({ code }) => code),
    modelOf(config, actor.model),
  )
