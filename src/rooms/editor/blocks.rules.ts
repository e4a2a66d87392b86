import type { DraftBlock } from '#rooms/blocks/contract.ts'

/** What the editor does to a room's blocks. Each returns a new list; a block that is not in it changes nothing. */
export type Blocks = readonly DraftBlock[]

/** At most so many in a room: a page that nobody reads to its end. */
export const maxBlocks = 200
/** Of all blocks of a room as they are sent. */
export const maxBytes = 2_000_000

/** Behind the block `after`, or at the end. */
export const insertBlocks = (blocks: Blocks, added: Blocks, after: string | undefined): Blocks => {
  const at = blocks.findIndex(({ id }) => id === after)
  return at < 0 ? [...blocks, ...added] : [...blocks.slice(0, at + 1), ...added, ...blocks.slice(at + 1)]
}

/** To the place `to`, counted without the block itself. */
export const moveBlock = (blocks: Blocks, id: string, to: number): Blocks => {
  const from = blocks.findIndex((block) => block.id === id)
  const moved = blocks[from]
  const place = Math.max(0, Math.min(to, blocks.length - 1))
  if (!moved || from === place) return blocks
  return blocks.toSpliced(from, 1).toSpliced(place, 0, moved)
}

export const removeBlock = (blocks: Blocks, id: string): Blocks =>
  blocks.some((block) => block.id === id) ? blocks.filter((block) => block.id !== id) : blocks

/** A copy behind it, under an id of its own: steps that partners completed belong to the first. */
export const duplicateBlock = (blocks: Blocks, id: string, newId: string): Blocks => {
  const block = blocks.find((one) => one.id === id)
  return block ? insertBlocks(blocks, [{ ...block, id: newId }], id) : blocks
}

export const changeBlock = (blocks: Blocks, id: string, change: Partial<Pick<DraftBlock, 'width' | 'settings'>>): Blocks =>
  blocks.some((block) => block.id === id) ? blocks.map((block) => (block.id === id ? { ...block, ...change } : block)) : blocks

/** The same values, whatever order their keys stand in: the database has one of its own. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other))
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((value, at) => isSame(value, other[at]))
  const [mine, theirs] = [entriesOf(one), entriesOf(other)]
  return mine.size === theirs.size && [...mine].every(([key, value]) => theirs.has(key) && isSame(value, theirs.get(key)))
}

// What JSON would leave out is not there.
const entriesOf = (value: object) => new Map(Object.entries(value).filter(([, held]) => held !== undefined))

export type BlockChange = { block: DraftBlock; change: 'added' | 'removed' | 'changed' | 'moved' }

/** What became of `before`: in the order of `after`, what is gone at the end. Moved is what would have to be moved, and no more. */
export const changesBetween = (before: Blocks, after: Blocks): BlockChange[] => {
  const old = new Map(before.map((block, at) => [block.id, { block, at }]))
  const kept = new Set(after.map(({ id }) => id))
  const stays = longestRising(after.flatMap(({ id }) => old.get(id)?.at ?? []))
  const changes = after.flatMap((block): BlockChange[] => {
    const was = old.get(block.id)
    if (!was) return [{ block, change: 'added' }]
    if (!isSame(was.block, block)) return [{ block, change: 'changed' }]
    return stays.has(was.at) ? [] : [{ block, change: 'moved' }]
  })
  return [...changes, ...before.flatMap((block): BlockChange[] => (kept.has(block.id) ? [] : [{ block, change: 'removed' }]))]
}

/** The longest part that rises: what keeps its order while the others move. */
const longestRising = (places: readonly number[]): Set<number> => {
  const best: number[][] = [] // for each length the run that ends lowest
  for (const place of places) {
    const length = best.findIndex((run) => (run.at(-1) ?? -1) >= place)
    const at = length < 0 ? best.length : length
    best[at] = [...(best[at - 1] ?? []), place]
  }
  return new Set(best.at(-1))
}
