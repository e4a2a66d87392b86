import { createContext, useContext, type ComponentType } from 'react'

/** The editor of a room's blocks, as the page of the room's settings shows it. */
export type RoomEditor = ComponentType<{ roomId: string }>

export const RoomEditorContext = createContext<RoomEditor | undefined>(undefined)
export const useRoomEditor = (): RoomEditor | undefined => useContext(RoomEditorContext)
