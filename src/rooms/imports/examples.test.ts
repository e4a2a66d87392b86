import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { arrangeImports, examples, told, totals } from './imports.test-kit.ts'

const { rows, importFolder, contents } = arrangeImports()

/** The example's cells, cut by hand: none of them needs quotation marks. */
const cellsOf = async (name: string) => (await readFile(join(examples, name), 'utf8')).trim().split('\n').slice(1).map((line) => line.split(',')) // prettier-ignore

describe('the example files', () => {
  test('a dry run tells what would happen and writes nothing', async () => {
    const before = await contents()
    const outcome = await importFolder(undefined, { dryRun: true })
    expect(outcome.applied).toBe(false)
    expect(totals(outcome)).toMatchObject({ customers: [8, 0, 0], 'order lines': [10, 0, 0], 'daily values': [1213, 0, 0] })
    expect(await contents()).toEqual(before)
  })

  test('go into an empty database, and a second time change nothing', async () => {
    const first = await importFolder()
    expect(told(first)).toEqual([])
    expect(first.applied).toBe(true)
    expect(totals(first)).toEqual({
      partners: [1, 0, 0], partnerships: [2, 0, 0], 'product terms': [4, 0, 0], customers: [8, 0, 0], tags: [9, 0, 0],
      people: [6, 0, 0], memberships: [5, 0, 0], 'assigned customers': [4, 0, 0], 'assigned partners': [1, 0, 0], 'withdrawn access': [0, 0, 0],
      'order lines': [10, 0, 0], 'daily values': [1213, 0, 0],
    }) // prettier-ignore
    const before = await contents()
    const second = await importFolder()
    expect(second.files.flatMap(({ parts }) => parts).filter(({ added, changed }) => added + changed > 0)).toEqual([])
    expect(totals(second)['daily values']).toEqual([0, 0, 1213])
    expect(await contents()).toEqual(before)
  })

  test('give the peaks that a count by hand gives', async () => {
    const windows = {
      'HP-MSSP-NORDICS': [['2026-08-26', '2026-09-25'], ['2026-09-26', '2026-10-25'], ['2026-10-26', '2026-11-25']],
      'HP-RESALE-UK': [['2026-08-01', '2026-08-31'], ['2026-09-01', '2026-09-30'], ['2026-10-01', '2026-10-31'], ['2026-11-01', '2026-11-30']],
    } // prettier-ignore
    const peaks = new Map<string, { peak: number; day: string }>()
    for (const [, partnership = '', customer, product, day = '', text] of await cellsOf('usage.csv')) {
      const start = windows[partnership as keyof typeof windows].find(([from = '', to = '']) => from <= day && day <= to)?.[0]
      const key = `${customer} ${product} ${start}`
      const known = peaks.get(key)
      if (!known || Number(text) > known.peak) peaks.set(key, { peak: Number(text), day })
    }
    const stored = await rows<{ key: string; peak: number; day: string }>(sql`
      select c.external_id || ' ' || u.product || ' ' || u.cycle_start as key, u.peak, u.peak_day as day from usage_cycle u join customer c on c.id = u.customer_id`)
    expect(new Map(stored.map(({ key, peak, day }) => [key, { peak, day }]))).toEqual(peaks)
    expect(peaks.size).toBeGreaterThan(40)
  })

  test('give the ACVs that a count by hand gives', async () => {
    const lines = await rows<{ line: string; acv: number; short: boolean }>(sql`
      select o.external_id || ' ' || l.line_number as line, l.acv_minor as acv, l.is_short_term as short
      from order_line l join customer_order o on o.id = l.order_id order by 1`)
    expect(Object.fromEntries(lines.map(({ line, acv }) => [line, acv]))).toEqual({
      'SO-40010 1': 393_984, // 86,400 SEK over 24 months: 43,200 SEK a year at 0.0912
      'SO-41001 1': 360_000,
      'SO-41001 2': 192_000,
      'SO-41009 1': 467_100, // 16,200 EUR over 36 months: 5,400 EUR a year at 0.8650
      'SO-41012 1': 276_000,
      'SO-41044 1': 435_000,
      'SO-41044 2': 194_400,
      'SO-41050 1': 276_000,
      'SO-41061 1': 140_050, // six months: not annualised
      'SO-41070 1': 198_000,
    })
    expect(lines.filter(({ short }) => short).map(({ line }) => line)).toEqual(['SO-41061 1'])
    const today = await rows<{ partnership: string; acv: number }>(sql`
      select s.external_id as partnership, m.acv_minor as acv from partnership_summary m join partnership s on s.id = m.partnership_id order by 1`)
    expect(today).toEqual([
      { partnership: 'HP-MSSP-NORDICS', acv: 393_984 },
      { partnership: 'HP-RESALE-UK', acv: 435_000 + 194_400 + 467_100 + 140_050 + 198_000 },
    ])
  })

  test('an import that changed something is in the event log, one that did not is not', async () => {
    const events = await rows<{ actor: string; kind: string; added: number }>(
      sql`select actor, facts ->> 'kind' as kind, (facts ->> 'added')::int as added from event_log where name = 'import.applied' order by id`,
    )
    expect(events.map(({ kind }) => kind)).toEqual(['partners', 'partnerships', 'customers', 'users', 'orders', 'usage'])
    expect(events.at(-1)).toEqual({ actor: 'system:import', kind: 'usage', added: 1213 })
  })
})
