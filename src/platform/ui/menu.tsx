import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useRef } from 'react'
import type { MenuRoom } from '#rooms/rooms/contract.ts'
import { isRoomKind } from '#shared/room-kinds.ts'
import { paths } from './paths.tsx'
import { useCall } from './query.tsx'
import type { KindPage, KindPages } from './room.tsx'

/** A line of the sidebar; one that is done is no line and leads to its room as before. */
export type MenuLink = Pick<MenuRoom, 'id' | 'label' | 'icon' | 'group' | 'isDone'> & { path: string; isLocked: boolean }

export type Menu = {
  links: readonly MenuLink[]
  /** The pages of the pre-defined rooms that are open. */
  pages: readonly KindPage[]
  /** Addresses of those that are locked, and where it stands what unlocks them. */
  locked: readonly { path: string; to: string }[]
}

export const MenuContext = createContext<readonly MenuLink[]>([])
/** Where a room of the menu is found, by its id; undefined: the reader has no such room. */
export const useMenuLink = (id: string): MenuLink | undefined => useContext(MenuContext).find((link) => link.id === id)

/** The rooms that the vendor has arranged for who reads, in their order; asked again when the reader comes back to the window. */
export const useMenu = (kindPages: KindPages, { isInPartnership }: { isInPartnership: boolean }) => {
  const { data, error, refetch } = useCall('GET /rooms', {}, { enabled: isInPartnership })
  useFreshPermissions(data)
  const menu = useMemo(() => data && menuFrom(data.items, kindPages), [data, kindPages])
  return { menu: isInPartnership ? menu : nothing, error, retry: () => void refetch() }
}

const nothing: Menu = { links: [], pages: [], locked: [] }

const menuFrom = (rooms: readonly MenuRoom[], kindPages: KindPages): Menu => {
  const known = rooms.flatMap((room) => {
    const page = isRoomKind(room.kind) ? kindPages[room.kind] : undefined
    if (room.kind !== 'custom' && !page) return []
    const isLocked = room.standing === 'locked'
    const path = page && !isLocked ? page.path : paths.room(room.id)
    return [{ link: { ...room, path, isLocked }, page }]
  })
  return {
    links: known.map(({ link }) => link),
    pages: known.flatMap(({ link, page }) => (page && !link.isLocked ? page : [])),
    locked: known.flatMap(({ link, page }) => (page && link.isLocked ? { path: page.path, to: link.path } : [])),
  }
}

/** What a person may do goes with the rooms that are open to them: another menu, and the session is asked again. */
const useFreshPermissions = (menu: object | undefined) => {
  const client = useQueryClient()
  const before = useRef(menu)
  useEffect(() => {
    const isChanged = before.current !== undefined && before.current !== menu
    before.current = menu
    if (isChanged) void client.invalidateQueries({ queryKey: ['GET /start'] })
  }, [menu, client])
}
