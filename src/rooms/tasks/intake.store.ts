import { sql } from 'kysely'
import type { SubTab } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import { insistKnown, joinCustomer, stageRows, upsert, type Column, type Rows, type Taken, type Touched } from '#server/intake.ts'

export type TaskIn = {
  partner: string
  partnership: string
  customer: string
  rule: string
  category: 'commercial' | 'usage' | 'retention'
  /** The order line, product or scanner that it is about. */
  objectKey: string
  severity: 'low' | 'medium' | 'high'
  subTab: SubTab
  facts: Readonly<Record<string, string | number | null>>
  openedOn: string
  dueOn?: string | null
}

const columns: Column<TaskIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
  ['rule', 'text', (row) => row.rule],
  ['category', 'text', (row) => row.category],
  ['object_key', 'text', (row) => row.objectKey],
  ['severity', 'text', (row) => row.severity],
  ['sub_tab', 'text', (row) => row.subTab],
  ['facts', 'jsonb', (row) => row.facts],
  ['opened_on', 'date', (row) => row.openedOn],
  ['due_on', 'date', (row) => row.dueOn],
]

/** Raises tasks; one that is open already keeps the day it was opened and rises or falls in place. */
export const addTasks = async (tx: Tx, rows: Rows<TaskIn>): Promise<Taken & { touched: Touched[] }> => {
  await stageRows(tx, 'staged_task', columns, rows)
  await insistKnown(tx, 'staged_task', ['partner', 'partnership', 'customer'], joinCustomer)
  return upsert(
    tx,
    {
      table: 'task',
      key: ['partner_id', 'partnership_id', 'customer_id', 'rule', 'object_key'],
      keyWhere: 'closed_at is null',
      values: ['category', 'severity', 'sub_tab', 'facts', 'due_on'],
      once: ['opened_on'],
      from: sql`select c.partner_id, c.partnership_id, c.id as customer_id, s.rule, s.object_key, s.category, s.severity, s.sub_tab, s.facts, s.due_on, s.opened_on, s.position
        from staged_task s ${joinCustomer}`,
    },
    { touches: 'customers' },
  )
}

/** Closes the open tasks of a partnership that are not among those staged last: their condition has ended. */
export const closeEndedTasks = (tx: Tx, { partner, partnership }: { partner: string; partnership: string }, closedAt: string) =>
  tx.rows<Touched>(sql`
    with closed as (
      update task t set closed_at = ${closedAt}::timestamptz
      from partnership ps join partner p on p.id = ps.partner_id
      where p.external_id = ${partner} and ps.external_id = ${partnership} and t.partner_id = ps.partner_id and t.partnership_id = ps.id
        and t.closed_at is null and (t.customer_id, t.rule, t.object_key) not in (select c.id, s.rule, s.object_key from staged_task s ${joinCustomer})
      returning t.partner_id, t.partnership_id, t.customer_id)
    select partner_id as "partnerId", partnership_id as "partnershipId", json_agg(distinct customer_id) as "customerIds" from closed group by 1, 2`)
