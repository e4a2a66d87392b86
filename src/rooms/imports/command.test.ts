import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readOrder } from './command.ts'
import type { FileOutcome } from './contract.ts'
import { barLine, outcomeLines } from './words.rules.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-order-'))
  for (const name of [
    'usage-2026-10.csv',
    'Usage 2026-11.CSV',
    'partners.csv',
    'orders.tsv',
    'notes.txt',
    'usage.csv.errors.csv',
    'export.csv',
  ])
    await writeFile(join(folder, name), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the command line', () => {
  test('takes a folder, whose files say their kind by name, and names what it does not read', async () => {
    const order = await readOrder([folder, '--dry-run'])
    expect(order).toMatchObject({ dryRun: true, skipBad: false, notRead: ['export.csv', 'notes.txt'].map((name) => join(folder, name)) })
    expect(order.files.map(({ kind, path }) => `${kind} ${path.slice(folder.length + 1)}`)).toEqual([
      'usage Usage 2026-11.CSV', 'orders orders.tsv', 'partners partners.csv', 'usage usage-2026-10.csv',
    ]) // prettier-ignore
  })

  test('takes files of a named kind', async () => {
    const path = join(folder, 'export.csv')
    expect(await readOrder(['--kind', 'usage', path, '--skip-bad'])).toEqual({
      files: [{ path, kind: 'usage' }],
      notRead: [],
      dryRun: false,
      skipBad: true,
    })
  })

  test.each([
    ['nothing', [], /Say which file or folder/],
    ['an unknown kind', ['--kind', 'invoices', 'x.csv'], /"invoices" is no kind of file; --kind is one of partners, partnerships/],
    ['a file whose name does not tell', ['export.csv'], /What does export\.csv hold\?/],
    ['an unknown option', ['--force', 'usage.csv'], /--force/],
  ])('refuses %s in a sentence', async (_, args, sentence) => {
    await expect(readOrder(args)).rejects.toMatchObject({ name: 'CannotStart', message: expect.stringMatching(sentence) })
  })

  test('refuses a kind for a folder', async () => {
    await expect(readOrder(['--kind', 'usage', folder])).rejects.toThrow(/leave --kind out/)
  })
})

const file = (over: Partial<FileOutcome>): FileOutcome => ({
  path: 'usage.csv', kind: 'usage', rows: 3, badRows: 0, parts: [{ what: 'daily values', added: 2, changed: 1, same: 0 }],
  ignoredColumns: [], complaints: [], report: null, ...over,
}) // prettier-ignore
const plain = { dryRun: false, skipBad: false }
const bad = { badRows: 1, complaints: [{ line: 5, column: 'value', value: '-1', reason: 'is negative' }], report: 'usage.csv.errors.csv' }

describe('the terminal says', () => {
  test.each([
    ['what came in', file({}), true, plain, ['usage.csv  3 rows; daily values: 2 added, 1 changed', '', 'Done.']],
    ['what would come in', file({}), false, { dryRun: true, skipBad: false }, ['usage.csv  3 rows; daily values: 2 to add, 1 to change', '', 'Dry run: nothing was written.']],
    ['that nothing changed', file({ parts: [{ what: 'daily values', added: 0, changed: 0, same: 3 }] }), true, plain, ['usage.csv  3 rows; daily values: 3 the same', '', 'Nothing changed: all of it is here already.']],
    ['what was ignored', file({ ignoredColumns: ['Owner'] }), true, plain, ['usage.csv  3 rows; daily values: 2 added, 1 changed', '  ignored: 1 column (Owner)', '', 'Done.']],
    [
      'which rows are bad, and that nothing was written', file(bad), false, plain,
      [
        'usage.csv  3 rows; daily values: 2 to add, 1 to change', "  1 of 3 rows can't be taken:", '    line 5, value: "-1" is negative',
        '  All of them, as a table: usage.csv.errors.csv', '', 'Nothing was written, because of the bad rows. Put them right, or leave them out with --skip-bad.',
      ],
    ],
    [
      'that bad rows were left out', file(bad), true, { dryRun: false, skipBad: true },
      [
        'usage.csv  3 rows; daily values: 2 added, 1 changed', "  1 of 3 rows can't be taken:", '    line 5, value: "-1" is negative',
        '  All of them, as a table: usage.csv.errors.csv', '', 'Done. 1 bad row was left out.',
      ],
    ],
  ] as const)('%s', (_, outcome, applied, order, lines) => expect(outcomeLines({ files: [outcome], applied }, order)).toEqual(lines)) // prettier-ignore

  test('how far it is, how fast and how long it takes yet', () => {
    const facts = { path: 'usage.csv', step: 'reading', bytes: 25, ofBytes: 100, rows: 250_000, seconds: 5 } as const
    expect(barLine(facts)).toBe('usage.csv  [######..................]  25 %  250,000 rows  50,000 rows/s  15 s left')
    expect(barLine({ ...facts, step: 'writing', seconds: 3.2 })).toMatch(/250,000 rows read; checking and writing for 3 s$/)
  })
})
