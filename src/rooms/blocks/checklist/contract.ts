import { z } from 'zod'
import { blockKind, FilledLine, Line, Lines, titleHeading, Title, written } from '#rooms/blocks/kind.rules.ts'
import { AskedDay } from '#shared/asked.ts'
import { outerId } from '#shared/ids.ts'
import { checklistScopes, evidences, hiddenEvidence, mostItems } from './rules.ts'

/** When an item should be done; days count from the first time that the list was opened. */
const Due = z.discriminatedUnion(
  'by',
  [
    z.strictObject({ by: z.literal('none') }),
    z.strictObject({ by: z.literal('days'), days: z.int('Enter a number of days.').min(1, 'Enter at least one day.').max(1_000) }),
    z.strictObject({ by: z.literal('day'), on: AskedDay }),
  ],
  'Say when it is due.',
)

export const ChecklistItem = z.strictObject({
  /** Stays when items move or are reworded: marks are found by it. */
  id: z.string().regex(/^[a-z0-9]{6,12}$/, 'expected six to twelve small letters and digits'),
  title: FilledLine(200, 'Enter what is to be done.'),
  about: Line(500).default(''),
  due: Due.default({ by: 'none' }),
  /** What somebody brings along to mark it. */
  evidence: z.enum(evidences).default('none'),
})
export type ChecklistItem = z.infer<typeof ChecklistItem>

export const ChecklistSettings = z.strictObject({
  title: Title,
  about: Lines(1_000).default(''),
  /** Each person has a list of their own, or all people of a partnership share one. */
  scope: z.enum(checklistScopes).default('partnership'),
  items: z
    .array(ChecklistItem)
    .min(1, 'Add an item.')
    .max(mostItems, `Use at most ${mostItems} items.`)
    .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, 'Two items have the same id.'),
})
export type ChecklistSettings = z.infer<typeof ChecklistSettings>

const Mark = z.strictObject({
  /** As the person was called then. */
  by: z.string(),
  at: z.iso.datetime(),
  note: z.string().nullable(),
  /** What was brought to show it. */
  evidence: z
    .union([
      z.strictObject({ file: z.strictObject({ id: outerId('fil'), name: z.string(), size: z.int() }) }),
      z.strictObject({ file: z.null(), why: z.enum(hiddenEvidence) }),
    ])
    .nullable(),
})

/** How far the reader's list is, or the partnership's. */
export const ChecklistData = z.strictObject({
  /** In the settings' order. */
  items: z.array(
    z.strictObject({
      id: z.string(),
      dueOn: z.iso.date().nullable(),
      isOverdue: z.boolean(),
      mark: Mark.nullable(),
      /** Of lists of one's own, for the vendor's staff: by how many people. */
      marks: z.int().nullable(),
    }),
  ),
  /** When the list was first opened; null: it was not, by anybody who could mark it. */
  startedOn: z.iso.date().nullable(),
  done: z.int(),
  percent: z.int(),
  completedAt: z.iso.datetime().nullable(),
  /** Of lists of one's own, for the vendor's staff: how many people there are, and how many are through. */
  people: z.strictObject({ all: z.int(), complete: z.int() }).nullable(),
  may: z.strictObject({ mark: z.boolean(), reason: z.string().nullable() }),
})
export type ChecklistData = z.infer<typeof ChecklistData>

export const checklistKind = blockKind({
  settings: ChecklistSettings,
  initial: { title: '', about: '', scope: 'partnership', items: [] },
  words: ({ title, about, items }) => written(title, about, ...items.flatMap((item) => [item.title, item.about])),
  headings: titleHeading,
})
