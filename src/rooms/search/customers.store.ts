import { sql, type RawBuilder } from 'kysely'
import { seesPart, type Member } from '#shared/actor.ts'
import type { Tx } from '#server/db.ts'
import { holding } from '#server/like.ts'
import { closenessScores, outOfPlace } from './rules.ts'

/** `tag`: the one that it was found by, if any. */
export type FoundCustomer = { id: number; name: string; externalId: string; tag: string | null; score: number; total: number }

/** One word that was typed, and the words of customers that it may have meant, if it was mistyped. */
export type TypedWord = { word: string; meant: readonly { word: string; score: number }[] }

/** So many are ranked by name; among them those come first that the reader has at hand. */
const mostRanked = 24
/** Behind every word that begins so. */
const last = '\u{10FFFF}'

const within = (alias: string, { partnerId, partnershipId }: Member) =>
  sql`${sql.ref(`${alias}.partner_id`)} = ${partnerId} and ${sql.ref(`${alias}.partnership_id`)} = ${partnershipId}`

/**
 * Customers whose name, external id or tags answer every word; the best first, each with how many there are. Explicit ends of a range, which
 * an index serves in a prepared statement too.
 */
export const findCustomers = (tx: Tx, actor: Member, typed: readonly TypedWord[]): Promise<FoundCustomer[]> => {
  const [first, ...more] = typed.map((one, at) => hitsOf(actor, one, at))
  if (!first) return Promise.resolve([])
  return tx.rows(sql<FoundCustomer>`
    with hit as materialized (${more.length === 0 ? first : ofAll([first, ...more])}),
         ranked as (select * from hit order by score, words, word, customer_id limit ${mostRanked})
    select s.customer_id as id, s.name, s.external_id as "externalId", r.tag, r.score::int as score, (select count(*) from hit) as total
      from ranked r
      join customer_summary s on ${within('s', actor)} and s.customer_id = r.customer_id
     order by r.score, r.words, s.name_key, s.customer_id`)
}

/** Those that answer each of the words. */
const ofAll = (hits: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => sql`
  select customer_id, sum(score) as score, min(words) as words, min(word) as word, min(tag) as tag
    from (${sql.join(hits, sql` union all `)}) each_word
   group by customer_id having count(*) = ${hits.length}`

/** Whose words begin so or are among those that were meant, or whose tags do; each customer once. */
const hitsOf = (actor: Member, { word, meant }: TypedWord, at: number): RawBuilder<unknown> => {
  const misplaced = sql`case when w.is_name and w.place = ${at}::int then 0 else ${sql.lit(outOfPlace)} end`
  const exact = sql`case when w.word = ${word} then ${sql.lit(closenessScores.exact)} else ${sql.lit(closenessScores.begins)} end`
  const parts = [
    sql`select w.customer_id, ${exact} + ${misplaced} as score, w.words, w.word, null as tag from customer_word w
         where ${within('w', actor)} and w.word >= ${word} and w.word < ${word + last}`,
    sql`select ct.customer_id, ${sql.lit(closenessScores.further)}, 100::smallint, t.label_key, t.label
          from tag t join customer_tag ct on ct.partner_id = t.partner_id and ct.partnership_id = t.partnership_id and ct.tag_id = t.id
         where ${within('t', actor)} and ' ' || t.label_key like ${holding(` ${word}`)}`,
  ]
  if (meant.length > 0)
    parts.push(sql`
      select w.customer_id, m.score + ${misplaced}, w.words, w.word, null
        from unnest(${meant.map((one) => one.word)}::text[], ${meant.map((one) => one.score)}::int[]) m (word, score)
        join customer_word w on ${within('w', actor)} and w.word = m.word collate "C"`)
  return sql`
    select customer_id, min(score) as score, min(words) as words, min(word) as word, min(tag) as tag from (${sql.join(parts, sql` union all `)}) h group by customer_id`
}

/**
 * Words of customers' names that have a part in common with what was typed. A restricted person's are those of the customers that they see:
 * the words of all are not theirs to read.
 */
export const listNearWords = async (tx: Tx, actor: Member, parts: readonly string[]): Promise<string[]> => {
  const rows = await tx.rows(
    seesPart(actor)
      ? sql<{ word: string }>`select distinct w.word from customer_word w where ${within('w', actor)} and w.is_name`
      : sql<{
          word: string
        }>`select distinct w.word from partnership_word w where ${within('w', actor)} and w.part = any (${parts}::text[])`,
  )
  return rows.map(({ word }) => word)
}
