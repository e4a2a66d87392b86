import { z } from 'zod'
import { httpsHostOf, linkKindOf, longestAddress } from './web-address.ts'

/** A part of a name, to look for. */
export const SearchText = z.string().trim().max(80)

/** One line of text, trimmed. No control characters: it goes into mails, files and address books. */
export const TextLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Use at most ${max} characters.`)
    .regex(/^[^\p{Cc}]*$/u, 'Leave out line breaks and control characters.')

/** What something or somebody is called. */
export const NameLine = (max: number, missing = 'Enter a name.') => TextLine(max).min(1, missing)

// What somebody may ask for. Years far outside are slips, and calendars don't agree about them: PostgreSQL has no year 0.
const isInEra = (text: string) => text >= '1900' && text < '3000'

/** A day in an address: `2026-11-05`. */
export const AskedDay = z.iso.date().refine(isInEra, 'name a day between 1900 and 2999')

/** A billing cycle by the month that it is called after. */
export const CycleName = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'name a cycle by its month: 2026-11')
  .refine(isInEra, 'name a month between 1900 and 2999')

/** A page elsewhere, by https alone. */
export const PageAddress = z
  .string()
  .trim()
  .max(longestAddress)
  .refine((text) => httpsHostOf(text) !== undefined, 'Enter an address that begins with https://.')

/** Where a link may lead. */
export const LinkAddress = z
  .string()
  .trim()
  .max(longestAddress)
  .refine((text) => linkKindOf(text) !== undefined, 'Enter an address that begins with https://, mailto: or a single slash.')
