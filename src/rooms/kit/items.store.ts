import { sql } from 'kysely'
import { pageFrom, readCursor } from '#shared/paging.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { KitChange } from './contract.ts'
import { expiringDays, staleDays, type KitAccess, type KitState } from './rules.ts'
import { holds, itemColumns, renewed, type StoredItem } from './store.ts'

/** The kit as the vendor's administrators see it: all of it. */
export type StoredLine = StoredItem & KitAccess & { state: KitState; downloads: number; recentDownloads: number }

// One state each: what speaks loudest.
const stateOf = (today: string) => sql`
  case when k.archived_at is not null then 'archived'
       when k.expires_on < ${today}::date then 'expired'
       when k.expires_on <= ${today}::date + ${expiringDays}::int then 'expiring'
       when k.renewed_at < ${today}::date - ${staleDays}::int then 'stale'
       else 'current' end`

const columns = (today: string) => sql`${itemColumns},
  k.partner_types as "partnerTypes", k.categories, k.tiers, k.stages, k.tags, ${stateOf(today)} as state,
  (select count(*)::int from kit_download d where d.kit_id = k.id) as downloads,
  (select count(*)::int from kit_download d where d.kit_id = k.id and d.at > now() - interval '90 days') as "recentDownloads"`

const source = sql`from kit_item k join kit_version v on v.kit_id = k.id and v.is_current left join file f on f.id = v.file_id`

