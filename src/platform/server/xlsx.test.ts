import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { cached, readWorkbook } from '../../../test/workbook.ts'
import { maxSheetRows, writeWorkbook, type Column, type Row, type Sheet } from './xlsx.ts'
import { isFormulaLike, sheetName, xmlText } from './xlsx-text.ts'

const createdAt = Temporal.Instant.from('2026-06-10T12:00:00Z')

/** A target that keeps what it is given and, like a slow network, takes it late. */
const keep = () => {
  const chunks: Buffer[] = []
  const target = new Writable({
    highWaterMark: 1_000,
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk)
      setImmediate(done)
    },
  })
  const file = async () => {
    target.end()
    await finished(target)
    return Buffer.concat(chunks)
  }
  return { target, file }
}

const write = async (...sheets: Sheet[]) => {
  const { target, file } = keep()
  const written = await writeWorkbook(target, { title: 'Title & <more>', creator: 'Company', createdAt, sheets })
  const bytes = await file()
  expect(written.bytes).toBe(bytes.length)
  return { written, file: bytes, sheets: await readWorkbook(bytes) }
}

const sheet = (columns: Column[], rows: Row[], name = 'Data'): Sheet => ({ name, columns, batches: [rows] })
const textOf = async (text: string) => {
  const { sheets } = await write(sheet([{ heading: 'Text', kind: 'text' }], [[text]]))
  return sheets.get('Data')?.rows[0]?.['Text']
}

