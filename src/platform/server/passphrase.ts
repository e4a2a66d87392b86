import { randomInt } from 'node:crypto'

const consonants = 'bdfghjklmnprstvz'
const vowels = 'aeiou'
const syllables = 12

/** A random password that can be read over a telephone: six words of two syllables, 76 bits. */
export const generatePassphrase = (): string =>
  Array.from({ length: syllables }, (_, at) => {
    const syllable = `${consonants[randomInt(consonants.length)]}${vowels[randomInt(vowels.length)]}`
    return at > 0 && at % 2 === 0 ? `-${syllable}` : syllable
  }).join('')
