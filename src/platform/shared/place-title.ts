/** A partnership in words: most carry their partner's name already. */
export const placeTitle = ({ partnerName, name }: { partnerName: string; name: string }): string =>
  name.startsWith(partnerName) ? name : `${partnerName}, ${name}`
