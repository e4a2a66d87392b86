import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Cycle } from '#shared/cycles.ts'
import type { Tx } from '#server/db.ts'
import { ofPartnership } from '#server/scopes.ts'

export type UsageSize = { peaks: number; days: number }

/** How many peaks the cycles have at most, and how many daily values behind them; the states of customers are not looked at. */
export const sizeOfUsage = async (tx: Tx, actor: Member, cycles: readonly Cycle[]): Promise<UsageSize> => {
  const found = await tx.first(sql<UsageSize>`
    select count(*)::int as peaks, coalesce(sum(cardinality(u.days)), 0)::bigint as days
      from usage_cycle u
     where ${ofPartnership('u', actor)} and u.cycle_start = any (${cycles.map((cycle) => cycle.start)}::date[]) and u.peak is not null`)
  return found ?? { peaks: 0, days: 0 }
}

export const countCustomersOf = async (tx: Tx, actor: Member): Promise<number> =>
  (await tx.first(sql<{ n: number }>`select count(*)::int as n from customer c where ${ofPartnership('c', actor)}`))?.n ?? 0

export const countLinesOf = async (tx: Tx, actor: Member): Promise<number> =>
  (await tx.first(sql<{ n: number }>`select count(*)::int as n from order_line l where ${ofPartnership('l', actor)}`))?.n ?? 0
