import { z } from 'zod'
import { blockKind, Line, written } from '#rooms/blocks/kind.rules.ts'
import { outerId } from '#shared/ids.ts'
import { LinkAddress } from '#shared/asked.ts'

export const LinkSettings = z
  .strictObject({
    to: z.discriminatedUnion(
      'kind',
      [
        z.strictObject({ kind: z.literal('room'), room: outerId('rom') }),
        z.strictObject({ kind: z.literal('address'), address: LinkAddress }),
      ],
      'Choose where it leads.',
    ),
    /** What it says; empty for a room: the room's label. */
    label: Line(200).default(''),
    about: Line(500).default(''),
  })
  .refine(({ to, label }) => to.kind === 'room' || label !== '', { path: ['label'], message: 'Enter a label.' })
export type LinkSettings = z.infer<typeof LinkSettings>

/** `label`: of a room, what it is called. Null: it leads the reader nowhere. */
export const LinkData = z.strictObject({ label: z.string().nullable(), isLocked: z.boolean() }).nullable()
export type LinkData = z.infer<typeof LinkData>

export const linkKind = blockKind({
  settings: LinkSettings,
  initial: { to: { kind: 'address', address: '' }, label: '', about: '' },
  words: ({ label, about }) => written(label, about),
  forReader: (settings, data) => (data ? settings : null),
})
