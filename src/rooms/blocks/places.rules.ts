import { isOwnPage, mayOpen, type Opener } from '#rooms/quick-actions/rules.ts'
import { isRoomKind } from '#shared/room-kinds.ts'

/** A page of this portal that not everybody has. */
type OwnPlace = { kind: 'room' | 'page'; target: string } | { kind: 'custom-room'; room: string }

/** What an address of this portal leads to; null: it leads elsewhere, or to what everybody has. */
export const placeOf = (address: string): OwnPlace | null => {
  if (!address.startsWith('/')) return null
  const [first = '', second = ''] = address.slice(1).split(/[?#]/, 1)[0]?.split('/') ?? []
  if (first === 'rooms' && /^rom_[0-9A-Za-z]{6,24}$/.test(second)) return { kind: 'custom-room', room: second }
  if (isRoomKind(first)) return { kind: 'room', target: first }
  return isOwnPage(first) ? { kind: 'page', target: first } : null
}

/** The room that a link leads to, chosen or written as an address. */
export const roomOf = (
  to: { kind: 'room'; room: string } | { kind: 'address'; address: string } | { kind: 'mail' },
): string | undefined => {
  if (to.kind !== 'address') return to.kind === 'room' ? to.room : undefined
  const place = placeOf(to.address)
  return place?.kind === 'custom-room' ? place.room : undefined
}

/** Whether an address leads the reader to something; of rooms that are made of blocks the database decides. */
export const leadsSomewhere = (reader: Opener, address: string): boolean => {
  const place = placeOf(address)
  return !place || place.kind === 'custom-room' || mayOpen(reader, place)
}
