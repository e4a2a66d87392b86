import { z } from 'zod'
import { blockKind, Line, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'
import { LinkAddress } from '#shared/asked.ts'
import { outerId } from '#shared/ids.ts'
import { roomIcons } from '#shared/room-icons.ts'
import { buttonTones, mostButtons } from './rules.ts'

const To = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('room'), room: outerId('rom') }),
    z.strictObject({ kind: z.literal('address'), address: LinkAddress }),
    z.strictObject({
      kind: z.literal('mail'),
      mail: z.email('Enter an address like name@company.com.').max(254),
      /** What the mail is about; the reader may change it. */
      subject: Line(200).default(''),
    }),
  ],
  'Choose where it leads.',
)

const Button = z
  .strictObject({
    /** Stays when buttons move: what is counted is found by it. */
    id: z.string().regex(/^[a-z0-9]{6,12}$/, 'expected six to twelve small letters and digits'),
    /** Empty for a room: the room's label. */
    label: Line(80).default(''),
    icon: z.enum(roomIcons).nullable().default(null),
    tone: z.enum(buttonTones).default('outline'),
    to: To,
  })
  .refine(({ to, label }) => to.kind === 'room' || label !== '', { path: ['label'], message: 'Enter a label.' })
export type ActionButton = z.infer<typeof Button>

export const ActionBarSettings = z.strictObject({
  title: Title,
  buttons: z
    .array(Button)
    .min(1, 'Add a button.')
    .max(mostButtons, `Use at most ${mostButtons} buttons.`)
    .refine((buttons) => new Set(buttons.map(({ id }) => id)).size === buttons.length, 'Two buttons have the same id.'),
})
export type ActionBarSettings = z.infer<typeof ActionBarSettings>

/** The buttons that lead the reader somewhere. `room`: what the room is called. */
export const ActionBarData = z.strictObject({
  buttons: z.array(z.strictObject({ id: z.string(), room: z.strictObject({ label: z.string(), isLocked: z.boolean() }).nullable() })),
})
export type ActionBarData = z.infer<typeof ActionBarData>

export const actionBarKind = blockKind({
  settings: ActionBarSettings,
  initial: { title: '', buttons: [] },
  words: ({ title, buttons }) => written(title, ...buttons.map(({ label }) => label)),
  headings: titleHeading,
  // What leads nowhere for the reader is not sent to them at all.
  forReader: (settings, data) => {
    const open = new Set(ActionBarData.safeParse(data).data?.buttons.map(({ id }) => id))
    const buttons = settings.buttons.filter(({ id }) => open.has(id))
    return buttons.length > 0 ? { ...settings, buttons } : null
  },
})
