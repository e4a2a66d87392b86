/** The list with this in the place of what stood there. */
const placed = <Item,>(items: readonly Item[], at: number, item: Item): Item[] => items.map((one, place) => (place === at ? item : one))

/** The list without what stood there. */
const without = <Item,>(items: readonly Item[], at: number): Item[] => items.filter((_, place) => place !== at)

/** The list with one of it a place up or down; at either end it stays. */
const moved = <Item,>(items: readonly Item[], at: number, by: -1 | 1): Item[] => {
  const [here, there] = [items[at], items[at + by]]
  return here === undefined || there === undefined ? [...items] : placed(placed(items, at, there), at + by, here)
}

/** One of several with what changes it, moves it and takes it away. */
export type ItemSlot<Item> = {
  item: Item
  at: number
  count: number
  change: (patch: Partial<Item>) => void
  move: (by: -1 | 1) => void
  remove: () => void
}

type Setting<Item> = {
  set: (items: Item[]) => void
  /** Where another order or number means more than another word; absent: the same. */
  arrange?: (items: Item[]) => void
}

export const slotsOf = <Item,>(items: readonly Item[], { set, arrange = set }: Setting<Item>): ItemSlot<Item>[] =>
  items.map((item, at) => ({
    item,
    at,
    count: items.length,
    change: (patch) => set(placed(items, at, { ...item, ...patch })),
    move: (by) => arrange(moved(items, at, by)),
    remove: () => arrange(without(items, at)),
  }))

/** The id of a new item: eight small letters and digits. */
export const newItemId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => (byte % 36).toString(36)).join('')
