/** The id on the page of a block, or of the part of it that a list of contents or an address leads to. */
export const anchorOf = (blockId: string, part?: string | number): string =>
  `b-${blockId.slice(0, 8)}${part === undefined ? '' : `-${part}`}`
