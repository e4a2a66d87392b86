import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageFrom, readCursor, writeCursor } from './paging.ts'

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const refused = expect.objectContaining({ code: 'request.invalid', status: 400 })
const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((one) => !one.includes('\0'))

describe('a page', () => {
  const rows = [5, 7, 9].map((key) => ({ key }))
  const position = ({ key }: { key: number }) => ({ value: null, id: key })
  it('ends with the last row that was asked for, where another page begins', () => {
    expect(pageFrom(rows, 2, position)).toEqual({ items: [{ key: 5 }, { key: 7 }], next: writeCursor({ value: null, id: 7 }) })
  })
  it('is the last one when no row more was found', () => {
    expect(pageFrom(rows, 3, position)).toEqual({ items: rows, next: null })
    expect(pageFrom([], 3, position)).toEqual({ items: [], next: null })
  })
})

describe('a page’s marker', () => {
  it('comes back as the position that it was made of, and is safe in an address', () => {
    const kinds = fc.oneof(
      fc.tuple(fc.constant('text' as const), text),
      fc.tuple(fc.constant('whole' as const), fc.integer()),
      fc.tuple(fc.constant('day' as const), fc.constantFrom('2026-06-10', '9999-12-31')),
      fc.tuple(fc.constant('moment' as const), fc.constantFrom('2026-06-10T06:00:00Z', '9999-12-31T23:59:59.123456Z')),
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
    ['whole', 'x'], ['whole', 1.5], ['whole', 1e300], ['day', 'x'], ['day', '2026-02-30'], ['day', '0000-01-01'], ['day', 5], ['moment', 'x'], ['moment', '2026-06-10'], ['moment', '0000-01-01T00:00:00Z'], ['moment', '2026-02-30T00:00:00Z'], ['text', 5], ['text', 'a\0b'], ['number', '5'],
  ] as const)('of a list sorted by another kind of value is refused: %s, %o', (kind, value) => {
    expect(() => readCursor(writeCursor({ value, id: 1 }), kind)).toThrow(refused)
  }) // prettier-ignore
})
