import { randomInt } from 'node:crypto'

const consonants = 'bdfghjklmnprstvz'
const vowels = 'aeiou'

/** A random passphrase that can be read over a telephone: words of two syllables, 12.6 bits each; six are 76 bits, five are 63. */
export const generatePassphrase = (words = 6): string =>
  Array.from({ length: words * 2 }, (_, at) => {
    const syllable = `${consonants[randomInt(consonants.length)]}${vowels[randomInt(vowels.length)]}`
    return at > 0 && at % 2 === 0 ? `-${syllable}` : syllable
  }).join('')

/** What counts of a passphrase, however it was typed: its letters. Capitals and the signs between words make no difference. */
export const lettersOf = (passphrase: string): string =>
  passphrase
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
