/** The pattern of LIKE for texts that hold this one, whatever signs are in it. */
export const holding = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
