import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import type { KitQuery } from './contract.ts'
import { visitHours } from './rules.ts'

export type StoredItem = {
  id: number
  title: string
  about: string
  type: string
  audiences: string[]
  industries: string[]
  products: string[]
  language: string
  isCoBrandable: boolean
  version: number
  renewedAt: string
  expiresOn: string | null
  fileId: number | null
  fileName: string | null
  fileMime: string | null
  fileSize: number | null
  url: string | null
}

export const itemColumns = sql`
  k.id, k.title, k.about, k.type, k.audiences, k.industries, k.products, k.language, k.is_co_brandable as "isCoBrandable",
  v.number as version, k.renewed_at as "renewedAt", k.expires_on as "expiresOn",
  f.id as "fileId", f.name as "fileName", f.mime as "fileMime", f.size as "fileSize", v.url`

// Cursors count milliseconds.
export const renewed = sql`date_trunc('milliseconds', k.renewed_at)`

/** What the item's title and description hold. */
export const holds = (search: string | undefined) =>
  search ? sql`lower(k.title || ' ' || k.about) like ${holding(search.toLowerCase())}` : sql`true`

/** Items that the reader may find, also for staff who look at a partner's portal, whose role sees all. */
const found = ({ today }: Member) => sql`
  from kit_item k
  join kit_version v on v.kit_id = k.id and v.is_current
  left join file f on f.id = v.file_id and f.state = 'clean'
 where kit_shown(k, (select own_room_viewer()), ${today}::date) and coalesce(v.url, f.name) is not null`

const matching = (query: Omit<KitQuery, 'limit' | 'cursor'>, since: string | null) => {
  const { search, type, audience, industry, product, language, news } = query
  return sql.join(
    [
      holds(search),
      ...(type ? [sql`k.type = ${type}`] : []),
      ...(audience ? [sql`k.audiences @> array[${audience}]::text[]`] : []),
      ...(industry ? [sql`k.industries @> array[${industry}]::text[]`] : []),
      ...(product ? [sql`k.products @> array[${product}]::text[]`] : []),
      ...(language ? [sql`k.language = ${language}`] : []),
      ...(news ? [sql`k.renewed_at > ${since}::timestamptz`] : []),
    ],
    sql` and `,
  )
}

/** A page of what the reader may find, the newest first. */
export const listItems = async (tx: Tx, actor: Member, { limit, cursor, ...asked }: KitQuery, since: string | null) => {
  const matches = matching(asked, since)
  const position = cursor ? readCursor(cursor, 'moment') : undefined
  const after = position ? sql`and (${renewed}, k.id) < (${position.value}::timestamptz, ${position.id})` : sql``
  const [rows, counted] = await Promise.all([
    tx.rows(sql<StoredItem>`
      select ${itemColumns} ${found(actor)} and ${matches} ${after} order by ${renewed} desc, k.id desc limit ${limit + 1}`),
    tx.first(sql<{ n: number }>`select count(*)::int as n ${found(actor)} and ${matches}`),
  ])
  return { ...pageFrom(rows, limit, ({ renewedAt, id }) => ({ value: renewedAt, id })), total: counted?.n ?? 0 }
}

export type StoredChoices = {
  types: string[]
  audiences: string[]
  industries: string[]
  products: string[]
  languages: string[]
  news: number
}

/** Every word that some item has which the reader may find. */
export const listChoices = async (tx: Tx, actor: Member, since: string | null): Promise<StoredChoices> => {
  const row = await tx.first(sql<StoredChoices>`
    with seen as materialized (select k.* ${found(actor)})
    select array(select distinct type from seen order by 1) as types,
           array(select distinct unnest(audiences) from seen order by 1) as audiences,
           array(select distinct unnest(industries) from seen order by 1) as industries,
           array(select distinct unnest(products) from seen order by 1) as products,
           array(select distinct language from seen order by 1) as languages,
           (select count(*)::int from seen where renewed_at > ${since}::timestamptz) as news`)
  if (!row) throw new Error('A select of one row answers with one')
  return row
}

/** The version that holds of an item which the reader may find, or 404. */
export const getCurrent = async (tx: Tx, actor: Member, id: number): Promise<{ version: number }> => {
  const row = await tx.first(sql<{ version: number }>`select v.number as version ${found(actor)} and k.id = ${id}`)
  if (!row) throw notFound()
  return row
}

export const addDownload = (tx: Tx, { partnerId, partnershipId, userId }: Member, kitId: number, version: number) =>
  tx.rows(sql`
    insert into kit_download (partner_id, partnership_id, user_id, kit_id, version)
    values (${partnerId}, ${partnershipId}, ${userId}, ${kitId}, ${version})`)

const visitLength = sql`make_interval(hours => ${visitHours})`

/** Since when what came is new to the reader; null: they were never here before, and nothing is. */
export const findSince = async (tx: Tx, { partnerId, partnershipId, userId }: Member, now: string): Promise<string | null> => {
  const row = await tx.first(sql<{ since: string | null }>`
    select case when v.seen_at < ${now}::timestamptz - ${visitLength} then v.seen_at else v.seen_before end as since
      from kit_visit v where v.partner_id = ${partnerId} and v.partnership_id = ${partnershipId} and v.user_id = ${userId}`)
  return row?.since ?? null
}

export const setVisit = (tx: Tx, { partnerId, partnershipId, userId }: Member, now: string) =>
  tx.rows(sql`
    insert into kit_visit as v (partner_id, partnership_id, user_id, seen_at) values (${partnerId}, ${partnershipId}, ${userId}, ${now})
    on conflict (partner_id, partnership_id, user_id) do update set
      seen_before = case when v.seen_at < excluded.seen_at - ${visitLength} then v.seen_at else v.seen_before end,
      seen_at = excluded.seen_at`)
