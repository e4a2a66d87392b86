import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { sql } from 'kysely'
import { z } from 'zod'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase } from '#server/db.ts'
import { writeWorkbook, type Cell, type Column } from '#server/xlsx.ts'

/** One file of many rows from the database into nothing, and what it took. Started once for each measurement, so that peaks are its own. */
const Order = z.object({ url: z.string(), kind: z.enum(['workbook', 'csv']), rows: z.int() })
const { url, kind, rows } = Order.parse(JSON.parse(process.env['BENCH_ORDER'] ?? '{}'))

const columns: Column[] = [
  { heading: 'Customer', kind: 'text' },
  { heading: 'Customer number', kind: 'text' },
  { heading: 'Country', kind: 'text' },
  { heading: 'State', kind: 'text' },
  { heading: 'Product', kind: 'text' },
  { heading: 'Cycle', kind: 'day' },
  { heading: 'Peak', kind: 'whole', isSummed: true },
  { heading: 'Peak day', kind: 'day' },
  { heading: 'ACV', kind: { money: 'EUR' }, isSummed: true },
  { heading: 'A year ago', kind: { money: 'EUR' } },
  { heading: 'Days', kind: 'whole' },
  { heading: 'Open tasks', kind: 'whole' },
]

// The demo's rows as often as it takes to have enough of them.
const text = `
  select s.name, s.external_id, s.country, s.state, u.product, u.cycle_start, u.peak, u.peak_day, s.acv_minor, s.acv_year_ago_minor,
         cardinality(u.days) as days, s.open_tasks
    from generate_series(1, 1 + ${rows} / greatest(1, (select count(*) from usage_cycle where peak is not null)::int)) again
   cross join usage_cycle u
    join customer_summary s on s.partner_id = u.partner_id and s.partnership_id = u.partnership_id and s.customer_id = u.customer_id
   where u.peak is not null limit ${rows}`

const nowhere = () => {
  let bytes = 0
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length
      done()
    },
  })
  return { sink, bytes: () => bytes }
}

const writeCsv = async () => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('set role pp_system')
  const began = performance.now()
  const { sink, bytes } = nowhere()
  const copy = client.query(copyTo(`COPY (${text}) TO STDOUT (FORMAT csv)`))
  await pipeline(copy, sink)
  const seconds = (performance.now() - began) / 1000
  await client.end()
  return { rows: copy.rowCount, seconds, bytes: bytes() }
}

const writeSheet = async () => {
  const database = openDatabase({ url, maxConnections: 1, statementTimeoutSeconds: 600 })
  const reader = systemActor('bench', database)
  const began = performance.now()
  const { sink } = nowhere()
  const written = await asActor(reader, (tx) => {
    const batches = async function* () {
      for await (const batch of tx.batches(sql<Record<string, Cell>>`${sql.raw(text)}`, 1_000)) yield batch.map((row) => Object.values(row))
    }
    return writeWorkbook(sink, {
      title: 'Benchmark',
      creator: 'Benchmark',
      createdAt: Temporal.Now.instant(),
      sheets: [{ name: 'Rows', columns, batches: batches(), frozenColumns: 1 }],
    })
  })
  const seconds = (performance.now() - began) / 1000
  await database.close()
  return { ...written, seconds }
}

const told = await (kind === 'csv' ? writeCsv() : writeSheet())
process.stdout.write(JSON.stringify({ ...told, peakMegabytes: process.resourceUsage().maxRSS / 1024 }))
