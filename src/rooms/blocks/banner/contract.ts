import { z } from 'zod'
import { blockKind, FilledLine, Lines, titleHeading, written } from '#rooms/blocks/kind.rules.ts'
import { outerId } from '#shared/ids.ts'

/** `brand` is the configuration's colour, on which white is known to be readable. */
export const bannerTones = ['brand', 'quiet', 'dark'] as const

export const BannerSettings = z.strictObject({
  title: FilledLine(200, 'Enter a title.'),
  text: Lines(600).default(''),
  tone: z.enum(bannerTones).default('brand'),
  /** Beside the words, never behind them: they stay readable whatever it shows. It only decorates. */
  image: outerId('fil').nullable().default(null),
})
export type BannerSettings = z.infer<typeof BannerSettings>

/** Whether the picture can be shown. */
export const BannerData = z.strictObject({ hasImage: z.boolean() })
export type BannerData = z.infer<typeof BannerData>

export const bannerKind = blockKind({
  settings: BannerSettings,
  initial: { title: '', text: '', tone: 'brand', image: null },
  words: ({ title, text }) => written(title, text),
  headings: titleHeading,
})
