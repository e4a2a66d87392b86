import { isBlockKind, kindOf, type BlockKind, type DraftBlock, type PublishedBlock } from './contract.ts'
import type { BlockProblem, Heading, Outside } from './kind.rules.ts'

/** A block that may be shown: of a known kind, its settings parsed by the kind's own schema. */
export type ReadyBlock = Omit<DraftBlock, 'kind'> & { kind: BlockKind }

/** What is wrong with one block, field by field; nothing: it may be published. */
export const problemsOf = ({ kind, settings }: Pick<DraftBlock, 'kind' | 'settings'>, outside: Outside): BlockProblem[] => {
  if (!isBlockKind(kind)) return [{ path: '', message: 'This kind of block is not known here.' }]
  const rules = kindOf(kind)
  const parsed = rules.settings.safeParse(settings)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return rules.refused?.(parsed.data, outside) ?? []
}

/** What keeps a room from being published, block by block. Ids stand once: what is counted of a block is found by its id. */
export const checkBlocks = (blocks: readonly DraftBlock[], outside: Outside): ({ blockId: string } & BlockProblem)[] => {
  const seen = new Set<string>()
  return blocks.flatMap((block) => {
    const own = problemsOf(block, outside).map((problem) => ({ blockId: block.id, ...problem }))
    if (seen.has(block.id)) own.push({ blockId: block.id, path: '', message: 'Another block has the same id.' })
    seen.add(block.id)
    return own
  })
}

/** The blocks that may be shown; the rest is left out without a word. */
export const publishable = (blocks: readonly DraftBlock[], outside: Outside): ReadyBlock[] =>
  blocks.flatMap((block) => {
    const { kind } = block
    if (!isBlockKind(kind)) return []
    const rules = kindOf(kind)
    const parsed = rules.settings.safeParse(block.settings)
    if (!parsed.success || (rules.refused?.(parsed.data, outside) ?? []).length > 0) return []
    // Every kind's settings are an object.
    return [{ ...block, kind, settings: parsed.data as Record<string, unknown> }]
  })

/** The blocks as their reader gets them, with what was resolved: what is not for them is taken out, whole blocks among it. */
export const blocksFor = (blocks: readonly ReadyBlock[], data: ReadonlyMap<string, unknown>): PublishedBlock[] =>
  blocks.flatMap((block) => {
    const own = data.get(block.id) ?? null
    const rules = kindOf(block.kind)
    const settings = rules.forReader ? rules.forReader(block.settings, own) : block.settings
    return settings ? [{ ...block, settings, data: own }] : []
  })

/** What can be read in the blocks, a line each. */
export const wordsOf = (blocks: readonly ReadyBlock[]): string =>
  blocks.flatMap(({ kind, settings }) => kindOf(kind).words(settings)).join('\n')

/** The list of contents. `data` is what was resolved, by the block's id. */
export const headingsOf = (blocks: readonly ReadyBlock[], data: ReadonlyMap<string, unknown>): Heading[] =>
  blocks
    .flatMap(({ id, kind, settings }) => kindOf(kind).headings?.({ id, settings }, data.get(id)) ?? [])
    .filter(({ text }) => text.trim() !== '')
