import { z } from 'zod'
import { AskedDay, NameLine, PageAddress, SearchText, TextLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { kitStates } from './rules.ts'

const Code = z.string().max(80)
const Codes = z.array(Code).max(100)
const Language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'Choose a language.')
const Labelled = z.strictObject({ code: z.string(), label: z.string() })

/** What an item leads to: a file of ours, or a page elsewhere. */
const Content = {
  file: z.strictObject({ id: outerId('fil'), name: z.string(), mime: z.string(), size: z.int() }).nullable(),
  url: z.string().nullable(),
}

const described = {
  id: outerId('kit'),
  title: z.string(),
  about: z.string(),
  type: Labelled,
  audiences: z.array(Labelled),
  industries: z.array(Labelled),
  /** Codes of the configuration's products. */
  products: z.array(z.string()),
  language: z.string(),
  isCoBrandable: z.boolean(),
  version: z.int(),
  /** When that version came. */
  renewedAt: z.string(),
  expiresOn: z.string().nullable(),
  ...Content,
}

export const KitItem = z.strictObject({
  ...described,
  /** Came since the reader's last visit. */
  isNew: z.boolean(),
})
export type KitItem = z.infer<typeof KitItem>

export const KitQuery = z.strictObject({
  search: SearchText.optional(),
  type: Code.optional(),
  audience: Code.optional(),
  industry: Code.optional(),
  product: Code.optional(),
  language: Code.optional(),
  /** Only what came since the last visit. */
  news: z.enum(['yes']).optional(),
  cursor: Cursor.optional(),
  limit: PageSize,
})
export type KitQuery = z.infer<typeof KitQuery>

/** By what the reader can narrow the kit: only what leads to something. */
export const KitChoices = z.strictObject({
  types: z.array(Labelled),
  audiences: z.array(Labelled),
  industries: z.array(Labelled),
  products: z.array(z.string()),
  languages: z.array(z.string()),
  /** How many came since the last visit. */
  news: z.int(),
})
export type KitChoices = z.infer<typeof KitChoices>

export const KitState = z.enum(kitStates)

const access = { partnerTypes: Codes, categories: Codes, tiers: Codes, stages: Codes, tags: Codes }

/** An item as the vendor sees it. */
export const KitLine = z.strictObject({
  ...described,
  access: z.strictObject(access),
  state: KitState,
  /** Of all versions, and of the last 90 days. */
  downloads: z.int(),
  recentDownloads: z.int(),
})
export type KitLine = z.infer<typeof KitLine>

export const KitDetail = KitLine.extend({
  /** The newest first. */
  versions: z.array(
    z.strictObject({
      number: z.int(),
      ...Content,
      note: z.string(),
      addedAt: z.string(),
      byName: z.string().nullable(),
      downloads: z.int(),
    }),
  ),
  /** Who took it most; at most 10. */
  partners: z.array(z.strictObject({ name: z.string(), downloads: z.int() })),
  /** How many partnerships find it today. */
  reach: z.strictObject({ shown: z.int(), all: z.int() }),
})
export type KitDetail = z.infer<typeof KitDetail>

const written = {
  title: NameLine(200, 'Enter a title.'),
  about: z.string().trim().max(2_000, 'Use at most 2,000 characters.'),
  type: Code.min(1, 'Choose a type.'),
  audiences: Codes,
  industries: Codes,
  products: Codes,
  language: Language,
  isCoBrandable: z.boolean(),
  expiresOn: AskedDay.nullable(),
  access: z.strictObject(access),
}

/** One of both. */
const content = { fileId: outerId('fil').nullable(), url: PageAddress.nullable() }
const hasOne = ({ fileId, url }: { fileId: string | null; url: string | null }) => (fileId === null) !== (url === null)
const oneOfBoth = { path: ['fileId'], message: 'Add a file or an address.' }

export const NewKitItem = z.strictObject({ ...written, ...content }).refine(hasOne, oneOfBoth)
export type NewKitItem = z.infer<typeof NewKitItem>

/** What is left out stays. */
export const KitChange = z.strictObject(written).partial()
export type KitChange = z.infer<typeof KitChange>

export const NewVersion = z.strictObject({ ...content, note: TextLine(500) }).refine(hasOne, oneOfBoth)
export type NewVersion = z.infer<typeof NewVersion>

const OneItem = z.strictObject({ id: outerId('kit') })

export const problemCodes = [
  'kit.unknown-word', // 400: a type, audience, industry or product that there is not
  'kit.unknown-file', // 400: the file is not there, or not clean
] as const

export const kit = {
  /** What the reader may find, the newest first. */
  list: endpoint('GET /kit', { query: KitQuery, reply: pageOf(KitItem) }),
  choices: endpoint('GET /kit/choices', { reply: KitChoices }),
  /** The reader is here: what comes from now on is new the next time. */
  visit: endpoint('POST /kit/visits', {}),
  /** The reader takes the item. */
  download: endpoint('POST /kit/:id/downloads', { params: OneItem }),
}

/** The vendor's side. */
export const kitItems = {
  list: endpoint('GET /kit-items', {
    query: z.strictObject({
      search: SearchText.optional(),
      state: KitState.optional(),
      /** A word of any kind: items that have it. */
      word: Code.optional(),
      cursor: Cursor.optional(),
      limit: PageSize,
    }),
    reply: pageOf(KitLine).extend({ counts: z.record(KitState, z.int()) }),
  }),
  one: endpoint('GET /kit-items/:id', { params: OneItem, reply: KitDetail }),
  add: endpoint('POST /kit-items', { body: NewKitItem, reply: KitDetail }),
  change: endpoint('PATCH /kit-items/:id', { params: OneItem, body: KitChange, reply: KitDetail }),
  /** Partners get it from now on; those before stay with the vendor. */
  renew: endpoint('POST /kit-items/:id/versions', { params: OneItem, body: NewVersion, reply: KitDetail }),
  archive: endpoint('POST /kit-items/:id/archival', { params: OneItem, reply: KitDetail }),
  restore: endpoint('DELETE /kit-items/:id/archival', { params: OneItem, reply: KitDetail }),
}
