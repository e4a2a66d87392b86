import { z } from 'zod'
import { blockKind, FilledLine, Line, Lines, titleHeading, written } from '#rooms/blocks/kind.rules.ts'
import { MetricCode } from '#rooms/metrics/contract.ts'
import { metricUnits } from '#rooms/metrics/rules.ts'
import { AskedDay } from '#shared/asked.ts'
import { isGoalMetric, isOfPeriod } from './rules.ts'

/** Larger than any figure that is counted, and still exact. */
export const mostGoalValue = 1_000_000_000_000

const Source = z.discriminatedUnion(
  'from',
  [
    z.strictObject({ from: z.literal('metric'), metric: MetricCode.refine(isGoalMetric, 'Choose a figure.') }),
    /** Values that the vendor enters for each partnership; `unit` is what is counted. */
    z.strictObject({ from: z.literal('hand'), unit: Line(40).default('') }),
  ],
  'Choose a figure.',
)

const Period = z.discriminatedUnion(
  'by',
  [
    z.strictObject({ by: z.literal('month') }),
    z.strictObject({ by: z.literal('quarter') }),
    z.strictObject({ by: z.literal('year') }),
    z
      .strictObject({ by: z.literal('days'), from: AskedDay, to: AskedDay })
      .refine(({ from, to }) => from <= to, { path: ['to'], message: 'The last day comes before the first.' }),
  ],
  'Choose a period.',
)

export const GoalsSettings = z
  .strictObject({
    title: FilledLine(200, 'Enter what is to be reached.'),
    about: Lines(1_000).default(''),
    source: Source,
    /** Money in hundredths, whatever parts a currency has: a room is for partnerships of several. */
    target: z.int('Enter a whole number.').min(1, 'Enter a target.').max(mostGoalValue, 'Enter a smaller target.'),
    period: Period,
    /** It counts from that day; null: always. */
    startsOn: AskedDay.nullable().default(null),
    hasCountdown: z.boolean().default(true),
  })
  .refine(({ source, period }) => source.from === 'hand' || period.by !== 'days' || !isOfPeriod(source.metric), {
    path: ['period'],
    message: 'This figure is counted by billing cycles: choose a month, a quarter or a year.',
  })
export type GoalsSettings = z.infer<typeof GoalsSettings>

const Span = z.strictObject({
  /** `2026-06`, `2026-Q2` or `2026`; null for days of its own. */
  name: z.string().nullable(),
  from: z.iso.date(),
  to: z.iso.date(),
})

/** Null: the reader may not see the figure, or their partnership lacks it. */
export const GoalsData = z
  .strictObject({
    period: Span.extend({ state: z.enum(['ahead', 'running', 'ended']), daysLeft: z.int().nullable() }),
    /** Null: nothing is known. */
    value: z.number().nullable(),
    /** As the value is written: money in minor units of `currency`. */
    target: z.number(),
    /** Null: what is counted by hand. */
    unit: z.enum(metricUnits).nullable(),
    product: z.string().nullable(),
    currency: z.string(),
    percent: z.int(),
    isReached: z.boolean(),
    /** The reader sees some of the customers: the value is theirs, the target is everybody's. */
    isPartial: z.boolean(),
    /** Periods that have ended, the last one first. */
    ended: z.array(Span.extend({ value: z.number().nullable(), target: z.number(), isReached: z.boolean() })),
  })
  .nullable()
export type GoalsData = z.infer<typeof GoalsData>

export const goalsKind = blockKind({
  settings: GoalsSettings,
  initial: {
    title: '',
    about: '',
    source: { from: 'metric', metric: 'customers' },
    target: null,
    period: { by: 'quarter' },
    startsOn: null,
    hasCountdown: true,
  },
  words: ({ title, about }) => written(title, about),
  headings: titleHeading,
  forReader: (settings, data) => (data ? settings : null),
})
