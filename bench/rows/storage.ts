import pg from 'pg'
import { nameOf } from '../bare-tx.ts'
import { medianOf, type Outcome } from '../outcome.ts'
import { largest, type Stage } from '../stage.ts'

/**
 * Not a promise but a decision (docs/decisions): a customer's days of a cycle in one row, as we keep them, against one row for each day.
 * The second shape is built beside the first from the same values, of the largest partnership, and dropped afterwards.
 */
export const storageRows = async (stage: Stage, rounds: number): Promise<Outcome[]> => {
  const { partnerId, partnershipId } = largest(stage, 'usage')
  const where: [number, number] = [partnerId, partnershipId]
  const client = new pg.Client({ connectionString: stage.command.address.adminUrl })
  await client.connect()
  try {
    await buildShapes(client, where)
    const days = await sizeOf(client, 'bench_usage_day')
    const cycles = await sizeOf(client, 'bench_usage_cycle')
    const timed = async (cycleQuery: string, dayQuery: string, values: unknown[]) => {
      const taken: { cycle: number; day: number }[] = []
      for (let round = 0; round < rounds + 1; round++)
        taken.push({ cycle: await millisecondsOf(client, cycleQuery, values), day: await millisecondsOf(client, dayQuery, values) })
      const counted = taken.slice(1)
      return { cycle: medianOf(counted.map(({ cycle }) => cycle)), day: medianOf(counted.map(({ day }) => day)) }
    }
    const { customer, product, cycleStart } = await busiest(client)
    const chart = await timed(chartOfCycles, chartOfDays, [...where, customer, product])
    const report = await timed(peaksOfCycles, peaksOfDays, [...where, cycleStart])
    const added = await timed(addToCycles, addToDays, [...where, cycleStart])
    const figures = {
      ...{
        values: days.rows,
        dayMegabytes: days.megabytes,
        cycleMegabytes: cycles.megabytes,
        chartDay: chart.day,
        chartCycle: chart.cycle,
      },
      ...{ reportDay: report.day, reportCycle: report.cycle, addDay: added.day, addCycle: added.cycle },
    }
    const row = (work: string, measured: number, baseline: number, unit: string): Outcome => ({
      ...{ row: 'usage', work, measured: `${measured.toFixed(2)} ${unit}`, baseline: `${baseline.toFixed(2)} ${unit} in rows of a day` },
      ...{ value: measured / baseline, target: undefined, unit: 'times', figures },
    })
    return [
      row(`${days.rows} daily values in rows of a cycle`, cycles.megabytes, days.megabytes, 'MB'),
      row("a customer's chart of one product", chart.cycle, chart.day, 'ms'),
      row('every peak of a cycle', report.cycle, report.day, 'ms'),
      row("one more day of every customer's values, with peaks", added.cycle, added.day, 'ms'),
    ]
  } finally {
    await client.query('drop table if exists bench_usage_day, bench_usage_cycle, bench_usage_peak')
    await client.end()
  }
}

