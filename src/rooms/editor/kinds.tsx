import { use } from 'react'
import type { BlockKind, DraftBlock } from '#rooms/blocks/contract.ts'
import type { BlockProblem } from '#rooms/blocks/kind.rules.ts'
import type { ReadyBlock } from '#rooms/blocks/rules.ts'

/** What the editor knows of kinds: the server's own rules, fetched when the editor opens. */
export type Kinds = {
  list: readonly BlockKind[]
  isKnown: (kind: string) => kind is BlockKind
  /** A block of the kind as it begins, under a new id. */
  newBlock: (kind: BlockKind) => DraftBlock
  /** As a page shows it, or undefined while it misses something. */
  ready: (block: DraftBlock) => ReadyBlock | undefined
  /** What the kind's schema says; what only the deployment can refuse, the server says with the next save. */
  problems: (block: DraftBlock) => BlockProblem[]
  /** The first words in it; empty: none yet. */
  excerpt: (block: DraftBlock) => string
}

let loading: Promise<Kinds> | undefined
const load = async (): Promise<Kinds> => {
  // The policy of the page allows no code made from text, which zod would try as soon as a schema is built.
  const { config } = await import('zod')
  config({ jitless: true })
  const [{ blockKinds, isBlockKind, kindOf }, { wordsOf }] = await Promise.all([
    import('#rooms/blocks/contract.ts'),
    import('#rooms/blocks/rules.ts'),
  ])
  const parsed = (block: DraftBlock): ReadyBlock | undefined => {
    if (!isBlockKind(block.kind)) return undefined
    const { success, data } = kindOf(block.kind).settings.safeParse(block.settings)
    return success ? { ...block, kind: block.kind, settings: data as Record<string, unknown> } : undefined // every kind's settings are an object
  }
  return {
    list: blockKinds,
    isKnown: isBlockKind,
    newBlock: (kind) => ({ id: crypto.randomUUID(), kind, width: 'full', settings: structuredClone(kindOf(kind).initial) }),
    ready: parsed,
    problems: ({ kind, settings }) =>
      isBlockKind(kind)
        ? (kindOf(kind).settings.safeParse(settings).error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }))
        : [],
    excerpt: (block) => {
      const ready = parsed(block)
      const text = ready ? (wordsOf([ready]).split('\n')[0] ?? '') : titleIn(block)
      return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text
    },
  }
}

const longestExcerpt = 60
const titleIn = ({ settings: { title } }: DraftBlock) => (typeof title === 'string' ? title : '')

/** Fetches what the editor needs of kinds; suspends until it is there. */
export const useKinds = (): Kinds => {
  loading ??= load().catch((error: unknown) => {
    loading = undefined // another try fetches anew
    throw error
  })
  return use(loading)
}
