import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idCodec, idKinds, outerId } from './ids.ts'

const codec = idCodec('a key')
const kind = fc.constantFrom(...idKinds)
const key = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

describe('ids that leave', () => {
  it('come back as the key that they stand for, and are what contracts take', () => {
    fc.assert(
      fc.property(kind, key, (of, inner) => {
        const outer = codec.outer(of, inner)
        expect(codec.inner(of, outer)).toBe(inner)
        expect(outerId(of).safeParse(outer).success).toBe(true)
      }),
    )
  })

  it('of two keys are never the same, and tell nothing of their order', () => {
    const outer = Array.from({ length: 5_000 }, (_, n) => codec.outer('cus', n + 1))
    expect(new Set(outer).size).toBe(outer.length)
    expect(outer.slice(0, 50)).not.toEqual(outer.slice(0, 50).toSorted())
  })

  it('are other ones for another kind and in another deployment', () => {
    expect(codec.outer('cus', 7).slice(4)).not.toBe(codec.outer('ord', 7).slice(4))
    expect(idCodec('another key').outer('cus', 7)).not.toBe(codec.outer('cus', 7))
    expect(idCodec('a key').outer('cus', 7)).toBe(codec.outer('cus', 7))
  })
})

describe('ids that come in', () => {
  const refused = expect.objectContaining({ code: 'not-found', status: 404 })

  it('are answered like a missing row when they are of another kind, made up or not canonical', () => {
    const outer = codec.outer('cus', 7)
    for (const given of [
      codec.outer('ord', 7),
      outer.replace('cus_', 'ord_'),
      outer.slice(4),
      `${outer}a`,
      'cus_',
      'cus_!!',
      '7',
      '',
      'cus_7',
    ])
      expect(() => codec.inner('cus', given), given).toThrow(refused)
  })

  it('are either the one id of a key or nothing, whatever is typed', () => {
    fc.assert(
      fc.property(kind, fc.string({ maxLength: 24, unit: fc.constantFrom(...'abcdefghijABCDEFGHIJ0123456789') }), (of, text) => {
        const given = `${of}_${text}`
        let inner: number | undefined
        try {
          inner = codec.inner(of, given)
        } catch (error) {
          // Also of a text that is longer than any number.
          expect(error).toMatchObject({ code: 'not-found', status: 404 })
          return
        }
        expect(codec.outer(of, inner)).toBe(given)
      }),
    )
  })
})
