import { z } from 'zod'
import { blockKind, FilledLine, Line, written } from '#rooms/blocks/kind.rules.ts'
import { outerId } from '#shared/ids.ts'
import { LinkAddress } from '#shared/asked.ts'

export const imageWidths = ['small', 'medium', 'full'] as const

export const ImageSettings = z.strictObject({
  file: outerId('fil'),
  /** What is to be seen, for whoever can't see it. */
  alt: FilledLine(500, 'Say what is to be seen: some people can’t see it.'),
  caption: Line(500).default(''),
  width: z.enum(imageWidths).default('full'),
  /** Where it leads; empty: nowhere. */
  link: z.union([z.literal(''), LinkAddress]).default(''),
})
export type ImageSettings = z.infer<typeof ImageSettings>

/** Null: the file is gone, or not yet found harmless. */
export const ImageData = z.strictObject({ width: z.int().nullable(), height: z.int().nullable() }).nullable()
export type ImageData = z.infer<typeof ImageData>

export const imageKind = blockKind({
  settings: ImageSettings,
  initial: { file: '', alt: '', caption: '', width: 'full', link: '' },
  words: ({ alt, caption }) => written(alt, caption),
  forReader: (settings, data) => (data ? settings : null),
})
