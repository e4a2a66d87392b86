/** A row of the log as the chain sees it: each column as text, in the order that `chainColumns` has. */
export type ChainRow = { seq: number; columns: readonly (string | null)[] }

/** What is sealed of a row. A column that comes later begins a new version. */
export const chainColumns = [
  'id', 'at', 'name', 'actor', 'actor_name', 'user_id', 'on_behalf_of_user_id', 'subject_user_id', 'subject_name', 'partner_id', 'partnership_id',
  'customer_id', 'customer_name', 'request_id', 'address', 'facts',
] as const // prettier-ignore

/** What a row's seal is the MAC of: the seal before it, so that no row can be changed, moved or left out without all that follow. */
export const sealedText = (previous: string, { seq, columns }: ChainRow): string =>
  `${previous}\n${JSON.stringify(['v1', seq, ...columns])}`

/** The seal before the first. */
export const beginning = ''

/** Where the chain was at a moment, written down outside the database: a chain alone can't show that its end was cut off. */
export type Head = { seq: number; seal: string; kid: string; at: string }

/** What a head's MAC is of. */
export const headText = ({ seq, seal, kid, at }: Head): string => JSON.stringify(['head v1', seq, seal, kid, at])

/** A row as it is kept, with its seal (base64url). */
export type SealedRow = ChainRow & { kid: string; seal: string; name: string; at: string }

export type Fault = { seq: number; says: string }

/** Whether `seal` is the text's under the key `kid`; undefined when there is no such key. */
export type CheckSeal = (text: string, kid: string, seal: string) => boolean | undefined

/**
 * Follows the chain row by row. `next` returns what is wrong with the row that comes, or undefined; `end` what is wrong with the chain as
 * a whole: rows that a head knows of and that are gone. After the first fault nothing more can be said.
 */
export const followChain = (check: CheckSeal, heads: readonly Head[]) => {
  const known = Map.groupBy(heads, (head) => head.seq)
  let last = { seq: 0, seal: beginning }
  const next = (row: SealedRow): Fault | undefined => {
    const seq = last.seq + 1
    if (row.seq !== seq) return { seq, says: `row ${seq} is missing: ${row.seq} follows ${last.seq}` }
    const named = `row ${seq} (${row.name}, ${row.at})`
    const isTrue = check(sealedText(last.seal, row), row.kid, row.seal)
    if (isTrue === undefined) return { seq, says: `${named} was sealed with the key ${row.kid}, which is not here` }
    if (!isTrue) return { seq, says: `${named} is not what was sealed: it, its place or its seal was changed` }
    const head = known.get(seq)?.find((one) => one.seal !== row.seal)
    if (head)
      return { seq, says: `${named} is another than the one that stood there on ${head.at}: an older state was brought back and continued` }
    last = row
    return undefined
  }
  const end = (): Fault | undefined => {
    const beyond = heads.reduce<Head | undefined>((most, head) => (head.seq > (most?.seq ?? last.seq) ? head : most), undefined)
    if (!beyond) return undefined
    return {
      seq: last.seq + 1,
      says: `rows ${last.seq + 1} to ${beyond.seq}, which stood there on ${beyond.at}, are gone: the end was cut off or an older state brought back`,
    }
  }
  return { next, end, count: () => last.seq }
}
