import { z } from 'zod'
import { blockKind, Line, Lines, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'
import { StoredFile } from '#rooms/files/contract.ts'
import { outerId } from '#shared/ids.ts'

export const mostDocuments = 20

export const DocumentSettings = z.strictObject({
  title: Title,
  about: Lines(1000).default(''),
  files: z
    .array(
      z.strictObject({
        file: outerId('fil'),
        /** What it is called here; empty: as the file is. */
        label: Line(200).default(''),
        about: Line(500).default(''),
      }),
    )
    .min(1, 'Add a file.')
    .max(mostDocuments, `Use at most ${mostDocuments} files.`)
    .refine((files) => new Set(files.map(({ file }) => file)).size === files.length, 'Name each file once.'),
})
export type DocumentSettings = z.infer<typeof DocumentSettings>

/** The files that can be opened, in the settings' order. */
export const DocumentData = z.strictObject({
  files: z.array(StoredFile.pick({ id: true, name: true, mime: true, size: true, uploadedAt: true })),
})
export type DocumentData = z.infer<typeof DocumentData>

export const documentKind = blockKind({
  settings: DocumentSettings,
  initial: { title: '', about: '', files: [] },
  words: ({ title, about, files }) => written(title, about, ...files.flatMap((file) => [file.label, file.about])),
  headings: titleHeading,
  forReader: (settings, data) => (DocumentData.safeParse(data).data?.files.length ? settings : null),
})