describe('writeWorkbook', () => {
  it('writes each kind so that another library reads the same value and format', async () => {
    const columns: Column[] = [
      { heading: 'Name', kind: 'text' },
      { heading: 'Count', kind: 'whole' },
      { heading: 'Share', kind: 'percent' },
      { heading: 'Day', kind: 'day' },
      { heading: 'Euros', kind: { money: 'EUR' } },
      { heading: 'Yen', kind: { money: 'JPY' } },
      { heading: 'Dinars', kind: { money: 'KWD' } },
    ]
    const { sheets, written } = await write(
      sheet(columns, [
        ['Å & <b>', 1_234, 12.5, '2028-02-29', -5, 1_200, 1_234_567],
        [null, null, null, null, null, null, null],
      ]),
    )
    const data = sheets.get('Data')
    expect(written.rows).toBe(2)
    expect(data?.rows[0]).toEqual({
      Name: 'Å & <b>',
      Count: 1_234,
      Share: 12.5,
      Day: new Date('2028-02-29T00:00:00Z'),
      Euros: -0.05,
      Yen: 1_200,
      Dinars: 1_234.567,
    })
    expect(data?.formats).toMatchObject({
      Day: 'yyyy-mm-dd',
      Euros: '#,##0.00 "EUR"',
      Yen: '#,##0 "JPY"',
      Dinars: '#,##0.000 "KWD"',
      Share: '0.0"%"',
    })
    expect(Object.values(data?.rows[1] ?? {})).toEqual([null, null, null, null, null, null, null])
  })

  it('sums below the rows with a formula and the exact value that it gives', async () => {
    const columns: Column[] = [
      { heading: 'Name', kind: 'text' },
      { heading: 'Amount', kind: { money: 'EUR' }, isSummed: true },
    ]
    const { sheets } = await write(
      sheet(columns, [
        ['a', 10],
        ['b', 20],
        ['c', null],
      ]),
    )
    expect(sheets.get('Data')?.total).toEqual({ Name: 'Total', Amount: { formula: 'SUBTOTAL(9,B2:B4)', result: 0.3 } })
    expect(cached(sheets.get('Data')?.total?.['Amount'])).toBe(0.3)
  })

  it('leaves a total out where there is nothing to sum', async () => {
    const { sheets } = await write(sheet([{ heading: 'n', kind: 'whole', isSummed: true }], []))
    expect(sheets.get('Data')).toMatchObject({ rows: [], total: undefined })
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1+1', '＋1', '－1', '＠x', "=cmd|' /C calc'!A0"])(
    'keeps %j text, quoted',
    async (text) => {
      expect(isFormulaLike(text)).toBe(true)
      expect(await textOf(text)).toBe(text)
    },
  )

  it('never writes a formula for a text', async () => {
    const { file } = await write(sheet([{ heading: '=1', kind: 'text' }], [['=HYPERLINK("http://x")']]))
    const { Workbook } = await import('@cj-tech-master/excelts')
    const book = new Workbook()
    await book.xlsx.load(file)
    expect(book.worksheets[0]?.getCell('A1').formula).toBeUndefined()
    expect(book.worksheets[0]?.getCell('A2').formula).toBeUndefined()
  })

  it.each<[string, string]>([
    ['a\u0000b\u0001\u000b\u001fc\r\n', 'abc\n'],
    ['\ud83d\ude00 ok \ud83d', '\ud83d\ude00 ok '],
    ['_x000D_ and _x0041_', '_x000D_ and _x0041_'],
    ['  spaces  ', '  spaces  '],
    ['x'.repeat(40_000), `${'x'.repeat(32_766)}…`],
  ])('reads back %# as what XML and Excel can hold', async (given, read) => {
    expect(await textOf(given)).toBe(read)
  })

  it('cuts no surrogate pair in half', () => {
    expect(xmlText(`${'x'.repeat(32_765)}😀😀`)).toBe(`${'x'.repeat(32_765)}…`)
  })

  it('asks for a sheet when the one before is finished', async () => {
    const order: string[] = []
    const { target } = keep()
    const sheets = async function* (): AsyncGenerator<Sheet> {
      yield {
        name: 'One',
        columns: [{ heading: 'n', kind: 'whole' }],
        batches: (async function* () {
          order.push('rows')
          yield [[1]]
        })(),
      }
      order.push('asked')
      yield sheet([{ heading: 'n', kind: 'whole' }], [])
    }
    await writeWorkbook(target, { title: '', creator: '', createdAt, sheets: sheets() })
    expect(order).toEqual(['rows', 'asked'])
  })

  it('refuses more rows than Excel takes', async () => {
    const thousand: Row[] = Array.from({ length: 1_000 }, () => [null])
    const batches = Array.from({ length: Math.ceil(maxSheetRows / 1_000) }, () => thousand)
    const { target } = keep()
    await expect(
      writeWorkbook(target, {
        title: '',
        creator: '',
        createdAt,
        sheets: [{ name: 'x', columns: [{ heading: 'n', kind: 'whole' }], batches }],
      }),
    ).rejects.toThrow('1048576 rows')
  }, 30_000)

  it('refuses what is no number rather than writing a broken file', async () => {
    await expect(write(sheet([{ heading: 'n', kind: 'whole' }], [['many']]))).rejects.toThrow('no number')
    await expect(write(sheet([{ heading: 'n', kind: 'day' }], [['2026-02-30']]))).rejects.toThrow('no day')
    await expect(write(sheet([{ heading: 'n', kind: { money: 'EUR' } }], [[1.5]]))).rejects.toThrow(RangeError)
  })

  it('ends when its target breaks, and closes the source of its rows', async () => {
    let closed = false
    const endless = async function* () {
      try {
        for (;;) yield Array.from({ length: 1_000 }, (): Row => [Math.random().toString(36).repeat(20)])
      } finally {
        closed = true
      }
    }
    let taken = 0
    const target = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length
        done(taken > 300_000 ? new Error('disk full') : null)
      },
    })
    target.on('error', () => undefined)
    await expect(
      writeWorkbook(target, {
        title: '',
        creator: '',
        createdAt,
        sheets: [{ name: 'x', columns: [{ heading: 't', kind: 'text' }], batches: endless() }],
      }),
    ).rejects.toThrow('disk full')
    expect(closed).toBe(true)
  })
})

describe('sheetName', () => {
  it.each([
    ["'Q1: a/b [x]*?\\'", 'Q1- a-b -x----'],
    ['', 'Sheet'],
    ['History', 'Sheet History'],
    ['a'.repeat(40), `${'a'.repeat(30)}…`],
    ['tab\tand\u0001', 'tab and'],
  ])('makes %j a name that Excel takes', (wanted, name) => {
    expect(sheetName(wanted, new Set())).toBe(name)
  })

  it('tells names apart that differ in case only', () => {
    const taken = new Set<string>()
    expect([sheetName('Daily', taken), sheetName('DAILY', taken), sheetName('daily', taken)]).toEqual(['Daily', 'DAILY 2', 'daily 3'])
  })
})
