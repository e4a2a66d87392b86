import { paths } from '#ui/paths.tsx'
import type { FoundKind, Lead } from './contract.ts'

type Way = (value: string) => string

// The portal's own pages that a shortcut can lead to.
const pages: Readonly<Record<string, string>> = {
  exports: paths.exports(),
  people: paths.people(),
  notifications: paths.notifications(),
  account: paths.account(),
}

const ways: Readonly<Record<Lead['kind'], Way>> = {
  customer: (id) => paths.customer(id),
  room: (id) => paths.room(id),
  kind: (kind) => paths.kind(kind),
  kit: (title) => paths.kit({ search: title }),
  page: (code) => pages[code] ?? paths.start(),
  link: (address) => address,
  mail: (address) => `mailto:${address}`,
  person: (id) => paths.people({ person: id }),
  partner: (id) => paths.partners({ partner: id }),
  'arranged-room': (id) => paths.arrangedRoom(id),
  'kit-item': (id) => paths.kitItems({ item: id }),
  staff: (id) => paths.staff({ person: id }),
}

/** Where something that was found stands; `isElsewhere`: out of the portal. */
export const placeOf = ({ kind, value }: Lead): { href: string; isElsewhere: boolean } => ({
  href: ways[kind](value),
  isElsewhere: kind === 'link' || kind === 'mail',
})

const lists: Partial<Record<FoundKind, Way>> = {
  customer: (search) => paths.customers({ search }),
  kit: (search) => paths.kit({ search }),
  person: (search) => paths.people({ search }),
  partner: (search) => paths.partners({ search }),
  'kit-item': (search) => paths.kitItems({ search }),
  staff: (search) => paths.staff({ search }),
}

/** The list that shows all of a kind, searched for the same. Lists look for a text as it is: of several words they find another number. */
export const listOf = (kind: FoundKind, typed: readonly string[]): string | undefined =>
  typed.length === 1 ? lists[kind]?.(typed[0] ?? '') : undefined
