import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atLeast, atMost, over, stepOf } from './ladder.ts'

const rising = { low: 7, medium: 14, high: 30 }
const falling = { low: 6, medium: 3, high: 1 }

describe('a ladder', () => {
  it.each([
    [7, undefined, 'low'],
    [8, 'low', 'low'],
    [14, 'low', 'medium'],
    [15, 'medium', 'medium'],
    [30, 'medium', 'high'],
    [31, 'high', 'high'],
  ])('at %i is passed up to %s and reached up to %s', (value, passed, reached) => {
    expect([stepOf(value, rising, over), stepOf(value, rising, atLeast)]).toEqual([passed, reached])
  })

  it('may lead down', () => {
    expect([7, 6, 3, 1, 0].map((value) => stepOf(value, falling, atMost))).toEqual([undefined, 'low', 'medium', 'high', 'high'])
  })

  it('is climbed step by step', () => {
    const rank = (value: number) => ['low', 'medium', 'high'].indexOf(stepOf(value, rising, over) ?? '')
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (value, more) => {
        expect(rank(value + more)).toBeGreaterThanOrEqual(rank(value))
      }),
    )
  })
})
