import { describe, expect, it } from 'vitest'
import type { Row, Sheet } from '#server/xlsx.ts'
import { inSheets } from './sheets.ts'

const sheetOf = (batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>): Sheet => ({
  name: 'Daily',
  columns: [{ heading: 'n', kind: 'whole' }],
  batches,
})

const taken = async (batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>, limit: number) => {
  const out: [string, unknown[]][] = []
  for await (const sheet of inSheets(sheetOf(batches), limit)) {
    const rows: unknown[] = []
    for await (const batch of sheet.batches) rows.push(...batch.map(([cell]) => cell))
    out.push([sheet.name, rows])
  }
  return out
}

describe('inSheets', () => {
  it('splits where a sheet is full, in the middle of a batch or at its end', async () => {
    expect(await taken([[[1], [2], [3]], [], [[4], [5]]], 2)).toEqual([
      ['Daily', [1, 2]],
      ['Daily 2', [3, 4]],
      ['Daily 3', [5]],
    ])
    expect(
      await taken(
        [
          [[1], [2]],
          [[3], [4]],
        ],
        2,
      ),
    ).toEqual([
      ['Daily', [1, 2]],
      ['Daily 2', [3, 4]],
    ])
  })
  it('makes one empty sheet of nothing', async () => {
    expect(await taken([], 2)).toEqual([['Daily', []]])
  })
  it('closes its source when the reader stops', async () => {
    let closed = false
    const source = async function* (): AsyncGenerator<Row[]> {
      try {
        for (;;) yield [[1], [2], [3]]
      } finally {
        closed = true
      }
    }
    for await (const sheet of inSheets(sheetOf(source()), 2)) if (sheet.name !== 'Daily') break
    expect(closed).toBe(true)
  })
})
