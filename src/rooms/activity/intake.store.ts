import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import { insistKnown, joinCustomer, stageRows, upsert, type Column, type Rows, type Taken, type Touched } from '#server/intake.ts'
import type { ScanOutcome } from './rules.ts'

type OfCustomer = { partner: string; partnership: string; customer: string }
/** Days of a calendar month from its first; null is no statement and leaves what is known. */
export type ActivityMonthIn = OfCustomer & { metric: string; month: string; days: readonly (number | null)[] }
export type ScannerIn = OfCustomer & { externalId: string; name: string; product: string; lastSeenAt?: string | null }
export type ScheduleIn = OfCustomer & { externalId: string; name: string; product: string; everyDays: number; nextRunOn?: string | null }
export type ScanResultIn = OfCustomer & { externalId: string; product: string; target: string; finishedAt: string; outcome: ScanOutcome }

export type ActivityTaken = Taken & { touched: Touched[] }

const ofCustomer: Column<OfCustomer>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
]

const add = async <Row extends OfCustomer>(
  tx: Tx,
  rows: Rows<Row>,
  {
    table,
    key,
    columns,
    from,
  }: { table: string; key: string[]; columns: Column<Row>[]; from?: (staged: RawBuilder<unknown>) => RawBuilder<unknown> },
): Promise<ActivityTaken> => {
  const staged = `staged_${table}`
  const names = columns.map(([name]) => name)
  await stageRows(tx, staged, [...ofCustomer, ...columns], rows)
  await insistKnown(tx, staged, ['partner', 'partnership', 'customer'], joinCustomer)
  const known = sql`select c.partner_id, c.partnership_id, c.id as customer_id, s.position, ${sql.raw(names.map((name) => `s.${name}`).join(', '))}
    from ${sql.raw(staged)} s ${joinCustomer}`
  return upsert(
    tx,
    {
      table,
      key: ['partner_id', 'partnership_id', 'customer_id', ...key],
      values: names.filter((name) => !key.includes(name)),
      from: from ? from(known) : known,
    },
    { touches: 'customers' },
  )
}

/** Merges months day by day, so that a later file may bring the days that an earlier one lacked. */
export const addActivityMonths = (tx: Tx, rows: Rows<ActivityMonthIn>): Promise<ActivityTaken> =>
  add(tx, rows, {
    table: 'activity_month',
    key: ['metric', 'month'],
    columns: [
      ['metric', 'text', (row) => row.metric],
      ['month', 'date', (row) => row.month],
      ['days', 'int[]', (row) => row.days],
    ],
    from: (staged) => sql`
      select s.partner_id, s.partnership_id, s.customer_id, s.metric, s.month, s.position,
        case when k.customer_id is null then s.days
          else (select array_agg(coalesce(n.new, n.old) order by n.at) from unnest(s.days, k.days) with ordinality as n (new, old, at)) end as days
      from (${staged}) s left join activity_month k on k.partner_id = s.partner_id and k.partnership_id = s.partnership_id
        and k.customer_id = s.customer_id and k.metric = s.metric and k.month = s.month
        and k.partner_id = any(array(select distinct p.id from staged_activity_month s join partner p on p.external_id = s.partner))`,
  })

export const addScanners = (tx: Tx, rows: Rows<ScannerIn>): Promise<ActivityTaken> =>
  add(tx, rows, {
    table: 'scanner',
    key: ['external_id'],
    columns: [
      ['external_id', 'text', (row) => row.externalId],
      ['name', 'text', (row) => row.name],
      ['product', 'text', (row) => row.product],
      ['last_seen_at', 'timestamptz', (row) => row.lastSeenAt],
    ],
  })

export const addSchedules = (tx: Tx, rows: Rows<ScheduleIn>): Promise<ActivityTaken> =>
  add(tx, rows, {
    table: 'scan_schedule',
    key: ['external_id'],
    columns: [
      ['external_id', 'text', (row) => row.externalId],
      ['name', 'text', (row) => row.name],
      ['product', 'text', (row) => row.product],
      ['every_days', 'int', (row) => row.everyDays],
      ['next_run_on', 'date', (row) => row.nextRunOn],
    ],
  })

export const addScanResults = (tx: Tx, rows: Rows<ScanResultIn>): Promise<ActivityTaken> =>
  add(tx, rows, {
    table: 'scan_result',
    key: ['external_id'],
    columns: [
      ['external_id', 'text', (row) => row.externalId],
      ['product', 'text', (row) => row.product],
      ['target', 'text', (row) => row.target],
      ['finished_at', 'timestamptz', (row) => row.finishedAt],
      ['outcome', 'text', (row) => row.outcome],
    ],
  })
