import { sql } from 'kysely'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { PartnerKind, Phase, TermFacts, TermKind } from './rules.ts'

export type StoredTerm = {
  id: number
  kind: TermKind
  code: string
  label: string
  partnerType: string | null
  background: string
  foreground: string
  phase: Phase | null
  isArchived: boolean
}

const columns = sql`t.id, t.kind, t.code, t.label, t.partner_type as "partnerType", t.background, t.foreground, t.phase,
  t.archived_at is not null as "isArchived"`

/** Words in their order; archived ones come last. Without a kind: of every kind. */
export const listTerms = (tx: Tx, kind?: TermKind): Promise<StoredTerm[]> =>
  tx.rows(sql<StoredTerm>`
    select ${columns} from term t where ${kind ? sql`t.kind = ${kind}` : sql`true`}
     order by t.kind, t.archived_at is not null, t.position, t.id`)

export type Usage = { code: string; partners: number; rooms: number; kitItems: number }

// Where a word of each kind is held.
const ofPartners: Record<PartnerKind, ReturnType<typeof sql>> = {
  tier: sql`array_remove(array[p.tier], null)`,
  category: sql`array_remove(array[p.category], null)`,
  stage: sql`array_remove(array[p.stage], null)`,
  tag: sql`p.tags`,
}
const ofRooms: Record<PartnerKind, ReturnType<typeof sql>> = {
  tier: sql`r.tiers || r.unlock_tiers`,
  category: sql`r.categories`,
  stage: sql`r.stages || r.unlock_stages`,
  tag: sql`r.tags`,
}
const ofKit: Record<TermKind, ReturnType<typeof sql>> = {
  tier: sql`k.tiers`,
  category: sql`k.categories`,
  stage: sql`k.stages`,
  tag: sql`k.tags`,
  'kit-type': sql`array[k.type]`,
  'kit-audience': sql`k.audiences`,
  industry: sql`k.industries`,
}
const isPartnerKind = (kind: TermKind): kind is PartnerKind => kind in ofPartners

/** Who and what has each word of a kind; archived rooms and kit items don't count. */
export const listUsage = (tx: Tx, kind: TermKind): Promise<Usage[]> => {
  const holders = isPartnerKind(kind)
    ? sql`select unnest(${ofPartners[kind]}) as code, 1 as partners, 0 as rooms, 0 as kit from partner p
          union all
          select c, 0, 1, 0 from room r, lateral (select distinct unnest(${ofRooms[kind]}) as c) held where r.status <> 'archived'
          union all`
    : sql``
  return tx.rows(sql<Usage>`
    select code, sum(partners)::int as partners, sum(rooms)::int as rooms, sum(kit)::int as "kitItems"
      from (${holders} select c as code, 0 as partners, 0 as rooms, 1 as kit
              from kit_item k, lateral unnest(${ofKit[kind]}) as held (c) where k.archived_at is null) counted
     group by code`)
}

/** Keeps other editors of the words out until the transaction ends. */
export const lockTerms = (tx: Tx) => tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('words of the vendor', 0))`)

export const listFacts = (tx: Tx, kind: TermKind): Promise<TermFacts[]> =>
  tx.rows(sql<TermFacts>`
    select t.id, t.label, t.partner_type as "partnerType", t.archived_at is not null as "isArchived"
      from term t where t.kind = ${kind} order by t.archived_at is not null, t.position, t.id`)

/** One of them, or 404. */
export const getTerm = async (tx: Tx, id: number): Promise<StoredTerm> => {
  const row = await tx.first(sql<StoredTerm>`select ${columns} from term t where t.id = ${id}`)
  if (!row) throw notFound()
  return row
}

export type Values = Pick<StoredTerm, 'label' | 'partnerType' | 'background' | 'foreground' | 'phase'>

/** At the end of its kind. The code is made of the label, with a number where another word has it already. Returns the code. */
export const addTerm = async (tx: Tx, kind: TermKind, { label, partnerType, background, foreground, phase }: Values): Promise<string> => {
  const row = await tx.first(sql<{ code: string }>`
    insert into term (kind, code, label, partner_type, background, foreground, phase, position)
    select ${kind}, free.code, ${label}, ${partnerType}, ${background}, ${foreground}, ${phase},
           coalesce((select max(t.position) from term t where t.kind = ${kind}), 0) + 1
      from (select wanted.code from (
              select term_code(${label}) || case n when 1 then '' else '-' || n end as code, n from generate_series(1, 1000) n) wanted
             where not exists (select from term t where t.kind = ${kind} and t.code = wanted.code) order by wanted.n limit 1) free
    returning code`)
  if (!row) throw new Error('An added word has no code')
  return row.code
}

export const setTerm = (tx: Tx, id: number, { label, partnerType, background, foreground, phase }: Values) =>
  tx.rows(sql`
    update term set label = ${label}, partner_type = ${partnerType}, background = ${background}, foreground = ${foreground}, phase = ${phase}
     where id = ${id}`)

export const setArchived = (tx: Tx, id: number, isArchived: boolean) =>
  tx.rows(sql`update term set archived_at = case when ${isArchived} then coalesce(archived_at, now()) end where id = ${id}`)

export const setOrder = (tx: Tx, ids: readonly number[]) =>
  tx.rows(sql`
    update term t set position = given.place from unnest(${ids}::bigint[]) with ordinality given (id, place) where t.id = given.id`)

export type Planned = { kind: TermKind; label: string; phase: Phase | null }

/** Adds the labels whose codes are unknown behind those that are there; archived ones stay archived. */
export const addMissing = (tx: Tx, planned: readonly Planned[]) =>
  tx.rows(sql`
    insert into term (kind, code, label, phase, position)
    select n.kind, term_code(n.label), n.label, n.phase, n.place + coalesce((select max(t.position) from term t where t.kind = n.kind), 0)
      from (select g.kind, g.label, g.phase, row_number() over (partition by g.kind order by g.place) as place
              from jsonb_to_recordset(${JSON.stringify(planned.map((one, place) => ({ ...one, place })))}::jsonb)
                as g (kind text, label text, phase text, place int)) n
    on conflict (kind, code) do nothing`)
