import { z } from 'zod'
import { searchScopes } from '#rooms/blocks/search/scopes.rules.ts'
import { SearchText } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'

/** What is found, in the order in which it stands: of a partnership, and of the vendor's own side. */
export const foundKinds = [
  'customer', 'room', 'kit', 'action', 'channel', 'person', 'text', 'partner', 'arranged-room', 'kit-item', 'staff',
] as const // prettier-ignore
export const FoundKind = z.enum(foundKinds)
export type FoundKind = z.infer<typeof FoundKind>

/** Where it leads: something by its id, a pre-defined room's page by its kind, an own page by its code, or out of the portal. */
export const Lead = z.strictObject({
  kind: z.enum([
    'customer', 'room', 'kind', 'kit', 'page', 'link', 'mail', 'person', 'partner', 'arranged-room', 'kit-item', 'staff',
  ]), // prettier-ignore
  value: z.string(),
})
export type Lead = z.infer<typeof Lead>

export const Found = z.strictObject({
  id: z.string(),
  label: z.string(),
  /** What tells it from others of its name, or what is written around the words; may be empty. */
  note: z.string(),
  lead: Lead,
})
export type Found = z.infer<typeof Found>

const Group = z.strictObject({
  kind: FoundKind,
  /** The best first. */
  items: z.array(Found),
  /** How many there are of what the reader may see. */
  total: z.int(),
  /** Nothing begins with what was typed: these are like it. */
  isMistyped: z.boolean(),
})
export type FoundGroup = z.infer<typeof Group>

const query = z.strictObject({ text: SearchText.min(1), scope: z.enum(searchScopes).default('all') })
const reply = z.strictObject({ groups: z.array(Group) })

export const search = {
  /** In a partnership: what its reader may open, and nothing else. Kinds without an answer are left out. */
  all: endpoint('GET /search', { query, reply }),
  /** Of the vendor's own side: partners, what is arranged, its people. */
  vendor: endpoint('GET /search/vendor', { query, reply }),
}
