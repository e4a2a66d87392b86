import { describe, expect, it } from 'vitest'
import { isLarge, mayAskFor, mayDownload, mostOpen, percentDone } from './rules.ts'

describe('a file is large', () => {
  it.each([
    { rows: 20_000, cells: 50_000, large: false },
    { rows: 20_001, cells: 40_000, large: true },
    { rows: 400, cells: 50_001, large: true },
    { rows: 0, cells: 0, large: false },
  ])('$rows rows of $cells cells: $large', ({ large, ...size }) => expect(isLarge(size)).toBe(large))
})

describe('a person may ask for one more', () => {
  it('until as many wait or are built as one person may have', () => {
    expect(mayAskFor(mostOpen - 1)).toEqual({ may: true })
    expect(mayAskFor(mostOpen)).toMatchObject({ may: false, code: 'export.too-many' })
  })
})

describe('a file may be downloaded', () => {
  it.each([
    { state: 'ready', madeUnder: 'a', now: 'a', code: undefined },
    { state: 'ready', madeUnder: 'a', now: 'b', code: 'export.scope-changed' },
    { state: 'ready', madeUnder: null, now: '', code: 'export.scope-changed' },
    { state: 'expired', madeUnder: 'a', now: 'a', code: 'export.not-ready' },
    { state: 'waiting', madeUnder: null, now: 'a', code: 'export.not-ready' },
    { state: 'running', madeUnder: 'a', now: 'a', code: 'export.not-ready' },
    { state: 'failed', madeUnder: 'a', now: 'a', code: 'export.not-ready' },
  ] as const)('$state, made under $madeUnder, seen with $now: $code', ({ state, madeUnder, now, code }) => {
    const verdict = mayDownload({ state, madeUnder }, now)
    expect(verdict.may ? undefined : verdict.code).toBe(code)
  })
})

describe('how much is done', () => {
  it.each([
    { state: 'running', rowsDone: 0, rowsTotal: 0, percent: 0 },
    { state: 'running', rowsDone: 50, rowsTotal: 200, percent: 25 },
    { state: 'running', rowsDone: 300, rowsTotal: 200, percent: 99 },
    { state: 'ready', rowsDone: 120, rowsTotal: 200, percent: 100 },
  ] as const)('$state with $rowsDone of $rowsTotal rows is $percent %', ({ percent, ...facts }) => expect(percentDone(facts)).toBe(percent))
})
