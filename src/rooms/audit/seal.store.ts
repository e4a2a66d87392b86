import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { beginning, chainColumns, type SealedRow } from './chain.rules.ts'

// The same text in every session and version of PostgreSQL.
const columnTexts: Record<(typeof chainColumns)[number], string> = {
  ...(Object.fromEntries(chainColumns.map((column) => [column, `e.${column}::text`])) as Record<(typeof chainColumns)[number], string>), // of the same names
  at: `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
}
const columns = sql.raw(`array[${chainColumns.map((column) => columnTexts[column]).join(', ')}]`)

/** Whether this transaction alone may seal until it ends. */
export const holdsSealer = async (tx: Tx): Promise<boolean> => {
  const found = await tx.first(sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtext('partner-portal audit log')) as mine`)
  return found?.mine ?? false
}

/** The end of the chain; `seq` 0 when nothing was sealed yet. */
export const getEnd = async (tx: Tx): Promise<{ seq: number; seal: string; kid: string }> => {
  const found = await tx.first(sql<{ seq: number; seal: Buffer; kid: string }>`
    select seq, seal, seal_kid as kid from event_log where seq is not null order by seq desc limit 1`)
  return found ? { seq: found.seq, seal: found.seal.toString('base64url'), kid: found.kid } : { seq: 0, seal: beginning, kid: '' }
}

/** The oldest rows without a seal. */
export const listUnsealed = (tx: Tx, limit: number): Promise<{ id: number; columns: (string | null)[] }[]> =>
  tx.rows(sql<{ id: number; columns: (string | null)[] }>`
    select e.id, ${columns} as columns from event_log e where e.seq is null order by e.id limit ${limit}`)

export const setSeals = (tx: Tx, kid: string, seals: { id: number; seq: number; seal: Buffer }[]) =>
  tx.rows(sql`
    update event_log e set seq = s.seq, seal_kid = ${kid}, seal = s.seal
      from unnest(${seals.map(({ id }) => id)}::bigint[], ${seals.map(({ seq }) => seq)}::bigint[], ${seals.map(({ seal }) => seal)}::bytea[]) s (id, seq, seal)
     where e.id = s.id`)

/** The whole chain in order, in batches. */
export async function* sealedRows(tx: Tx): AsyncGenerator<SealedRow> {
  const query = sql<{ seq: number; kid: string; seal: Buffer; columns: (string | null)[]; name: string; at: string }>`
    select e.seq, e.seal_kid as kid, e.seal, e.name, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at, ${columns} as columns
      from event_log e where e.seq is not null order by e.seq`
  for await (const rows of tx.batches(query, 1_000)) for (const { seal, ...row } of rows) yield { ...row, seal: seal.toString('base64url') }
}

/** How many rows have no seal, and how long the oldest of them has waited. */
export const countUnsealed = async (tx: Tx): Promise<{ count: number; oldestSeconds: number }> => {
  const found = await tx.first(sql<{ count: number; seconds: number }>`
    select count(*) as count, coalesce(extract(epoch from now() - min(at)), 0)::int as seconds from event_log where seq is null`)
  return { count: found?.count ?? 0, oldestSeconds: found?.seconds ?? 0 }
}

/** Every row as JSON, the oldest first. */
export async function* exportedRows(tx: Tx): AsyncGenerator<string> {
  const query = sql<{ row: string }>`
    select (to_jsonb(e) - 'seal' || jsonb_build_object('seal', encode(e.seal, 'hex')))::text as row from event_log e order by e.id`
  for await (const rows of tx.batches(query, 1_000)) for (const { row } of rows) yield row
}
