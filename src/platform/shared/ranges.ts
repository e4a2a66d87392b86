import { daysBetween } from '#shared/dates.ts'
import type { Span } from '#shared/dates.ts'
import { fieldProblem } from '#shared/problem.ts'

/** The days that were asked for, with defaults for what was not. Throws 400 `request.invalid` for a range that is backwards or too long. */
export const rangeOf = (asked: Partial<Span>, usual: Span, maxDays: number): Span => {
  const range = { from: asked.from ?? usual.from, to: asked.to ?? usual.to }
  const days = daysBetween(range.from, range.to) + 1
  const wrong =
    days < 1
      ? 'The range ends before it begins.'
      : days > maxDays
        ? `The range has ${days} days; at most ${maxDays} can be shown at once.`
        : undefined
  if (wrong) throw fieldProblem('request.invalid', 400, { path: 'from', message: wrong })
  return range
}
