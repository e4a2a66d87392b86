import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#server/db.ts'
import { stageRows, type Column, type Rows } from '#server/intake.ts'
import type { Day } from '#shared/dates.ts'
import type { SubTab, TaskRule } from '#shared/config.ts'
import type { TaskCategory, TaskFacts, TaskSeverity } from './contract.ts'

export type Place = { partnerId: number; partnershipId: number }

/** What a rule found about a customer. One task for each rule, customer and object. */
export type Finding = {
  rule: TaskRule
  category: TaskCategory
  customerId: number
  objectKey: string
  severity: TaskSeverity
  subTab: SubTab
  facts: TaskFacts
  dueOn: Day | null
}

/** The customers that were looked at, by their keys, both inclusive. Tasks of others are left alone. */
export type CustomerRange = { from: number; to: number }

export type SettleScope = Place & { today: Day; now: Temporal.Instant; customers: CustomerRange | undefined }

/** What changed and somebody may want to know. */
export type Change = {
  kind: 'raised' | 'worsened' | 'resolved'
  taskId: number
  customerId: number
  rule: string
  severity: TaskSeverity
  facts: TaskFacts
  assigneeId: number | null
}

const columns: Column<Finding>[] = [
  ['customer_id', 'bigint', (row) => row.customerId],
  ['rule', 'text', (row) => row.rule],
  ['category', 'text', (row) => row.category],
  ['object_key', 'text', (row) => row.objectKey],
  ['severity', 'text', (row) => row.severity],
  ['sub_tab', 'text', (row) => row.subTab],
  ['facts', 'jsonb', (row) => row.facts],
  ['due_on', 'date', (row) => row.dueOn],
]

export const stageFindings = (tx: Tx, findings: Rows<Finding>): Promise<number> => stageRows(tx, 'staged_finding', columns, findings)

const rank = (severity: RawBuilder<unknown>) => sql`array_position(array['low', 'medium', 'high'], ${severity})`
const ofPlace = (alias: string, { partnerId, partnershipId }: Place) =>
  sql`${sql.ref(`${alias}.partner_id`)} = ${partnerId} and ${sql.ref(`${alias}.partnership_id`)} = ${partnershipId}`

/**
 * Puts beside each other what was found and what is known, and what becomes of each: `settled` of life.rules.ts for all of them at once.
 * Of two findings of one key the worse counts; one about a customer who is gone counts for nothing.
 */
export const judgeFindings = async (tx: Tx, scope: SettleScope): Promise<void> => {
  const { today, customers } = scope
  const looked = customers ? sql`and t.customer_id between ${customers.from} and ${customers.to}` : sql``
  const isWorse = sql`${rank(sql`f.severity`)} > ${rank(sql`t.severity`)}`
  await tx.rows(sql`drop table if exists pg_temp.settlement`)
  await tx.rows(sql`
    create temporary table settlement (
      task_id bigint, customer_id bigint not null, rule text not null, object_key text not null, outcome text not null,
      category text, severity text, sub_tab text, facts jsonb, due_on date, assignee_id bigint, is_woken boolean, is_worse boolean, is_eased boolean
    ) on commit drop`)
  await tx.rows(sql`
    with found as materialized (
      select distinct on (s.customer_id, s.rule, s.object_key) s.*
        from staged_finding s join customer c on ${ofPlace('c', scope)} and c.id = s.customer_id
       order by s.customer_id, s.rule, s.object_key, ${rank(sql`s.severity`)} desc, s.position),
    known as materialized (select * from task t where ${ofPlace('t', scope)} ${looked})
    insert into pg_temp.settlement
    select t.id, coalesce(t.customer_id, f.customer_id), coalesce(t.rule, f.rule), coalesce(t.object_key, f.object_key),
      case when t.id is null then 'raised'
           when t.closed_at is null then case when f.rule is null then 'resolved' else 'kept' end
           when f.rule is null then 'ended'
           when t.state = 'resolved' or ${isWorse} or t.quiet_until <= ${today}::date or (t.state = 'done' and t.ended_on is not null) then 'reopened'
           else 'quiet' end,
      f.category, coalesce(f.severity, t.severity), f.sub_tab, coalesce(f.facts, t.facts), f.due_on, t.assignee_id,
      t.state = 'snoozed' and f.rule is not null and (t.snoozed_until <= ${today}::date or ${isWorse}), ${isWorse}, f.severity <> t.severity and not ${isWorse}
    from known t full join found f on f.customer_id = t.customer_id and f.rule = t.rule and f.object_key = t.object_key
   where f.rule is not null or t.ended_on is null`)
  await tx.rows(sql`analyze pg_temp.settlement`)
}

