import { z } from 'zod'
import { anchorOf } from '#rooms/blocks/anchors.rules.ts'
import { blockKind } from '#rooms/blocks/kind.rules.ts'
import { WrittenText } from '#shared/asked-text.ts'
import { emptyText, headingsIn, mergeFields, wordsIn } from '#shared/rich-text.ts'

export const TextSettings = z.strictObject({ text: WrittenText })
export type TextSettings = z.infer<typeof TextSettings>

/** What the reader's fields say, those that the text names. */
export const TextData = z.strictObject({ fields: z.partialRecord(z.enum(mergeFields), z.string()) })
export type TextData = z.infer<typeof TextData>

const fieldsOf = (data: unknown): TextData['fields'] => TextData.safeParse(data).data?.fields ?? {}

export const textKind = blockKind({
  settings: TextSettings,
  initial: { text: emptyText },
  words: ({ text }) => wordsIn(text),
  headings: ({ id, settings }, data) => {
    const fields = fieldsOf(data)
    return headingsIn(settings.text).map(({ level, content }, at) => ({
      anchor: anchorOf(id, at + 1),
      // Headings begin at 2, below the room's own; the list begins at 1.
      level: level === 2 ? 1 : level === 3 ? 2 : 3,
      text: content
        .map((part) => (part.type === 'text' ? part.text : part.type === 'mergeField' ? (fields[part.attrs.field] ?? '') : ' '))
        .join(''),
    }))
  },
})
