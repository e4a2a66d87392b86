/** What search and sorting compare: without case (ß is ss), marks and repeated spaces. The same on the way in and when asked. */
export const searchKey = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase() // the capital ẞ has no other capital
    .toUpperCase()
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
