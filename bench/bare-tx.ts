import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { IdCodec } from '#shared/ids.ts'
import { q, type Query, type Tx } from '#server/db.ts'

/** Prepared by name, as the portal does it, or planned each time, as pg does it by itself. */
export type Manner = 'prepared' | 'plain'

const statementOf = <Row>(query: Query<Row>, manner: Manner): pg.QueryConfig<unknown[]> => {
  const { sql, parameters } = 'isRawBuilder' in query ? query.compile(q) : query.compile()
  return { text: sql, values: [...parameters], ...(manner === 'prepared' && { name: nameOf(sql) }) }
}

const names = new Map<string, string>()
/** A name for a statement that is planned once. */
export const nameOf = (text: string): string => {
  const name = names.get(text) ?? createHash('sha1').update(text).digest('base64url')
  names.set(text, name)
  return name
}

/** What stores take for a transaction, on a pool and nothing else. */
export const plainTx = (pool: pg.Pool, ids: IdCodec, manner: Manner): Tx => {
  // pg can't know the rows; the query's type describes them.
  const rows = async <Row>(query: Query<Row>) => (await pool.query(statementOf(query, manner))).rows as Row[]
  return { ids, rows, first: async (query) => (await rows(query))[0], holdStill: none, batches: none, copyInto: none }
}

const none = () => {
  throw new Error('The bare handlers answer with pages only')
}
