import { changesBetween, insertBlocks, isSame, type BlockChange, type Blocks } from './blocks.rules.ts'

/** Somebody else saved while this window had changes of its own: `base` is what both began from. */
export type Conflict = { base: Blocks; mine: Blocks; theirs: Blocks }

/** What each of both did. */
export const sidesOf = ({ base, mine, theirs }: Conflict): { mine: BlockChange[]; theirs: BlockChange[] } => ({
  mine: changesBetween(base, mine),
  theirs: changesBetween(base, theirs),
})

/**
 * Theirs, with what was added or changed here as new blocks behind the one that it stood behind. What both have alike is not copied. What
 * was only moved or removed here stays as they have it.
 */
export const withMineAsNew = ({ base, mine, theirs }: Conflict, newId: () => string): Blocks => {
  const old = new Map(base.map((block) => [block.id, block]))
  const standing = new Map(theirs.map((block) => [block.id, block]))
  const stood = new Map<string, string>() // under which id a block of mine stands in the result
  let result = theirs
  let before: string | undefined
  for (const block of mine) {
    const known = standing.get(block.id)
    const isCopied = !isSame(old.get(block.id), block) && !isSame(known, block)
    if (isCopied) {
      const id = known ? newId() : block.id
      const after = known ? block.id : before === undefined ? undefined : stood.get(before)
      result = insertBlocks(result, [{ ...block, id }], after)
      stood.set(block.id, id)
      before = block.id
    } else if (known) {
      stood.set(block.id, block.id)
      before = block.id
    }
  }
  return result
}
