import { z } from 'zod'
import { blockKind, FilledLine, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'
import { WrittenText } from '#shared/asked-text.ts'
import { mergeFields, wordsIn } from '#shared/rich-text.ts'

export const mostQuestions = 50

export const FaqSettings = z.strictObject({
  title: Title,
  items: z
    .array(
      z.strictObject({
        /** Stays when questions move, so that an address leads to its question. */
        id: z.string().regex(/^[a-z0-9]{6,12}$/, 'expected six to twelve small letters and digits'),
        question: FilledLine(300, 'Enter the question.'),
        answer: WrittenText,
      }),
    )
    .min(1, 'Add a question.')
    .max(mostQuestions, `Use at most ${mostQuestions} questions.`)
    .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, 'Two questions have the same id.'),
})
export type FaqSettings = z.infer<typeof FaqSettings>

/** What the reader's fields say, those that the answers name. */
export const FaqData = z.strictObject({ fields: z.partialRecord(z.enum(mergeFields), z.string()) })
export type FaqData = z.infer<typeof FaqData>

export const faqKind = blockKind({
  settings: FaqSettings,
  initial: { title: '', items: [] },
  words: ({ title, items }) => written(title, ...items.flatMap(({ question, answer }) => [question, ...wordsIn(answer)])),
  headings: titleHeading,
})