/** Both from the same rows, loaded in the order of their keys, so that neither has an advantage. */
const buildShapes = async (client: pg.Client, values: [number, number]) => {
  await client.query('drop table if exists bench_usage_day, bench_usage_cycle, bench_usage_peak')
  await client.query(
    'create table bench_usage_cycle (like usage_cycle, primary key (partner_id, partnership_id, customer_id, product, cycle_start))',
  )
  await client.query(
    'create index on bench_usage_cycle (partner_id, partnership_id, cycle_start, product, peak desc, customer_id) include (peak_day)',
  )
  await client.query(
    `create table bench_usage_day (partner_id bigint not null, partnership_id bigint not null, customer_id bigint not null, product text not null,
       day date not null, value int not null, primary key (partner_id, partnership_id, customer_id, product, day))`,
  )
  await client.query(
    `create table bench_usage_peak (partner_id bigint not null, partnership_id bigint not null, customer_id bigint not null, product text not null,
       cycle_start date not null, peak int not null, peak_day date not null, primary key (partner_id, partnership_id, customer_id, product, cycle_start))`,
  )
  await client.query(
    `insert into bench_usage_cycle select * from usage_cycle where partner_id = $1 and partnership_id = $2 order by customer_id, product, cycle_start`,
    values,
  )
  await client.query(
    `insert into bench_usage_day
     select u.partner_id, u.partnership_id, u.customer_id, u.product, u.cycle_start + d.at::int - 1, d.value
       from usage_cycle u cross join unnest(u.days) with ordinality d (value, at)
      where u.partner_id = $1 and u.partnership_id = $2 and d.value is not null order by 1, 2, 3, 4, 5`,
    values,
  )
  await client.query(
    `insert into bench_usage_peak
     select partner_id, partnership_id, customer_id, product, cycle_start, peak, peak_day from bench_usage_cycle where peak is not null`,
  )
  // What the report asks of daily rows needs an index by day; without it, it reads all of them.
  await client.query('create index on bench_usage_day (partner_id, partnership_id, day) include (customer_id, product, value)')
  await client.query('vacuum analyze bench_usage_cycle')
  await client.query('vacuum analyze bench_usage_day')
  await client.query('vacuum analyze bench_usage_peak')
}

const sizeOf = async (client: pg.Client, table: string) => {
  const found = await client.query<{ megabytes: number; rows: number }>(
    `select pg_total_relation_size($1::regclass) / 1e6::float8 as megabytes, (select count(*) from ${table})::int as rows`,
    [table],
  )
  return found.rows[0] ?? { megabytes: Number.NaN, rows: 0 }
}

const busiest = async (client: pg.Client) => {
  const found = await client.query<{ customer: string; product: string; cycleStart: string }>(
    `select customer_id as customer, product, to_char((select max(cycle_start) from bench_usage_cycle where cycle_start < current_date - 31), 'YYYY-MM-DD') as "cycleStart"
       from bench_usage_cycle group by 1, 2 order by count(*) desc, 1, 2 limit 1`,
  )
  const [one] = found.rows
  if (!one) throw new Error('The partnership has no usage')
  return one
}

/** Inside a transaction that is undone, so that every round begins alike. */
const millisecondsOf = async (client: pg.Client, text: string, values: unknown[]) => {
  await client.query('begin')
  const began = performance.now()
  await client.query({ name: nameOf(text), text, values })
  const taken = performance.now() - began
  await client.query('rollback')
  return taken
}

const chartOfCycles =
  'select cycle_start, days from bench_usage_cycle where partner_id = $1 and partnership_id = $2 and customer_id = $3 and product = $4 order by cycle_start'
const chartOfDays =
  'select day, value from bench_usage_day where partner_id = $1 and partnership_id = $2 and customer_id = $3 and product = $4 order by day'

const peaksOfCycles =
  'select customer_id, product, peak, peak_day from bench_usage_cycle where partner_id = $1 and partnership_id = $2 and cycle_start = $3'
const peaksOfDays = `select customer_id, product, max(value) as peak from bench_usage_day
  where partner_id = $1 and partnership_id = $2 and day between $3::date and $3::date + 30 group by 1, 2`

// One more value for everybody who has the cycle; in rows of a day on a day that none of them has.
const addToCycles = `update bench_usage_cycle u
   set days[28] = 7, peak = greatest(peak, 7), peak_day = case when peak is null or peak < 7 then cycle_start + 27 else peak_day end
 where partner_id = $1 and partnership_id = $2 and cycle_start = $3`
const addToDays = `with added as (
  insert into bench_usage_day select partner_id, partnership_id, customer_id, product, '2001-01-01', 7 from bench_usage_peak where partner_id = $1 and partnership_id = $2 and cycle_start = $3 returning *)
  insert into bench_usage_peak select partner_id, partnership_id, customer_id, product, $3, value, day from added
  on conflict (partner_id, partnership_id, customer_id, product, cycle_start) do update set peak = excluded.peak, peak_day = excluded.peak_day
  where excluded.peak > bench_usage_peak.peak`
