import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnsOf, fileKinds, type Columns } from './contract.ts'
import { chooseSeparator, headerKey, layOut, separators } from './headers.rules.ts'

const kind = fc.constantFrom(...fileKinds)

/** A header as somebody's export might write it. */
const disguised = (header: string) =>
  fc.tuple(fc.infiniteStream(fc.constantFrom(' ', '_', '-', '')), fc.infiniteStream(fc.boolean())).map(([gaps, capitals]) =>
    [...header].map((letter) => (letter === ' ' || letter === '-' ? (gaps.next().value ?? '') : capitals.next().value ? letter.toUpperCase() : letter)).join(''),
  ) // prettier-ignore

describe('a file’s first line', () => {
  test('is matched whatever the order, case, spaces and underscores, by header or alias', () => {
    const header = kind.chain((name) => {
      const columns: Columns = columnsOf[name]
      const written = Object.entries(columns).map(([key, column]) =>
        fc.constantFrom(column.header, ...column.aliases).chain(disguised).map((text) => ({ key, text })),
      ) // prettier-ignore
      return fc.tuple(...written).chain((all) => fc.tuple(fc.constant(columns), fc.shuffledSubarray(all, { minLength: all.length })))
    })
    fc.assert(
      fc.property(header, ([columns, written]) => {
        const laid = layOut(written.map(({ text }) => text), columns) // prettier-ignore
        expect(laid).toEqual({
          layout: { at: written.map(({ key }, index) => ({ column: key, index })), ignored: [], cells: written.length },
        })
      }),
    )
  })

  test('names every missing required column and no other', () => {
    const some = kind.chain((name) => fc.tuple(fc.constant(name), fc.subarray(Object.values<Columns[string]>(columnsOf[name]))))
    fc.assert(
      fc.property(some, ([name, present]) => {
        const laid = layOut(present.map(({ header }) => header), columnsOf[name]) // prettier-ignore
        const missing = Object.values<Columns[string]>(columnsOf[name]).filter((column) => column.required && !present.includes(column))
        const told = 'refusals' in laid ? laid.refusals.join('\n').split(' It has ')[0] : ''
        expect('refusals' in laid).toBe(missing.length > 0)
        for (const column of Object.values<Columns[string]>(columnsOf[name]))
          expect(told?.includes(`"${column.header}"`)).toBe(missing.includes(column))
      }),
    )
  })

  test('lists what nobody asked for as ignored', () => {
    expect(layOut(['Partner', 'Account owner', 'name', '', 'type'], columnsOf.partners)).toMatchObject({
      layout: { ignored: ['Account owner'], cells: 5 },
    })
  })

  test('is refused when two columns mean the same', () => {
    expect(layOut(['partner', 'Partner_ID', 'name', 'type'], columnsOf.partners)).toEqual({
      refusals: ['The columns "partner" and "Partner_ID" both mean "partner"; keep one.'],
    })
  })

  test('shows which separator the file uses', () => {
    fc.assert(
      fc.property(kind, fc.constantFrom(...separators), (name, separator) => {
        const line = Object.values<Columns[string]>(columnsOf[name]).map(({ header }) => header).join(separator) // prettier-ignore
        expect(chooseSeparator((each) => line.split(each), columnsOf[name])).toBe(separator)
      }),
    )
  })

  test('has one meaning for each name: no two columns of a kind share a header or alias', () => {
    for (const name of fileKinds) {
      const keys = Object.values<Columns[string]>(columnsOf[name]).flatMap(({ header, aliases }) => [
        ...new Set([header, ...aliases].map(headerKey)),
      ])
      expect(new Set(keys).size, name).toBe(keys.length)
    }
  })
})
