/** Who may find an item: any of a list, and of every list; an empty list asks nothing. */
export type KitAccess = {
  partnerTypes: readonly string[]
  categories: readonly string[]
  tiers: readonly string[]
  stages: readonly string[]
  tags: readonly string[]
}

export type KitFacts = KitAccess & {
  isArchived: boolean
  /** 'YYYY-MM-DD': the last day on which partners find it; null: for good. */
  expiresOn: string | null
}

/** A partner as the kit sees it. */
export type KitViewer = {
  partnerType: string
  tier: string | null
  category: string | null
  stage: string | null
  tags: readonly string[]
}

/** The same as kit_shown in the database, which decides; a test holds them together. */
export const isShown = (item: KitFacts, viewer: KitViewer, day: string): boolean => {
  const among = (wanted: readonly string[], having: string | null) => wanted.length === 0 || (having !== null && wanted.includes(having))
  return (
    !item.isArchived &&
    (item.expiresOn === null || item.expiresOn >= day) &&
    among(item.partnerTypes, viewer.partnerType) &&
    among(item.categories, viewer.category) &&
    among(item.tiers, viewer.tier) &&
    among(item.stages, viewer.stage) &&
    (item.tags.length === 0 || viewer.tags.some((tag) => item.tags.includes(tag)))
  )
}

/** How items stand with the vendor. `expiring`: in a month; `stale`: not renewed for a year. */
export const kitStates = ['current', 'expiring', 'expired', 'stale', 'archived'] as const
export type KitState = (typeof kitStates)[number]
export const expiringDays = 30
export const staleDays = 365

/** A visit that follows the last one sooner than this belongs to it: what was new stays new. */
export const visitHours = 4

/** What collateral is written in; others by their BCP 47 code. */
export const languages = [
  'en', 'ar', 'bg', 'cs', 'da', 'de', 'el', 'es', 'et', 'fi', 'fr', 'he', 'hr', 'hu', 'it', 'ja', 'ko', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt',
  'pt-BR', 'ro', 'sk', 'sl', 'sr', 'sv', 'th', 'tr', 'uk', 'vi', 'zh',
] as const // prettier-ignore

export type Words = { types: readonly string[]; audiences: readonly string[]; industries: readonly string[]; products: readonly string[] }
export type Sorted = {
  type?: string | undefined
  audiences?: readonly string[] | undefined
  industries?: readonly string[] | undefined
  products?: readonly string[] | undefined
}

/** The field that names what there is not, with the word; undefined: all is known. */
export const unknownWord = (item: Sorted, known: Words): { path: string; word: string } | undefined => {
  if (item.type !== undefined && !known.types.includes(item.type)) return { path: 'type', word: item.type }
  for (const path of ['audiences', 'industries', 'products'] as const) {
    const word = item[path]?.find((one) => !known[path].includes(one))
    if (word !== undefined) return { path, word }
  }
  return undefined
}
