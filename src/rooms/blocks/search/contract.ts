import { z } from 'zod'
import { searchScopes } from './scopes.rules.ts'
import { blockKind, Line, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'

export const SearchSettings = z.strictObject({
  title: Title,
  /** What stands in the empty field; empty: what is looked through. */
  hint: Line(120).default(''),
  scope: z.enum(searchScopes).default('all'),
})
export type SearchSettings = z.infer<typeof SearchSettings>

export const searchKind = blockKind({
  settings: SearchSettings,
  initial: { title: '', hint: '', scope: 'all' },
  words: ({ title }) => written(title),
  headings: titleHeading,
})
