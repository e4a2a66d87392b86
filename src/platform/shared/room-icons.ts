/** The signs that a room can have in the menu, by name. */
export const roomIcons = [
  'home', 'building', 'checklist', 'chart', 'package', 'bolt', 'lifebuoy', 'layout', 'folder', 'file', 'book', 'school',
  'certificate', 'rocket', 'flag', 'target', 'trophy', 'star', 'bulb', 'speakerphone', 'calendar', 'message', 'mail', 'phone',
  'users', 'handshake', 'palette', 'photo', 'video', 'link', 'world', 'shield', 'key', 'coin', 'cart', 'clipboard', 'tool', 'news', 'help',
] as const // prettier-ignore
export type RoomIcon = (typeof roomIcons)[number]

export const isRoomIcon = (text: string): text is RoomIcon => roomIcons.some((one) => one === text)
