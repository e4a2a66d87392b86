/** The list with this in the place of what stood there. */
export const placed = <Item,>(items: readonly Item[], at: number, item: Item): Item[] =>
  items.map((one, place) => (place === at ? item : one))

/** The list without what stood there. */
export const without = <Item,>(items: readonly Item[], at: number): Item[] => items.filter((_, place) => place !== at)

/** The list with one of it a place up or down; at either end it stays. */
export const moved = <Item,>(items: readonly Item[], at: number, by: -1 | 1): Item[] => {
  const [here, there] = [items[at], items[at + by]]
  return here === undefined || there === undefined ? [...items] : placed(placed(items, at, there), at + by, here)
}

/** The id of a new item: eight small letters and digits. */
export const newItemId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => (byte % 36).toString(36)).join('')
