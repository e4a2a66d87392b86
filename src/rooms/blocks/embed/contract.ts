import { z } from 'zod'
import { blockKind, FilledLine, Line, titleHeading, written } from '#rooms/blocks/kind.rules.ts'
import { PageAddress } from '#shared/asked.ts'
import { httpsHostOf } from '#shared/web-address.ts'

export const EmbedSettings = z.strictObject({
  address: PageAddress,
  /** What it is, for whoever comes to the frame without seeing it. */
  title: FilledLine(200, 'Say what is shown here.'),
  about: Line(500).default(''),
  heightPixels: z.int().min(120, 'At least 120 pixels.').max(1600, 'At most 1,600 pixels.').default(480),
  mayFillScreen: z.boolean().default(true),
  /** A link beside it that opens the page by itself. */
  hasLink: z.boolean().default(true),
})
export type EmbedSettings = z.infer<typeof EmbedSettings>

export const embedKind = blockKind({
  settings: EmbedSettings,
  initial: { address: '', title: '', about: '', heightPixels: 480, mayFillScreen: true, hasLink: true },
  words: ({ title, about }) => written(title, about),
  headings: titleHeading,
  refused: ({ address }, { hosts }) => {
    const host = httpsHostOf(address)
    return host && hosts.includes(host)
      ? []
      : [{ path: 'address', message: 'This portal does not show pages of this host. Its configuration says of which it does.' }]
  },
})
