import Sqids from 'sqids'
import { z } from 'zod'
import { notFound } from './problem.ts'

/** What an id is of, as its prefix says: `cus_8Fk2pQ7x`. */
export const idKinds = [
  'par',
  'psh',
  'usr',
  'cus',
  'ord',
  'lin',
  'con',
  'tag',
  'tsk',
  'tcm',
  'scn',
  'viw',
  'ses',
  'pky',
  'mai',
  'evt',
  'exp',
  'ntf',
  'run',
  'job',
  'rom',
  'rtp',
  'rat',
  'fil',
  'ann',
  'kit',
  'qac',
  'sch',
  'trm',
] as const
export type IdKind = (typeof idKinds)[number]

/** An id as it leaves and enters: opaque, prefixed. A plain number is never accepted from outside. */
export const outerId = (kind: IdKind) =>
  z.string().regex(new RegExp(`^${kind}_[0-9A-Za-z]{6,24}$`), `expected an id that begins with ${kind}_`)

export type IdCodec = {
  /** The id as it leaves. */
  outer(kind: IdKind, inner: number): string
  /** The key inside. Throws the same 404 as a missing row when the id is none of ours. */
  inner(kind: IdKind, outer: string): number
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const rememberedIds = 50_000

/** One reversible codec for a deployment; `key` shuffles the alphabet, another for each kind, so that ids of two kinds never look alike. */
export const idCodec = (key: string): IdCodec => {
  const codecs = new Map(idKinds.map((kind) => [kind, kindCodec(kind, key)]))
  const of = (kind: IdKind) => {
    const codec = codecs.get(kind)
    if (!codec) throw new Error(`No ids of kind ${kind}`)
    return codec
  }
  return { outer: (kind, inner) => of(kind).outer(inner), inner: (kind, outer) => of(kind).inner(outer) }
}

const kindCodec = (kind: IdKind, key: string) => {
  const sqids = new Sqids({ alphabet: shuffled(letters, `${kind}|${key}`), minLength: 8, blocklist: new Set() })
  const remembered = new Map<number, string>() // a list of fifty rows encodes fifty ids that were encoded a moment ago
  const outer = (inner: number) => {
    const known = remembered.get(inner)
    if (known) return known
    const made = `${kind}_${sqids.encode([inner])}`
    if (remembered.size >= rememberedIds) remembered.clear()
    remembered.set(inner, made)
    return made
  }
  const inner = (given: string) => {
    const [number, ...more] = given.startsWith(`${kind}_`) ? sqids.decode(given.slice(kind.length + 1)) : []
    // A long text decodes to a number that no key can be, which the codec refuses to write back.
    if (number === undefined || more.length > 0 || !Number.isSafeInteger(number)) throw notFound()
    if (outer(number) !== given) throw notFound() // only the canonical form is an id
    return number
  }
  return { outer, inner }
}

/** Fisher and Yates, driven by a 32-bit generator seeded with the text. */
const shuffled = (alphabet: string, seed: string) => {
  let state = 2166136261
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16777619)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const out = [...alphabet]
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1))
    const [a, b] = [out[at], out[other]]
    if (a !== undefined && b !== undefined) [out[at], out[other]] = [b, a]
  }
  return out.join('')
}
