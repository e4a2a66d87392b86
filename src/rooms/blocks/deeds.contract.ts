import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { SearchText } from '#shared/asked.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { MetricCode } from '#rooms/metrics/contract.ts'
import { metricUnits } from '#rooms/metrics/rules.ts'
import { mostGoalValue } from './goals/contract.ts'
import { goalPeriods } from './goals/rules.ts'

/** A block as it is published in a room that is open to the reader; 404 otherwise. */
const OneBlock = z.strictObject({ id: outerId('rom'), blockId: z.uuid() })
const OneItem = OneBlock.extend({ itemId: z.string().max(12) })

export const MarkInput = z.strictObject({
  note: z
    .string()
    .trim()
    .max(2_000, 'Use at most 2000 characters.')
    .nullable()
    .default(null)
    .transform((text) => text || null),
  file: outerId('fil').nullable().default(null),
})
export type MarkInput = z.infer<typeof MarkInput>

/** Whether the list is complete now: what that unlocks is open, or locked again. */
const Marked = z.strictObject({ isComplete: z.boolean() })

/** Which of a goal's periods a value is entered for: what came of one is often known when it is over. */
const WhichPeriod = z.enum(['running', 'last'])

/** What a partnership came to. */
const GoalValue = z.strictObject({
  id: outerId('psh'),
  partner: z.string(),
  name: z.string(),
  /** Its own period: cycles begin on different days. */
  from: z.iso.date(),
  to: z.iso.date(),
  value: z.number().nullable(),
  isReached: z.boolean(),
  notedAt: z.iso.datetime().nullable(),
})
export type GoalValue = z.infer<typeof GoalValue>

/** A goal that is counted by hand, in one of its periods; `items`: the partnerships of the room's partner type, by name. */
export const GoalValues = pageOf(GoalValue).extend({
  title: z.string(),
  unit: z.string(),
  target: z.number(),
  by: z.enum(goalPeriods),
  period: WhichPeriod,
})
export type GoalValues = z.infer<typeof GoalValues>

/** What figures a partner type's blocks can be made of. */
export const MetricChoices = z.strictObject({
  types: z.array(
    z.strictObject({
      partnerType: z.string(),
      metrics: z.array(
        z.strictObject({ code: MetricCode, unit: z.enum(metricUnits), hasNow: z.boolean(), hasSeries: z.boolean(), isGoal: z.boolean() }),
      ),
    }),
  ),
})
export type MetricChoices = z.infer<typeof MetricChoices>

export const problemCodes = [
  'checklist.of-partners-people', // 403
  'checklist.only-looking', // 403
  'checklist.note-missing', // 400
  'checklist.file-missing', // 400
  'checklist.file-unusable', // 400: a file that is not there, or that held malware
  'goal.not-by-hand', // 409
]

export const deeds = {
  /** Done; marking again takes the new evidence. */
  mark: endpoint('PUT /rooms/:id/blocks/:blockId/items/:itemId/mark', { params: OneItem, body: MarkInput, reply: Marked }),
  unmark: endpoint('DELETE /rooms/:id/blocks/:blockId/items/:itemId/mark', { params: OneItem, reply: Marked }),
  /** The list was opened: what is due so many days later counts from today. Once is enough. */
  start: endpoint('PUT /rooms/:id/blocks/:blockId/start', { params: OneBlock }),
  /** Somebody followed a button or a link; `target` is the button's id, or where the link leads. */
  click: endpoint('POST /rooms/:id/blocks/:blockId/clicks', { params: OneBlock, body: z.strictObject({ target: z.string().max(2_000) }) }),
  /** How far somebody watched a video; less than before changes nothing. */
  watch: endpoint('PUT /rooms/:id/blocks/:blockId/watched', {
    params: OneBlock,
    body: z.strictObject({ percent: z.int().min(0).max(100) }),
  }),
  metrics: endpoint('GET /block-metrics', { reply: MetricChoices }),
  goal: endpoint('GET /goals/:id/:blockId', {
    params: OneBlock,
    query: z.strictObject({
      period: WhichPeriod.default('running'),
      /** Part of the partner's name, or of the partnership's. */
      search: SearchText.optional(),
      cursor: Cursor.optional(),
      limit: PageSize,
    }),
    reply: GoalValues,
  }),
  /** Null: nothing is known. */
  setGoal: endpoint('PUT /goals/:id/:blockId/:partnershipId', {
    params: OneBlock.extend({ partnershipId: outerId('psh') }),
    body: z.strictObject({
      period: WhichPeriod.default('running'),
      value: z.int('Enter a whole number.').min(0).max(mostGoalValue).nullable(),
    }),
    reply: GoalValue,
  }),
}
