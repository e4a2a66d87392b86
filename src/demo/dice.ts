/**
 * Chance without state: a roll depends on nothing but its key and topic, so that any day of any customer comes out the same
 * whenever and in whatever order it is asked for. Keys are 32-bit integers.
 */
export const mix = (key: number, salt: number): number => {
  let hash = (key ^ Math.imul(salt | 0, 0x9e3779b1)) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}

/** 0 to 1, 1 excluded. */
export const chance = (key: number, salt: number): number => (mix(key, salt) >>> 0) / 4_294_967_296

const salts = new Map<string, number>()

/** A topic's number; FNV-1a. */
export const saltOf = (topic: string): number => {
  const known = salts.get(topic)
  if (known !== undefined) return known
  let hash = 0x811c9dc5
  for (let at = 0; at < topic.length; at++) hash = Math.imul(hash ^ topic.charCodeAt(at), 0x01000193)
  salts.set(topic, hash)
  return hash
}

/** The rolls of one thing: of a partner, a customer, a product of a customer. */
export type Dice = {
  key: number
  /** 0 to 1. */
  roll(topic: string): number
  isHit(topic: string, probability: number): boolean
  /** A whole number from `low` to `high`, both included. */
  between(topic: string, low: number, high: number): number
  pick<Item>(topic: string, items: readonly Item[]): Item
  /** Bell-shaped around 0, rarely beyond 3. */
  bell(topic: string): number
  of(name: string | number): Dice
}

export const diceOf = (key: number): Dice => {
  const roll = (topic: string) => chance(key, saltOf(topic))
  return {
    key,
    roll,
    isHit: (topic, probability) => roll(topic) < probability,
    between: (topic, low, high) => low + Math.floor(roll(topic) * (high - low + 1)),
    pick: (topic, items) => {
      const item = items[Math.floor(roll(topic) * items.length)]
      if (item === undefined) throw new RangeError(`Nothing to pick for ${topic}`)
      return item
    },
    bell: (topic) => (roll(`${topic}/a`) + roll(`${topic}/b`) + roll(`${topic}/c`) + roll(`${topic}/d`) - 2) * 1.73,
    of: (name) => diceOf(mix(key, typeof name === 'number' ? name : saltOf(name))),
  }
}

/**
 * A stretch of days in which something is quiet: at most one in each block of 128 days, with the given probability.
 * Undefined when the day lies in none. Days are epoch days, both ends inclusive.
 */
export const quietSpell = (key: number, day: number, probability: number, longest: number): { from: number; to: number } | undefined => {
  const block = Math.floor(day / 128)
  for (const each of [block, block - 1]) {
    if (chance(key, each) >= probability) continue
    const from = each * 128 + Math.floor(chance(key, each ^ 0x5151) * 128)
    const to = from + 7 + Math.floor(chance(key, each ^ 0x2727) * (longest - 7))
    if (day >= from && day <= to) return { from, to }
  }
  return undefined
}
