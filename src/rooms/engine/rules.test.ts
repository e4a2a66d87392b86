import { describe, expect, it } from 'vitest'
import { parseCron } from '#shared/cron.ts'
import { Problem } from '#shared/problem.ts'
import { isFinal, mayAskRun, owed, payloadShape, reasonOf, watchHolders, type Sightings } from './rules.ts'

describe('what a schedule owes', () => {
  const daily = parseCron('0 6 * * *')
  const at = (text: string) => Temporal.Instant.from(text)
  it('is nothing before its time, one moment at it, and the newest after a silence', () => {
    const since = at('2026-06-09T06:00:00Z')
    const due = (now: string) => owed(daily, { since, now: at(now) })
    expect(due('2026-06-10T05:59:59Z')).toEqual({ due: undefined, missed: [], isCut: false })
    expect(due('2026-06-10T06:00:00Z').due?.toString()).toBe('2026-06-10T06:00:00Z')
    expect(due('2026-06-13T05:00:00Z').due?.toString()).toBe('2026-06-12T06:00:00Z')
    expect(due('2026-06-13T05:00:00Z').missed.map(String)).toEqual(['2026-06-11T06:00:00Z', '2026-06-10T06:00:00Z'])
  })
  it('is the last moment, and nothing was missed, when nobody knows since when', () =>
    expect(owed(daily, { since: undefined, now: at('2026-06-13T05:00:00Z') })).toEqual({
      due: at('2026-06-12T06:00:00Z'),
      missed: [],
      isCut: false,
    }))
  it('names no more than a day’s worth of what was missed', () => {
    const { missed, isCut } = owed(parseCron('*/5 * * * *'), { since: at('2026-06-01T00:00:00Z'), now: at('2026-06-10T00:00:00Z') })
    expect([missed.length, isCut]).toEqual([24, true])
  })
})

describe('who is gone', () => {
  const look = (seen: Sightings, beats: Record<string, number>, nowSeconds: number) =>
    watchHolders(
      seen,
      Object.entries(beats).map(([id, count]) => ({ id, beats: count })),
      { nowSeconds, goneAfterSeconds: 60 },
    )
  it('is whose counter has not moved for a minute, and nobody else', () => {
    const first = look(new Map(), { a: 1, b: 1, locksOnly: -1 }, 0)
    expect(first.gone).toEqual([])
    const second = look(first.seen, { a: 7, b: 1, locksOnly: -1 }, 59)
    expect(second.gone).toEqual([])
    expect(look(second.seen, { a: 13, b: 1, locksOnly: -1 }, 60).gone).toEqual(['b', 'locksOnly'])
  })
  it('is nobody whom this engine sees for the first time', () => expect(look(new Map(), { a: 1 }, 100_000).gone).toEqual([]))
})

describe('what may be shown', () => {
  it.each([
    [new TypeError('no "Alder Bank" for anna@meridian.example'), 'TypeError: no … for …'],
    [new Error("key 'x' of `y`\n  is “z”"), 'Error: key … of … is …'],
    [new Problem('a.b', 409, { publicMessage: 'Not possible.', internalMessage: 'secret' }), 'Not possible.'],
    ['a text', 'It failed for an unknown reason.'],
    [new Error('x'.repeat(900)), `Error: ${'x'.repeat(293)}`],
  ])('of %s is %s', (error, text) => expect(reasonOf(error)).toBe(text))

  it('of a payload is its shape', () => {
    expect(payloadShape({ runId: 3, kind: 'digest.daily', name: 'Alder Bank', all: [1, 2], isNew: true, none: null })).toBe(
      'runId: …, kind: digest.daily, name: …, all: 2 values, isNew: true, none: null',
    )
    expect(payloadShape('text')).toBe('')
  })
})

describe('a failure', () => {
  it('is final when it is a refusal, and not when the database is away or it is a bug', () => {
    expect(isFinal(new Problem('a.b', 404, { publicMessage: '' }))).toBe(true)
    expect(isFinal(new Problem('database.away', 503, { publicMessage: '' }))).toBe(false)
    expect(isFinal(new Error('bug'))).toBe(false)
  })
  it('of asking for a run says why', () => {
    expect(mayAskRun({ isWaiting: false })).toEqual({ may: true })
    expect(mayAskRun({ isWaiting: true })).toMatchObject({ may: false, code: 'engine.run-waits' })
  })
})
