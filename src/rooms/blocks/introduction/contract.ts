import { z } from 'zod'
import { blockKind, FilledLine, Line, Lines, written } from '#rooms/blocks/kind.rules.ts'
import { outerId } from '#shared/ids.ts'
import { LinkAddress } from '#shared/asked.ts'

const photo = outerId('fil').nullable().default(null)
const phone = Line(40)
  .regex(/^[+\d\s()./x-]*$/i, 'Use digits, spaces and + ( ) . / - only.')
  .default('')

/** Name, mail and role come from the directory: nobody types them again. */
const Manager = z.strictObject({ who: z.literal('manager'), photo, bio: Lines(2000).default(''), phone })
const Colleague = z.strictObject({
  who: z.literal('person'),
  person: outerId('usr'),
  /** What they do for partners; empty: their role. */
  title: Line(120).default(''),
  photo,
  bio: Lines(2000).default(''),
  phone,
})
const Company = z.strictObject({
  who: z.literal('company'),
  name: FilledLine(120, 'Enter a name.'),
  photo,
  bio: Lines(2000).default(''),
  phone,
  link: z.union([z.literal(''), LinkAddress]).default(''),
})

export const IntroductionSettings = z.discriminatedUnion('who', [Manager, Colleague, Company], 'Choose who is introduced.')
export type IntroductionSettings = z.infer<typeof IntroductionSettings>

/** Null: nobody to introduce, such as a partner without a manager. */
export const IntroductionData = z
  .strictObject({
    people: z.array(z.strictObject({ name: z.string(), title: z.string(), email: z.string() })),
    hasPhoto: z.boolean(),
  })
  .nullable()
export type IntroductionData = z.infer<typeof IntroductionData>

export const introductionKind = blockKind({
  settings: IntroductionSettings,
  initial: { who: 'manager', photo: null, bio: '', phone: '' },
  words: (settings) =>
    written(settings.who === 'company' ? settings.name : undefined, settings.who === 'person' ? settings.title : undefined, settings.bio),
  forReader: (settings, data) => (data ? settings : null),
})
