import { atLeast, stepOf } from '#shared/ladder.ts'
import { changeOf } from '#shared/trend.ts'
import { defineRule } from './rules.ts'

/** ACV below that of twelve months ago by at least the ladder's percent; the change is the one that the dashboard shows as growth. */
export const acvDropped = defineRule({
  rule: 'acv-dropped',
  category: 'commercial',
  subTab: 'commercial',
  reads: 'acvChanges',
  find: (changes, { thresholds }) =>
    changes.flatMap(({ customerId, acvMinor, acvYearAgoMinor }) => {
      const { percent } = changeOf(acvMinor, acvYearAgoMinor ?? undefined)
      const drop = percent === null ? 0 : -percent
      const severity = drop > 0 ? stepOf(drop, thresholds.acvDropPercent, atLeast) : undefined
      return severity === undefined ? [] : { customerId, objectKey: 'acv', severity, facts: { percent: Math.floor(drop) } }
    }),
})
