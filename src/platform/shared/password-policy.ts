import { allowed, refuse, type Verdict } from './actor.ts'

/** For everybody: a second factor can be taken away later, and the password stays. */
export const minLength = 15
/** What is hashed is bounded; nobody types more. */
export const maxLength = 256

/** What a password must not be made of. `portalNames`: the portal's and the vendor's. */
export type PasswordContext = { email: string; name: string; portalNames: readonly string[] }

/** The words of a form, where nobody is known yet or only their length can be told. */
export const lengthFault = (password: string): string | undefined => {
  const length = [...password.normalize('NFKC')].length
  if (length < minLength) return `Use at least ${minLength} characters. A few words that do not belong together are easy to remember.`
  if (length > maxLength) return `Use at most ${maxLength} characters.`
  return undefined
}

/**
 * Whether a password may be chosen. There is no rule of composition; spaces and every script are welcome. `isCommon` knows words and
 * passwords that are tried first, in lower case. Refusals are 400, on the field.
 */
export const mayBePassword = (password: string, context: PasswordContext, isCommon: (piece: string) => boolean): Verdict => {
  const fault = lengthFault(password)
  if (fault) return refuse('password.length', fault)
  const plain = plainOf(password)
  const own = ownWords(context)
  if (new Set(plain).size < 5) return refuse('password.predictable', 'It repeats a few characters. Use words that do not belong together.')
  if (remainderWithout(plain, own) < 8)
    return refuse(
      'password.about-you',
      'It is made of your name, your address or the name of the portal. Choose something that nobody knows of you.',
    )
  if (isMadeOfFew(plain, (piece) => own.includes(piece) || isRun(piece) || isCommon(piece)))
    return refuse('password.common', 'It is made of passwords that are tried first. Use words that do not belong together.')
  return allowed
}

const lookalikes: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' }

/** Lower case without spaces and punctuation between words. */
const plainOf = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-_.,;:/|+*#~]+/g, '')
const unmasked = (text: string) => text.replace(/[013457@$!]/g, (sign) => lookalikes[sign] ?? sign)

const ownWords = ({ email, name, portalNames }: PasswordContext): string[] => {
  const parts = [
    email,
    ...email.split(/[@.+_-]/),
    name,
    ...name.split(/\s+/),
    ...portalNames,
    ...portalNames.flatMap((each) => each.split(/\s+/)),
  ]
  return [...new Set(parts.map(plainOf).filter((part) => part.length >= 4))].toSorted((a, b) => b.length - a.length)
}

const remainderWithout = (plain: string, words: readonly string[]): number => {
  const without = (text: string, parts: readonly string[]) => parts.reduce((rest, part) => rest.replaceAll(part, ''), text).length
  return Math.min(without(plain, words), without(unmasked(plain), words.map(unmasked)))
}

// What fingers do: along the alphabet, the digits or a row of keys, forwards or back, or one key many times.
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  'qwertzuiop',
  'azertyuiop',
]
const tracks = rows.flatMap((row) => [row, [...row].toReversed().join('')])
const isRun = (piece: string) =>
  piece.length >= 3 && (tracks.some((track) => track.includes(piece)) || /^(.)\1+$/u.test(piece) || /^(19|20)\d\d$/.test(piece))

/** Whether the text is made of at most two different known pieces, each as often as one likes: `summer2026summer2026`, `passwordpassword`. */
const isMadeOfFew = (plain: string, isKnown: (piece: string) => boolean): boolean => {
  const pieces = new Set<string>()
  const whole = [plain, unmasked(plain)]
  for (const text of whole)
    for (let from = 0; from < text.length; from++)
      for (let to = from + 3; to <= Math.min(text.length, from + 24); to++) {
        const piece = text.slice(from, to)
        if (isKnown(piece)) pieces.add(piece)
      }
  // The longest cover the most; more than these make no difference to an honest password, and the time stays bounded.
  const known = [...pieces].toSorted((a, b) => b.length - a.length).slice(0, 60)
  return whole.some((text) => known.some((first, at) => known.slice(at).some((second) => isMadeOf(text, first, second))))
}

/** A few signs at the end or the beginning (`!`, `1`, `99`) are what people add when they are told to. */
const isMadeOf = (text: string, first: string, second: string): boolean => {
  const ends = new Set([0, 1, 2])
  for (let at = 0; at < text.length; at++) {
    if (!ends.has(at)) continue
    for (const piece of [first, second]) if (text.startsWith(piece, at)) ends.add(at + piece.length)
  }
  return [0, 1, 2].some((spare) => text.length - spare > 2 && ends.has(text.length - spare))
}
