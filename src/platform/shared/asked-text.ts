import { z } from 'zod'
import { LinkAddress } from './asked.ts'
import { depthOf, fieldsIn, isPlain, mergeFields, notPlain, plainMarks, wordsIn, type RichBlock } from './rich-text.ts'

const unknownPart = 'This text holds something that is not known here. Paste it again as plain text.'

const Mark = z.discriminatedUnion(
  'type',
  [z.strictObject({ type: z.enum(plainMarks) }), z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: LinkAddress }) })],
  unknownPart,
)
const marks = z.array(Mark).max(6).optional()

const Inline = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('text'),
      text: z
        .string()
        .min(1)
        .max(20_000)
        .refine((text) => isPlain(text), notPlain),
      marks,
    }),
    z.strictObject({ type: z.literal('hardBreak') }),
    z.strictObject({ type: z.literal('mergeField'), attrs: z.strictObject({ field: z.enum(mergeFields) }), marks }),
  ],
  unknownPart,
)
const inlines = z.array(Inline).max(2000).optional()

const Item = z.strictObject({ type: z.literal('listItem'), content: z.lazy(() => z.array(Block).min(1).max(200)) })
const items = z.array(Item).min(1).max(500)

const Block: z.ZodType<RichBlock> = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('paragraph'), content: inlines }),
    z.strictObject({
      type: z.literal('heading'),
      attrs: z.strictObject({ level: z.union([z.literal(2), z.literal(3), z.literal(4)]) }),
      content: inlines,
    }),
    z.strictObject({ type: z.literal('bulletList'), content: items }),
    z.strictObject({
      type: z.literal('orderedList'),
      attrs: z.strictObject({ start: z.int().min(0).max(9999) }).optional(),
      content: items,
    }),
    z.strictObject({ type: z.literal('blockquote'), content: z.lazy(() => z.array(Block).min(1).max(200)) }),
    z.strictObject({ type: z.literal('horizontalRule') }),
  ],
  unknownPart,
)

/** Lists in lists in lists; what is deeper was not written by anybody. */
const deepest = 48

const isShallow = (value: unknown): boolean => depthOf(value, deepest) <= deepest

export const RichText = z
  .unknown()
  .refine(isShallow, { error: 'Lists in lists can’t be this deep.', abort: true })
  .pipe(z.strictObject({ type: z.literal('doc'), content: z.array(Block).max(500) }))
  .refine((text) => JSON.stringify(text).length <= 60_000, 'This text is too long: divide it between two blocks.')

/** A text that has something to read. */
export const WrittenText = RichText.refine((text) => wordsIn(text).length > 0 || fieldsIn(text).size > 0, 'Write something.')