/** Raises what is new and writes what became of the rest. */
export const writeSettlement = async (tx: Tx, scope: SettleScope): Promise<void> => {
  const { partnerId, partnershipId, today } = scope
  const now = scope.now.toString()
  await tx.rows(sql`
    with added as (
      insert into task (partner_id, partnership_id, customer_id, rule, category, object_key, severity, sub_tab, facts, opened_on, due_on)
      select ${partnerId}, ${partnershipId}, n.customer_id, n.rule, n.category, n.object_key, n.severity, n.sub_tab, n.facts, ${today}::date, n.due_on
        from pg_temp.settlement n where n.outcome = 'raised'
      returning id, customer_id, rule, object_key)
    update pg_temp.settlement n set task_id = a.id from added a
     where a.customer_id = n.customer_id and a.rule = n.rule and a.object_key = n.object_key`)
  const mine = sql`${ofPlace('t', scope)} and t.id = n.task_id`
  await tx.rows(sql`
    update task t set category = n.category, severity = n.severity, sub_tab = n.sub_tab, facts = n.facts, due_on = n.due_on,
        state = case when n.is_woken then 'open' else t.state end, snoozed_until = case when n.is_woken then null else t.snoozed_until end,
        version = t.version + (n.is_woken or n.severity <> t.severity)::int
      from pg_temp.settlement n
     where ${mine} and n.outcome = 'kept' and (n.is_woken or (t.category, t.severity, t.sub_tab, t.facts, t.due_on)
       is distinct from (n.category, n.severity, n.sub_tab, n.facts, n.due_on))`)
  await tx.rows(sql`
    update task t set state = 'resolved', closed_at = ${now}::timestamptz, ended_on = ${today}::date, snoozed_until = null, version = t.version + 1
      from pg_temp.settlement n where ${mine} and n.outcome = 'resolved'`)
  await tx.rows(sql`
    update task t set state = 'open', closed_at = null, ended_on = null, quiet_until = null, opened_on = ${today}::date, version = t.version + 1,
        category = n.category, severity = n.severity, sub_tab = n.sub_tab, facts = n.facts, due_on = n.due_on
      from pg_temp.settlement n where ${mine} and n.outcome = 'reopened'`)
  await tx.rows(sql`
    update task t set ended_on = case when n.outcome = 'ended' then ${today}::date end
      from pg_temp.settlement n
     where ${mine} and (n.outcome = 'ended' or (n.outcome = 'quiet' and t.ended_on is not null))`)
}

/** Writes the history of what the settlement did. */
export const addEvents = (tx: Tx, { partnerId, partnershipId, now }: SettleScope) =>
  tx.rows(sql`
    insert into task_event (partner_id, partnership_id, customer_id, task_id, kind, at, severity)
    select ${partnerId}, ${partnershipId}, n.customer_id, n.task_id, e.kind, ${now.toString()}::timestamptz,
           case when e.kind not in ('woke', 'resolved') then n.severity end
      from pg_temp.settlement n
     cross join lateral (values (1, 'woke', n.is_woken), (2, 'worsened', n.outcome = 'kept' and n.is_worse), (2, 'eased', n.outcome = 'kept' and n.is_eased),
                                (3, n.outcome, n.outcome in ('raised', 'resolved', 'reopened'))) as e (position, kind, is_so)
     where e.is_so
     order by n.task_id, e.position`)

export type SettledCounts = Record<'raised' | 'worsened' | 'eased' | 'reopened' | 'resolved' | 'woke' | 'unchanged', number>

export const countSettled = async (tx: Tx): Promise<SettledCounts> => {
  const counted = await tx.first<SettledCounts>(sql`
    select count(*) filter (where outcome = 'raised') as raised, count(*) filter (where outcome = 'kept' and is_worse) as worsened,
           count(*) filter (where outcome = 'kept' and is_eased) as eased, count(*) filter (where outcome = 'reopened') as reopened,
           count(*) filter (where outcome = 'resolved') as resolved, count(*) filter (where is_woken) as woke,
           count(*) filter (where outcome = 'kept' and not is_worse and not is_eased and not is_woken) as unchanged
      from pg_temp.settlement`)
  return counted ?? { raised: 0, worsened: 0, eased: 0, reopened: 0, resolved: 0, woke: 0, unchanged: 0 }
}

/** What came, came back, got worse or went; in the order of the tasks. */
export const listChanges = (tx: Tx): Promise<Change[]> =>
  tx.rows(sql<Change>`
    select case when outcome = 'kept' then 'worsened' when outcome = 'resolved' then 'resolved' else 'raised' end as kind,
           task_id as "taskId", customer_id as "customerId", rule, severity, facts, assignee_id as "assigneeId"
      from pg_temp.settlement
     where outcome in ('raised', 'reopened', 'resolved') or (outcome = 'kept' and is_worse)
     order by task_id`)

/** The customers whose counts may have moved. */
export const listTouched = async (tx: Tx): Promise<number[]> =>
  (
    await tx.rows<{ id: number }>(sql`
      select distinct customer_id as id from pg_temp.settlement
       where outcome in ('raised', 'reopened', 'resolved') or is_woken or (outcome = 'kept' and (is_worse or is_eased)) order by 1`)
  ).map(({ id }) => id)
