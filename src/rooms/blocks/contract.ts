import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { depthOf } from '#shared/rich-text.ts'
import { actionBarKind } from './action-bar/contract.ts'
import { analyticsKind } from './analytics/contract.ts'
import { bannerKind } from './banner/contract.ts'
import { checklistKind } from './checklist/contract.ts'
import { documentKind } from './document/contract.ts'
import { embedKind } from './embed/contract.ts'
import { faqKind } from './faq/contract.ts'
import { goalsKind } from './goals/contract.ts'
import { imageKind } from './image/contract.ts'
import { introductionKind } from './introduction/contract.ts'
import type { KindRules } from './kind.rules.ts'
import { linkKind } from './link/contract.ts'
import { searchKind } from './search/contract.ts'
import { textKind } from './text/contract.ts'
import { videoKind } from './video/contract.ts'

/** Every kind of block, in the order of the palette. */
const kinds = {
  text: textKind,
  banner: bannerKind,
  image: imageKind,
  video: videoKind,
  document: documentKind,
  faq: faqKind,
  introduction: introductionKind,
  link: linkKind,
  'action-bar': actionBarKind,
  checklist: checklistKind,
  goals: goalsKind,
  analytics: analyticsKind,
  search: searchKind,
  embed: embedKind,
} as const satisfies Record<string, KindRules>

export type BlockKind = keyof typeof kinds
// The keys of the object above, in its order.
export const blockKinds = Object.keys(kinds) as BlockKind[]

export const isBlockKind = (kind: string): kind is BlockKind => Object.hasOwn(kinds, kind)

/** What the portal knows of a kind; its schema parses settings strictly. */
export const kindOf = (kind: BlockKind): KindRules => kinds[kind]
export const settingsOf = (kind: BlockKind): z.ZodType => kinds[kind].settings

const longestSettings = 100_000
const deepestSettings = 40

/** What jsonb can't keep: the sign with the number nought, and halves of signs that stand for more than one. */
const cannotBeKept = /\\u0000|\\ud[89a-f][0-9a-f]{2}/i

const Loose = z
  .record(z.string(), z.unknown())
  .refine((settings) => depthOf(settings, deepestSettings) <= deepestSettings, { error: 'These settings are too deep.', abort: true })
  .refine((settings) => JSON.stringify(settings).length <= longestSettings, 'This block is too large: divide it in two.')
  .refine(
    (settings) => !cannotBeKept.test(JSON.stringify(settings).replaceAll('\\\\', '')),
    'These settings hold signs that can’t be kept.',
  )

export const blockWidths = ['full', 'half'] as const

/** A block as it is worked on: its settings may miss something, or be of a kind that is gone. */
export const DraftBlock = z.strictObject({
  id: z.uuid(),
  kind: z.string().regex(/^[a-z][a-z-]{0,39}$/, 'expected the name of a kind of block'),
  width: z.enum(blockWidths),
  settings: Loose,
})
export type DraftBlock = z.infer<typeof DraftBlock>

/** A block as a page shows it: its settings are what its kind asks for, `data` is what its view needs besides. */
export const PublishedBlock = z.strictObject({
  id: z.uuid(),
  kind: z.enum(blockKinds),
  width: z.enum(blockWidths),
  settings: z.record(z.string(), z.unknown()),
  data: z.unknown(),
})
export type PublishedBlock = z.infer<typeof PublishedBlock>

/** What the settings of blocks choose from. */
export const BlockChoices = z.strictObject({
  /** Whose pages may be embedded. */
  hosts: z.array(z.string()),
  /** Whose videos may be played. */
  videos: z.array(z.string()),
  /** Of which hosts pictures are copied. */
  pictures: z.union([z.literal('any'), z.array(z.string())]),
  /** The vendor's people who can be introduced, by name. */
  people: z.array(z.strictObject({ id: outerId('usr'), name: z.string(), email: z.string(), role: z.string() })),
  /** The rooms that a link can lead to, archived ones left out, in the order of their menus. */
  rooms: z.array(z.strictObject({ id: outerId('rom'), label: z.string(), partnerType: z.string() })),
})
export type BlockChoices = z.infer<typeof BlockChoices>

export const blocks = {
  choices: endpoint('GET /block-choices', { reply: BlockChoices }),
}
