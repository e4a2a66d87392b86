/** What a refusal says of an address: that nobody is there (any more), or that it does not take mail now. */
export type Refusal = 'gone' | 'passing'

/** So many passing refusals in a row are as good as an address that is gone. */
export const mostRefusals = 3

/** RFC 3463: the class and the subject of a status tell whether it is the address, the box or something else that is in the way. */
export const refusalOf = ({ status, code, text }: { status?: string | undefined; code?: number | undefined; text: string }): Refusal => {
  const enhanced = status ?? /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0]
  if (enhanced) return /^5\.(1\.(1|2|3|6|10)|2\.1)$/.test(enhanced) ? 'gone' : 'passing'
  // Without a status, 550 is also what servers say to whom they dislike.
  const isDislike = /spam|block|policy|reputation|blacklist|denied|listed|reject(ed)? (for|due)/i.test(text)
  return (code === 550 || code === 551 || code === 553) && !isDislike ? 'gone' : 'passing'
}
