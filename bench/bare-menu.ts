import type pg from 'pg'
import type { IdCodec } from '#shared/ids.ts'
import { nameOf, type Manner } from './bare-tx.ts'

type Line = { id: number; kind: string; label: string; icon: string; group: string }

const menuSql = `
  select r.id, r.kind, r.label, r.icon, r.group_label as "group" from room r
   where r.partner_type = $1 and r.status = 'live' and r.visibility <> 'internal' order by r.position, r.id`

/** The menu as somebody would write it who asks nothing of its reader: the live rooms of a partner type. */
export const plainMenu = (pool: pg.Pool, ids: IdCodec, model: string, manner: Manner) => async () => {
  const named = manner === 'prepared' ? { name: nameOf(menuSql) } : {}
  const { rows } = await pool.query<Line>({ ...named, text: menuSql, values: [model] })
  return { items: rows.map((row) => ({ ...row, id: ids.outer('rom', row.id), standing: 'open', isDone: false })) }
}
