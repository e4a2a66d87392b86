import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { DemoSeed } from './plan.ts'

export type DemoRun = {
  demo: DemoSeed
  /** The instant that the data reaches to; undefined: the first fill did not end. */ filledAt: string | undefined
}

/** How this database was filled, or undefined when it never was. */
export const findRun = async (tx: Tx): Promise<DemoRun | undefined> => {
  const begun = await tx.first<{ facts: DemoSeed }>(sql`select facts from event_log where name = 'demo.begun' order by id limit 1`)
  if (!begun) return undefined
  const filled = await tx.first<{ facts: { at: string } }>(
    sql`select facts from event_log where name = 'demo.filled' order by id desc limit 1`,
  )
  return { demo: begun.facts, filledAt: filled?.facts.at }
}

/** The keys of a partner's partnerships. */
export const listPartnershipIds = async (tx: Tx, partner: string): Promise<number[]> => {
  const found = await tx.rows<{ id: number }>(
    sql`select ps.id from partnership ps join partner p on p.id = ps.partner_id where p.external_id = ${partner}`,
  )
  return found.map(({ id }) => id)
}
