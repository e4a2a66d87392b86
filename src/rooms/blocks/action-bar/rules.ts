import { isRoomKind, type RoomKind } from '#shared/room-kinds.ts'

export const mostButtons = 6
/** Ways of standing out that are readable in every brand's colour. */
export const buttonTones = ['filled', 'light', 'outline'] as const

export type OwnPlace = { kind: RoomKind } | { room: string } | null

/** The room that an address of this portal lies in; null: none that could be closed to somebody. */
export const placeOf = (address: string): OwnPlace => {
  if (!address.startsWith('/')) return null
  const [first = '', second = ''] = address.slice(1).split(/[?#]/, 1)[0]?.split('/') ?? []
  if (first === 'rooms' && /^rom_[0-9A-Za-z]{6,24}$/.test(second)) return { room: second }
  return isRoomKind(first) ? { kind: first } : null
}
