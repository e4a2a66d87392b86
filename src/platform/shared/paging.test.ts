import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCursor, writeCursor } from './paging.ts'

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const refused = expect.objectContaining({ code: 'request.invalid', status: 400 })
const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((one) => !one.includes('\0'))

describe('a page’s marker', () => {
  it('comes back as the position that it was made of, and is safe in an address', () => {
    const kinds = fc.oneof(
      fc.tuple(fc.constant('text' as const), text),
      fc.tuple(fc.constant('whole' as const), fc.integer()),
      fc.tuple(fc.constant('day' as const), fc.constantFrom('2026-06-10', '9999-12-31')),
      fc.tuple(fc.constantFrom('text' as const, 'whole' as const, 'day' as const, 'number' as const), fc.constant(null)),
    )
    fc.assert(
      fc.property(kinds, id, ([kind, value], last) => {
        const cursor = writeCursor({ value, id: last })
        expect(cursor).toMatch(/^[\w-]+$/)
        expect(readCursor(cursor, kind)).toEqual({ value, id: last })
      }),
    )
  })

  it('is refused when it is none of ours, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(() => readCursor(given, 'text')).toThrow(refused)
      }),
    )
    for (const inside of ['[]', '{}', 'null', '["a"]', '["a",0]', '["a",1.5]', '["a","1"]', '["a",1,2]', '[["a"],1]', '[true,1]'])
      expect(() => readCursor(btoa(inside).replaceAll('=', ''), 'text'), inside).toThrow(refused)
  })

  it.each([
    ['whole', 'x'], ['whole', 1.5], ['whole', 1e300], ['day', 'x'], ['day', '2026-02-30'], ['day', '0000-01-01'], ['day', 5], ['text', 5], ['text', 'a\0b'], ['number', '5'],
  ] as const)('of a list sorted by another kind of value is refused: %s, %o', (kind, value) => {
    expect(() => readCursor(writeCursor({ value, id: 1 }), kind)).toThrow(refused)
  }) // prettier-ignore
})
