import { z } from 'zod'
import { blockKind, Line, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'
import { videoProviders } from '#shared/frames.ts'
import { outerId } from '#shared/ids.ts'
import { videoIds } from './address.rules.ts'

/** By provider and id: an address as somebody pasted it is never stored. */
const Provided = z
  .strictObject({
    from: z.enum(videoProviders),
    id: z.string().max(64),
    /** Of a video that is not listed. */ key: z
      .string()
      .regex(/^[0-9a-f]{6,20}$/)
      .optional(),
  })
  .refine(({ from, id }) => videoIds[from].test(id), { path: ['id'], message: 'Paste the address of the video.' })

const Uploaded = z.strictObject({
  from: z.literal('file'),
  file: outerId('fil'),
  /** Subtitles, a WebVTT file. */ captions: outerId('fil').nullable().default(null),
})

export const VideoSettings = z.strictObject({
  title: Title,
  source: z.union([Provided, Uploaded], 'Paste the address of a video, or choose a file.'),
  about: Line(500).default(''),
})
export type VideoSettings = z.infer<typeof VideoSettings>

/** Of an uploaded file. Null: it is a provider's, or the file is gone. */
export const VideoData = z.strictObject({ mime: z.string(), hasCaptions: z.boolean() }).nullable()
export type VideoData = z.infer<typeof VideoData>

export const filesOfVideo = ({ source }: VideoSettings): string[] =>
  source.from === 'file' ? [source.file, ...(source.captions ? [source.captions] : [])] : []

export const videoKind = blockKind({
  settings: VideoSettings,
  initial: { title: '', source: null, about: '' },
  words: ({ title, about }) => written(title, about),
  headings: titleHeading,
  forReader: (settings, data) => (settings.source.from === 'file' && !data ? null : settings),
  refused: ({ source }, { videos }) =>
    source.from === 'file' || videos.includes(source.from)
      ? []
      : [{ path: 'source', message: 'This portal does not show videos of this provider. Its configuration says which.' }],
})
