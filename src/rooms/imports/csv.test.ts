import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { columnsOf } from './contract.ts'
import { openCsv } from './csv.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'portal-csv-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
const opened = async (content: string | Buffer) => {
  const path = join(folder, `${++files}.csv`)
  await writeFile(path, content)
  return openCsv(path, columnsOf.partners)
}
const rowsOf = async (content: string | Buffer) => Array.fromAsync((await opened(content)).rows())

describe('a file is read', () => {
  test.each([
    ['comma', 'partner,name,type\nP1,A,mssp\n', ','],
    ['semicolon', 'partner;name;type\nP1;A;mssp\n', ';'],
    ['tab', 'partner\tname\ttype\nP1\tA\tmssp\n', '\t'],
    ['semicolon, with commas in the header', 'partner;name;type;"notes, free, text, long"\nP1;A;mssp;\n', ';'],
    ['the separator that its first line names', 'sep=;\npartner;name;type\nP1;A;mssp\n', ';'],
  ])('%s', async (_, content, separator) => {
    const file = await opened(content)
    expect(file.separator).toBe(separator)
    expect((await Array.fromAsync(file.rows())).map(({ cells }) => cells.slice(0, 3))).toEqual([['P1', 'A', 'mssp']])
  })

  test.each([
    ['Unix', '\n'],
    ['Windows', '\r\n'],
    ['old Mac', '\r'],
  ])('with %s line ends, and lines count as an editor counts them', async (_, end) => {
    const content = ['partner,name,type', 'P1,A,mssp', `"P2","B${end}C",mssp`, '', 'P3,"D ""E""",mssp', ''].join(end)
    expect(await rowsOf(content)).toEqual([
      { line: 2, cells: ['P1', 'A', 'mssp'] },
      { line: 3, cells: ['P2', `B${end}C`, 'mssp'] },
      { line: 6, cells: ['P3', 'D "E"', 'mssp'] },
    ])
  })

  test('with and without a byte order mark', async () => {
    const content = 'partner,name,type\nP1,Ærø,mssp\n'
    expect(await rowsOf(`\ufeff${content}`)).toEqual(await rowsOf(content))
  })

  test('whatever it holds and wherever a chunk ends', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 30 })
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 40 })
    // Files are read in chunks of 256 kB; two-byte letters after a shift lie across them.
    const padding = Array.from({ length: 12 }, () => ['', 'é'.repeat(25_000), ''])
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.nat(3),
        async (rows, separator, end, shift) => {
          const all = [['x'.repeat(shift), '', ''], ...padding, ...rows]
          const lines = all.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(separator))
          const read = await rowsOf([['partner', 'name', 'type'].join(separator), ...lines, ''].join(end))
          expect(read.map(({ cells }) => cells)).toEqual(all)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('and tells how many bytes were seen', async () => {
    const file = await opened('partner,name,type\nP1,A,mssp\n')
    let seen = 0
    await Array.fromAsync(file.rows((bytes) => (seen = bytes)))
    expect(seen).toBe(file.bytes)
  })
})

describe('a file is refused as a whole, before any row is read', () => {
  test.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffpartner,name,type\n', 'utf16le'), /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('partner,name,type\n', 'utf16le'), /UTF-16/],
    ['an Excel workbook', Buffer.from('PK\x03\x04rest of it'), /Excel workbook/],
    ['an empty one', '', /empty/],
    ['one of blank lines', ' \n\n', /empty/],
    ['one without needed columns', 'partner,colour\nP1,red\n', /lacks the columns "name", "type"\. It has "partner", "colour"/],
    ['one with a column twice', 'partner,partner id,name,type\n', /"partner" and "partner id" both mean "partner"/],
    ['one whose header has an open quotation mark', 'partner,"name,type\nP1,A,mssp\n', /first line/],
  ])('%s', async (_, content, reason) => {
    await expect(opened(content)).rejects.toMatchObject({ code: 'import.unreadable-file', publicMessage: expect.stringMatching(reason) })
  })

  test('one that is not there', async () => {
    await expect(openCsv(join(folder, 'nothing.csv'), columnsOf.partners)).rejects.toMatchObject({
      publicMessage: expect.stringMatching(/no such file/),
    })
    await expect(openCsv(folder, columnsOf.partners)).rejects.toMatchObject({ publicMessage: expect.stringMatching(/not a file/) })
  })
})

describe('text that can’t be cut into rows is refused with its line', () => {
  test.each([
    ['Latin-1', Buffer.from('partner,name,type\nP1,A,mssp\nP2,\xe5\xe4,mssp\n', 'latin1'), /line 3 is not UTF-8/],
    ['Latin-1 at its end', Buffer.from('partner,name,type\nP1,A,mss\xe5', 'latin1'), /line 2 is not UTF-8/],
    ['a mark inside a cell', 'partner,name,type\nP1,A,mssp\nP2,5" pipe,mssp\n', /after line 2 has a quotation mark inside/],
    ['text after a closing mark', 'partner,name,type\nP1,"A"b,mssp\n', /after line 1 has a quotation mark inside/],
    ['a mark that never closes', 'partner,name,type\nP1,A,mssp\nP2,"B,mssp\nP3,C,mssp\n', /opens after line 2 is never closed/],
    ['a mark that swallows the file', `partner,name,type\nP1,"A,mssp\n${'P2,B,mssp\n'.repeat(20_000)}`, /row after line 1 is longer/],
  ])('%s', async (_, content, reason) => {
    await expect(rowsOf(content)).rejects.toMatchObject({ code: 'import.unreadable-file', publicMessage: expect.stringMatching(reason) })
  })
})
