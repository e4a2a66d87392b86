import { sql } from 'kysely'
import { modelOf, type ChannelModel, type CycleRule } from '#shared/config.ts'
import { cycleOf, type Cycle } from '#shared/cycles.ts'
import { dayOf, type Day } from '#shared/dates.ts'
import type { Tx } from './db.ts'
import type { IntakeContext } from './intake.ts'

/** One partnership at one moment: what recomputing its figures needs to know. */
export type PartnershipScope = {
  partnerId: number
  partnershipId: number
  timeZone: string
  /** The day where the partnership is. */
  today: Day
  /** The open billing cycle. */
  cycle: Cycle
  model: ChannelModel
}

/** The given partnerships, or all, in the order of their keys. Throws when one names a model that the configuration lacks. */
export const listScopes = async (
  tx: Tx,
  { config, now }: IntakeContext,
  partnershipIds?: readonly number[],
): Promise<PartnershipScope[]> => {
  const rows = await tx.rows<ScopeRow>(sql`
    select partner_id as "partnerId", id as "partnershipId", model, time_zone as "timeZone",
      cycle_start_day as "startDay", cycle_named_by as "namedBy"
    from partnership where ${partnershipIds ? sql`id = any(${partnershipIds})` : sql`true`} order by partner_id, id`)
  return rows.map(({ partnerId, partnershipId, timeZone, model, startDay, namedBy }) => {
    const today = dayOf(now, timeZone)
    return { partnerId, partnershipId, timeZone, today, cycle: cycleOf(today, { startDay, namedBy }), model: modelOf(config, model) }
  })
}

/** A row of `alias` that belongs to the partnership. */
export const ofPartnership = (alias: string, { partnerId, partnershipId }: Pick<PartnershipScope, 'partnerId' | 'partnershipId'>) =>
  sql`${sql.ref(`${alias}.partner_id`)} = ${partnerId} and ${sql.ref(`${alias}.partnership_id`)} = ${partnershipId}`

type ScopeRow = {
  partnerId: number
  partnershipId: number
  model: string
  timeZone: string
  startDay: number
  namedBy: CycleRule['namedBy']
}