type Asked = {
  search?: string | undefined
  state?: KitState | undefined
  word?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** A page of items, the newest first, archived ones only where they are asked for; `counts` has all that search and word leave. */
export const listLines = async (tx: Tx, today: string, { search, state, word, cursor, limit }: Asked) => {
  const held = word
    ? sql`${word} = any (array[k.type] || k.audiences || k.industries || k.categories || k.tiers || k.stages || k.tags)`
    : sql`true`
  const wanted = state ? sql`${stateOf(today)} = ${state}` : sql`k.archived_at is null`
  const position = cursor ? readCursor(cursor, 'moment') : undefined
  const after = position ? sql`and (${renewed}, k.id) < (${position.value}::timestamptz, ${position.id})` : sql``
  const [rows, counted] = await Promise.all([
    tx.rows(sql<StoredLine>`
      select ${columns(today)} ${source} where ${holds(search)} and ${held} and ${wanted} ${after}
       order by ${renewed} desc, k.id desc limit ${limit + 1}`),
    tx.rows(sql<{ state: KitState; n: number }>`
      select ${stateOf(today)} as state, count(*)::int as n from kit_item k where ${holds(search)} and ${held} group by 1`),
  ])
  const counts = { current: 0, expiring: 0, expired: 0, stale: 0, archived: 0 }
  for (const { state: counting, n } of counted) counts[counting] = n
  const total = state ? counts[state] : counts.current + counts.expiring + counts.expired + counts.stale
  return { ...pageFrom(rows, limit, ({ renewedAt, id }) => ({ value: renewedAt, id })), total, counts }
}

/** One of the items, or 404. */
export const getLine = async (tx: Tx, today: string, id: number): Promise<StoredLine> => {
  const row = await tx.first(sql<StoredLine>`select ${columns(today)} ${source} where k.id = ${id}`)
  if (!row) throw notFound()
  return row
}

/** Keeps other editors of the item out until the transaction ends. 404 when it is not there. */
export const lockItem = async (tx: Tx, id: number): Promise<{ title: string }> => {
  const row = await tx.first(sql<{ title: string }>`select k.title from kit_item k where k.id = ${id} for update`)
  if (!row) throw notFound()
  return row
}

export type StoredVersion = {
  number: number
  fileId: number | null
  fileName: string | null
  fileMime: string | null
  fileSize: number | null
  url: string | null
  note: string
  addedAt: string
  byName: string | null
  downloads: number
}

export const listVersions = (tx: Tx, kitId: number): Promise<StoredVersion[]> =>
  tx.rows(sql<StoredVersion>`
    select v.number, f.id as "fileId", f.name as "fileName", f.mime as "fileMime", f.size as "fileSize", v.url, v.note, v.added_at as "addedAt",
           (select u.name from app_user u where u.id = v.added_by) as "byName",
           (select count(*)::int from kit_download d where d.kit_id = v.kit_id and d.version = v.number) as downloads
      from kit_version v left join file f on f.id = v.file_id where v.kit_id = ${kitId} order by v.number desc`)

export const listTakers = (tx: Tx, kitId: number): Promise<{ name: string; downloads: number }[]> =>
  tx.rows(sql<{ name: string; downloads: number }>`
    select p.name, count(*)::int as downloads from kit_download d join partner p on p.id = d.partner_id
     where d.kit_id = ${kitId} group by p.id, p.name order by count(*) desc, lower(p.name) limit 10`)

/** How many of the partnerships that are not at an end would find it. */
export const countReach = async (tx: Tx, kitId: number, today: string): Promise<{ shown: number; all: number }> => {
  const row = await tx.first(sql<{ shown: number; all: number }>`
    select count(*)::int as all,
           count(*) filter (where kit_shown(k, row('partner', s.model, s.id, p.tier, p.category, p.stage, p.tags, null, '{}'::text[])::room_viewer, ${today}::date))::int as shown
      from kit_item k, partnership s join partner p on p.id = s.partner_id
     where k.id = ${kitId} and coalesce(s.active_to >= ${today}::date, true)`)
  return row ?? { shown: 0, all: 0 }
}

type Written = Omit<KitChange, 'access'> & { access?: KitAccess | undefined }

const valuesOf = ({ access, ...item }: Written) => {
  const given: Record<string, unknown> = {
    title: item.title,
    about: item.about,
    type: item.type,
    audiences: item.audiences,
    industries: item.industries,
    products: item.products,
    language: item.language,
    is_co_brandable: item.isCoBrandable,
    expires_on: item.expiresOn,
    partner_types: access?.partnerTypes,
    categories: access?.categories,
    tiers: access?.tiers,
    stages: access?.stages,
    tags: access?.tags,
  }
  return Object.entries(given).filter(([, value]) => value !== undefined)
}

/** Returns the new key. */
export const addItem = async (tx: Tx, item: Written): Promise<number> => {
  const values = valuesOf(item)
  const row = await tx.first(sql<{ id: number }>`
    insert into kit_item (${sql.join(values.map(([name]) => sql.ref(name)))}) values (${sql.join(values.map(([, value]) => value))}) returning id`)
  if (!row) throw new Error('An added item has no key')
  return row.id
}

export const setItem = (tx: Tx, id: number, item: Written) =>
  tx.rows(sql`
    update kit_item set ${sql.join([sql`changed_at = now()`, ...valuesOf(item).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)])}
     where id = ${id}`)

export const setArchived = (tx: Tx, id: number, isArchived: boolean) =>
  tx.rows(sql`
    update kit_item set archived_at = case when ${isArchived} then coalesce(archived_at, now()) end, changed_at = now() where id = ${id}`)

export type NewContent = { fileId: number | null; url: string | null; note: string; userId: number }

/** The version that partners get from now on. Returns its number. */
export const addVersion = async (tx: Tx, kitId: number, { fileId, url, note, userId }: NewContent, now: string): Promise<number> => {
  await tx.rows(sql`update kit_version set is_current = false where kit_id = ${kitId} and is_current`)
  const row = await tx.first(sql<{ number: number }>`
    insert into kit_version (kit_id, number, file_id, url, note, is_current, added_at, added_by)
    select ${kitId}, coalesce(max(v.number), 0) + 1, ${fileId}, ${url}, ${note}, true, ${now}::timestamptz, ${userId}
      from kit_version v where v.kit_id = ${kitId} returning number`)
  await tx.rows(sql`update kit_item set renewed_at = ${now}::timestamptz, changed_at = now() where id = ${kitId}`)
  if (!row) throw new Error('An added version has no number')
  return row.number
}
