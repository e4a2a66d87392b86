import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { CycleRule } from '#shared/config.ts'
import type { Day } from '#shared/dates.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'

export type PeriodRow = { block: string; from: Day; to: Day; target: number; value: number | null; reachedAt: string | null }

const columns = sql`g.block, g.period_from as "from", g.period_to as "to", g.target, g.value, g.reached_at as "reachedAt"`

/** What was written down of goals in the reader's partnership, the last period first. */
export const listPeriods = (tx: Tx, { partnerId, partnershipId }: Member, blocks: readonly string[]): Promise<PeriodRow[]> =>
  tx.rows(sql<PeriodRow>`
    select ${columns} from goal_period g
     where g.partner_id = ${partnerId} and g.partnership_id = ${partnershipId} and g.block = any (${[...blocks]}::text[])
     order by g.period_from desc`)

/** A partnership with what its periods and its day follow from. */
export type Place = {
  partnerId: number
  partnershipId: number
  partner: string
  name: string
  currency: string
  timeZone: string
  cycle: CycleRule
}
type PlaceRow = Omit<Place, 'cycle'> & CycleRule

const placeFrom = ({ startDay, namedBy, ...place }: PlaceRow): Place => ({ ...place, cycle: { startDay, namedBy } })
const columnsOfPlace = sql`
  s.partner_id as "partnerId", s.id as "partnershipId", p.name as partner, s.name, s.currency, s.time_zone as "timeZone",
  s.cycle_start_day as "startDay", s.cycle_named_by as "namedBy"`
const places = sql`select ${columnsOfPlace} from partnership s join partner p on p.id = s.partner_id`

/** The partnerships of a type, by name. */
export const listPlaces = async (tx: Tx, partnerType: string): Promise<Place[]> =>
  (await tx.rows(sql<PlaceRow>`${places} where s.model = ${partnerType} order by lower(p.name), lower(s.name), s.id`)).map(placeFrom)

export type PlacesAsked = { partnerType: string; search?: string | undefined; limit: number; cursor?: string | undefined }

/** The same a page at a time; `search` is part of a name. */
export const pagePlaces = async (
  tx: Tx,
  { partnerType, search, limit, cursor }: PlacesAsked,
): Promise<{ items: Place[]; next: string | null; total: number }> => {
  const matching = search
    ? sql`where s.model = ${partnerType} and (lower(p.name) like ${holding(search.toLowerCase())} or lower(s.name) like ${holding(search.toLowerCase())})`
    : sql`where s.model = ${partnerType}`
  const position = cursor ? readCursor(cursor, 'text') : undefined
  const after = position ? sql`and (${byNames}, s.id) > (${position.value} collate "C", ${position.id})` : sql``
  const [rows, counted] = await Promise.all([
    tx.rows(sql<PlaceRow & { place: string }>`
      select ${columnsOfPlace}, ${byNames} as place from partnership s join partner p on p.id = s.partner_id
       ${matching} ${after} order by ${byNames}, s.id limit ${limit + 1}`),
    tx.first(sql<{ n: number }>`select count(*)::int as n from partnership s join partner p on p.id = s.partner_id ${matching}`),
  ])
  const page = pageFrom(rows, limit, ({ place, partnershipId }) => ({ value: place, id: partnershipId }))
  return { ...page, items: page.items.map(placeFrom), total: counted?.n ?? 0 }
}

const byNames = sql`(lower(p.name) || chr(1) || lower(s.name)) collate "C"`

/** One of a type, or 404. */
export const getPlace = async (tx: Tx, partnerType: string, partnershipId: number): Promise<Place> => {
  const row = await tx.first(sql<PlaceRow>`${places} where s.model = ${partnerType} and s.id = ${partnershipId}`)
  if (!row) throw notFound()
  return placeFrom(row)
}

export type Noted = { partnershipId: number; from: Day; value: number | null; reachedAt: string | null; notedAt: string }

/** What was written down of one goal in some partnerships. */
export const listNoted = (tx: Tx, block: string, partnershipIds: readonly number[]): Promise<Noted[]> =>
  tx.rows(sql<Noted>`
    select g.partnership_id as "partnershipId", g.period_from as "from", g.value, g.reached_at as "reachedAt", g.noted_at as "notedAt"
      from goal_period g where g.block = ${block} and g.partnership_id = any (${[...partnershipIds]}::bigint[])`)

export type Note = {
  block: string
  span: { from: Day; to: Day }
  target: number
  value: number | null
  isReached: boolean
  now: string
  /** Null: the engine. */
  userId: number | null
  /** Whether what was reached stays so when the value falls again; a value that was entered wrongly never was reached. */
  stays: boolean
}

/** Writes a value down for a period. Whether that reached the target for the first time. */
export const setPeriod = async (
  tx: Tx,
  { partnerId, partnershipId }: Pick<Place, 'partnerId' | 'partnershipId'>,
  { block, span, target, value, isReached, now, userId, stays }: Note,
): Promise<boolean> => {
  const reachedAt = isReached ? now : null
  const whole = value === null ? null : Math.floor(value)
  const before = await tx.first(sql<{ reachedAt: string | null }>`
    select g.reached_at as "reachedAt" from goal_period g
     where g.partner_id = ${partnerId} and g.partnership_id = ${partnershipId} and g.block = ${block} and g.period_from = ${span.from}`)
  await tx.rows(sql`
    insert into goal_period as kept (partner_id, partnership_id, block, period_from, period_to, target, value, reached_at, noted_at, noted_by_user_id)
    values (${partnerId}, ${partnershipId}, ${block}, ${span.from}, ${span.to}, ${target}, ${whole}, ${reachedAt}, ${now}, ${userId}::bigint)
    on conflict (partner_id, partnership_id, block, period_from) do update
       set period_to = excluded.period_to, target = excluded.target, value = excluded.value, noted_at = excluded.noted_at,
           noted_by_user_id = excluded.noted_by_user_id,
           reached_at = case when excluded.reached_at is not null or ${stays} then coalesce(kept.reached_at, excluded.reached_at) end`)
  return isReached && !before?.reachedAt
}

/** Whether the goal was reached in any of its periods. */
export const isReachedEver = async (
  tx: Tx,
  { partnerId, partnershipId }: Pick<Place, 'partnerId' | 'partnershipId'>,
  block: string,
): Promise<boolean> => {
  const rows = await tx.rows(sql`
    select from goal_period g
     where g.partner_id = ${partnerId} and g.partnership_id = ${partnershipId} and g.block = ${block} and g.reached_at is not null limit 1`)
  return rows.length > 0
}
