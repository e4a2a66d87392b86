import { sql } from 'kysely'
import type { Officer } from '#shared/actor.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import type { PartnerQuery } from './contract.ts'
import type { Change, Field, PartnerFacts } from './rules.ts'

export type StoredPartner = {
  id: number
  name: string
  type: string
  tier: string | null
  category: string | null
  stage: string | null
  tags: string[]
  country: string | null
  partnerships: number
}

const columns = sql`p.id, p.name, p.type, p.tier, p.category, p.stage, p.tags, p.country,
  (select count(*)::int from partnership s where s.partner_id = p.id) as partnerships`
const byName = sql`(lower(p.name) collate "C")`

/** What the list's filters ask for stands for partners without one. */
export const without = 'none'

/** Partners by name, a page at a time; row-level security leaves a partner manager those that are assigned. */
export const listPartners = async (tx: Tx, { limit, cursor, ...asked }: PartnerQuery) => {
  const matching = matchingOf(asked)
  const position = cursor ? readCursor(cursor, 'text') : undefined
  const after = position ? sql`and (${byName}, p.id) > (${position.value}, ${position.id})` : sql``
  const [rows, counted] = await Promise.all([
    tx.rows(sql<StoredPartner & { sortValue: string }>`
      select ${columns}, ${byName} as "sortValue" from partner p where ${matching} ${after} order by ${byName}, p.id limit ${limit + 1}`),
    tx.first(sql<{ n: number }>`select count(*)::int as n from partner p where ${matching}`),
  ])
  return { ...pageFrom(rows, limit, ({ sortValue, id }) => ({ value: sortValue, id })), total: counted?.n ?? 0 }
}

const matchingOf = ({ search, type, tier, category, stage, tag }: Omit<PartnerQuery, 'limit' | 'cursor'>) => {
  const one = (column: 'tier' | 'category' | 'stage', wanted: string | undefined) =>
    wanted === undefined ? [] : [wanted === without ? sql`${sql.ref(`p.${column}`)} is null` : sql`${sql.ref(`p.${column}`)} = ${wanted}`]
  return sql.join(
    [
      sql`true`,
      ...(search ? [sql`lower(p.name) like ${holding(search.toLowerCase())}`] : []),
      // A partner is of the type that it mainly is, and of those of its partnerships.
      ...(type ? [sql`${type} = any (array(select s.model from partnership s where s.partner_id = p.id) || p.type)`] : []),
      ...one('tier', tier),
      ...one('category', category),
      ...one('stage', stage),
      ...(tag ? [sql`p.tags @> array[${tag}]::text[]`] : []),
    ],
    sql` and `,
  )
}

/** One of the reader's partners, or 404. */
export const getPartner = async (tx: Tx, id: number): Promise<StoredPartner> => {
  const row = await tx.first(sql<StoredPartner>`select ${columns} from partner p where p.id = ${id}`)
  if (!row) throw notFound()
  return row
}

export type StoredPartnership = {
  id: number
  name: string
  model: string
  region: string
  currency: string
  isMain: boolean
  activeTo: string | null
}

export const listPartnerships = (tx: Tx, partnerId: number): Promise<StoredPartnership[]> =>
  tx.rows(sql<StoredPartnership>`
    select s.id, s.name, s.model, s.region, s.currency, s.is_main as "isMain", s.active_to as "activeTo"
      from partnership s where s.partner_id = ${partnerId} order by s.is_main desc, lower(s.name), s.id`)

export const listManagers = (tx: Tx, partnerId: number): Promise<{ name: string; email: string }[]> =>
  tx.rows(sql<{ name: string; email: string }>`select m.name, m.email from partner_managers(${partnerId}) m`)

export type StoredChange = { at: string; byName: string | null; field: Field; before: string[]; after: string[] }

export const listChanges = (tx: Tx, partnerId: number): Promise<StoredChange[]> =>
  tx.rows(sql<StoredChange>`
    select c.at, c.by_name as "byName", c.field, c.before, c.after
      from partner_change c where c.partner_id = ${partnerId} order by c.id desc limit 50`)

/** Keeps other editors of these partners out until the transaction ends. 404 when one of them is not there. */
export const lockPartners = async (tx: Tx, ids: readonly number[]): Promise<PartnerFacts[]> => {
  const rows = await tx.rows(sql<PartnerFacts>`
    select p.id, p.name, p.tier, p.category, p.stage, p.tags,
           array(select s.model from partnership s where s.partner_id = p.id) || p.type as types
      from partner p where p.id = any (${ids}::bigint[]) order by p.id for update`)
  if (rows.length !== new Set(ids).size) throw notFound()
  return rows
}

/** Writes the new values and who changed what. */
export const setWords = async (tx: Tx, actor: Officer, changed: readonly { id: number; changes: readonly Change[] }[]) => {
  const rows = JSON.stringify(changed.flatMap(({ id, changes }) => changes.map((change) => ({ partner_id: id, ...change }))))
  const given = sql`jsonb_to_recordset(${rows}::jsonb) as g (partner_id bigint, field text, before text[], after text[])`
  await tx.rows(sql`
    insert into partner_change (partner_id, by_user_id, by_name, field, before, after)
    select g.partner_id, ${actor.userId}, ${actor.name}, g.field, g.before, g.after from ${given}`)
  await tx.rows(sql`
    update partner p set
      tier = case when n.fields ? 'tier' then n.fields->'tier'->>0 else p.tier end,
      category = case when n.fields ? 'category' then n.fields->'category'->>0 else p.category end,
      stage = case when n.fields ? 'stage' then n.fields->'stage'->>0 else p.stage end,
      tags = case when n.fields ? 'tags' then array(select jsonb_array_elements_text(n.fields->'tags')) else p.tags end
     from (select g.partner_id, jsonb_object_agg(g.field, to_jsonb(g.after)) as fields from ${given} group by g.partner_id) n
    where p.id = n.partner_id`)
}
