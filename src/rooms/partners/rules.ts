import type { PartnerKind } from '#rooms/categories/rules.ts'

/** What of a partner is decided by the vendor's words, and the kind of word that each is. */
export const fields = ['tier', 'category', 'stage', 'tags'] as const
export type Field = (typeof fields)[number]
export const kindOf: Record<Field, PartnerKind> = { tier: 'tier', category: 'category', stage: 'stage', tags: 'tag' }

export type PartnerFacts = {
  id: number
  name: string
  /** The main channel model and those of the partnerships: a word for one of them fits. */
  types: readonly string[]
  tier: string | null
  category: string | null
  stage: string | null
  tags: readonly string[]
}

/** What is to become of a partner, in codes; what is left out stays. */
export type Wanted = {
  tier?: string | null | undefined
  category?: string | null | undefined
  stage?: string | null | undefined
  /** The whole list, or what joins and leaves it. */
  tags?: readonly string[] | undefined
  addTags?: readonly string[] | undefined
  removeTags?: readonly string[] | undefined
}

export type Change = { field: Field; before: string[]; after: string[] }

/** What differs afterwards, field by field. */
export const changesOf = (partner: PartnerFacts, wanted: Wanted): Change[] => {
  const single = (field: 'tier' | 'category' | 'stage'): Change[] => {
    const after = wanted[field]
    const before = partner[field]
    return after === undefined || after === before ? [] : [{ field, before: listed(before), after: listed(after) }]
  }
  const tags = new Set(wanted.tags ?? partner.tags)
  for (const tag of wanted.addTags ?? []) tags.add(tag)
  for (const tag of wanted.removeTags ?? []) tags.delete(tag)
  const [before, after] = [[...partner.tags].toSorted(), [...tags].toSorted()]
  const isSame = before.join() === after.join()
  return [...single('tier'), ...single('category'), ...single('stage'), ...(isSame ? [] : [{ field: 'tags' as const, before, after }])]
}

export type Word = { kind: string; code: string; label: string; partnerType: string | null; isArchived: boolean }

/** The first code that the partner gets anew and that is no word of ours, archived, or one for other types of partners. */
export const misfit = (
  partner: PartnerFacts,
  changes: readonly Change[],
  words: readonly Word[],
): { field: Field; message: string } | undefined => {
  for (const { field, before, after } of changes)
    for (const code of after.filter((one) => !before.includes(one))) {
      const word = words.find((one) => one.kind === kindOf[field] && one.code === code)
      if (!word || word.isArchived)
        return { field, message: `${word ? `"${word.label}" is archived` : 'There is no such word'}. Choose another.` }
      if (word.partnerType !== null && !partner.types.includes(word.partnerType))
        return { field, message: `"${word.label}" is for another type of partner than ${partner.name}.` }
    }
  return undefined
}

const listed = (value: string | null) => (value === null ? [] : [value])
