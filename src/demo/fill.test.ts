import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { recount } from '#rooms/customers/summaries.actions.ts'
import { renewalBucket, renewalBuckets } from '#rooms/orders/renewals.rules.ts'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase, type Tx } from '#server/db.ts'
import { claimDatabase } from '#server/deployment.ts'
import { listScopes } from '#server/scopes.ts'
import { parseConfig, taskRules, type PortalConfig } from '#shared/config.ts'
import defaultConfig from '../../portal.config.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import secondConfig from '../../test/second.config.ts'
import { demoAccounts } from './accounts.ts'
import { fillDemo, type FillDemo } from './fill.ts'

const made: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of made) await close()
})

const config = parseConfig(defaultConfig)
const begun = Temporal.Instant.from('2026-05-13T10:00:00Z')
const later = begun.add({ hours: 24 * 33 })
const anchor = '2026-05-13'

const openDemo = async () => {
  const test: TestDatabase = await createTestDatabase()
  const database = openDatabase({ url: test.url, maxConnections: 1, statementTimeoutSeconds: 120 })
  made.push(async () => {
    await database.close()
    await test.drop()
  })
  const fill = (today: Temporal.Instant, more: Partial<FillDemo> = {}) =>
    fillDemo({ database, size: 'small', today, config, anchor, ...more })
  const look = <T>(work: (tx: Tx) => Promise<T>) => asActor(systemActor('test', database), work)
  return { database, fill, look }
}

/** Every table by what its rows are called outside, because keys depend on the order of writing. */
const contents = async (tx: Tx): Promise<Record<string, string[]>> => {
  const place = `from %t t join customer c on c.id = t.customer_id and c.partner_id = t.partner_id`
  const tables: Record<string, string> = {
    partner: `select name, tier, type from partner t`,
    partnership: `select external_id, name, model, region, currency, active_from from partnership t`,
    partnership_product: `select p.external_id, t.product, valid_from, valid_to, commitment, unit_price_minor from partnership_product t join partnership p on p.id = t.partnership_id`,
    customer: `select external_id, name, state, since, archived_on, country from customer t`,
    customer_summary: `select to_jsonb(t) - array['partner_id', 'partnership_id', 'customer_id'] as row from customer_summary t`,
    partnership_summary: `select p.external_id, to_jsonb(t) - array['partner_id', 'partnership_id'] as row from partnership_summary t join partnership p on p.id = t.partnership_id`,
    partnership_cycle: `select p.external_id, cycle_start, product, peak_total, customers from partnership_cycle t join partnership p on p.id = t.partnership_id`,
    acv_day: `select p.external_id, day, acv_minor from acv_day t join partnership p on p.id = t.partnership_id`,
    usage_cycle: `select c.external_id, product, cycle_start, days, peak, peak_day ${place}`,
    activity_month: `select c.external_id, metric, month, days ${place}`,
    scanner: `select t.external_id, t.name, product, last_seen_at ${place}`,
    scan_schedule: `select t.external_id, t.name, every_days, next_run_on ${place}`,
    scan_result: `select t.external_id, target, finished_at, outcome ${place}`,
    contact: `select c.external_id, t.name, email, phone, title, (select array_agg(type order by type) from contact_type y where y.contact_id = t.id) as types ${place}`,
    customer_tag: `select c.external_id, g.label from customer_tag t join customer c on c.id = t.customer_id join tag g on g.id = t.tag_id`,
    customer_order: `select t.external_id, status, placed_on, (select n.external_id from customer_order n where n.id = t.successor_id) as successor ${place}`,
    order_line: `select o.external_id, line_number, t.product, quantity, t.currency, recurring_minor, one_off_minor, rate, term_months, starts_on, ends_on, t.status, acv_minor,
      renewal_on, t.successor_id is null as is_open from order_line t join customer_order o on o.id = t.order_id`,
    // Without opened_on: a task that was raised before the top-up rightly keeps its older day.
    task: `select c.external_id, rule, object_key, severity, facts, due_on from task t join customer c on c.id = t.customer_id where t.closed_at is null`,
    app_user: `select email, t.name, side, vendor_role from app_user t`,
    room: `select partner_type, kind, t.label, status, tiers, shows_lock, published_revision is not null as is_published, position from room t`,
  }
  const found: Record<string, string[]> = {}
  for (const [table, text] of Object.entries(tables)) {
    const rows = await tx.rows<{ row: string }>(sql.raw(`select to_jsonb(x)::text as row from (${text.replace('%t', table)}) x`))
    found[table] = rows.map(({ row }) => row).toSorted()
  }
  return found
}

const expectProven = async (tx: Tx, given: PortalConfig, now: Temporal.Instant) => {
  const context = { config: given, now }
  for (const { partnershipId } of await listScopes(tx, context)) expect(await recount(tx, context, partnershipId)).toEqual([])
}

describe('the demo', () => {
  test('is the same rows whether it was filled at once or began earlier and was topped up', async () => {
    const atOnce = await openDemo()
    const grown = await openDemo()
    expect(await atOnce.fill(later)).toMatchObject({ outcome: 'filled', customers: 60 })
    expect(await grown.fill(begun)).toMatchObject({ outcome: 'filled' })
    const before = await grown.look(contents)
    expect(await grown.fill(later)).toMatchObject({ outcome: 'topped-up' })
    expect(await grown.fill(later.add({ hours: 1 }))).toMatchObject({ outcome: 'current' })
    const [whole, parts] = [await atOnce.look(contents), await grown.look(contents)]
    for (const table of Object.keys(whole)) {
      expect(whole[table]?.length, `${table} is filled`).toBeGreaterThan(0)
      expect(parts[table], table).toEqual(whole[table])
    }
    expect(parts['usage_cycle']).not.toEqual(before['usage_cycle'])
    await grown.look((tx) => expectProven(tx, config, later.add({ hours: 1 })))
  }, 120_000)

  test('tells its story: every bucket, state, rule and kind of line is there, and its people can be told apart', async () => {
    const { fill, look } = await openDemo()
    await fill(begun)
    await look(async (tx) => {
      const list = async (text: string) => (await tx.rows<{ one: string }>(sql.raw(text))).map(({ one }) => one)
      expect(await list('select distinct state as one from customer order by 1')).toEqual([
        'archived',
        'demo',
        'internal',
        'paying',
        'trial',
      ])
      const story = `from task t join partner p on p.id = t.partner_id where p.external_id = 'P-1001' and t.closed_at is null`
      expect(await list(`select distinct t.rule as one ${story} order by 1`)).toEqual([...taskRules].toSorted())
      expect(await list(`select distinct t.severity as one ${story} and t.rule = 'renewal-upcoming' order by 1`)).toEqual([
        'high',
        'low',
        'medium',
      ])
      expect(await list(`select distinct t.category || ' ' || t.severity as one ${story} order by 1`)).toEqual([
        'commercial high', 'commercial low', 'commercial medium', 'retention high', 'retention low', 'retention medium', 'usage high', 'usage low', 'usage medium',
      ]) // prettier-ignore
      expect(await list('select distinct kind as one from task_event order by 1')).toEqual(
        expect.arrayContaining(['raised', 'reopened', 'resolved', 'worsened']),
      )
      const open = await tx.rows<{ endsOn: string; autoRenew: boolean; noticeDays: number }>(sql`
        select l.ends_on as "endsOn", l.auto_renew as "autoRenew", l.notice_days as "noticeDays" from order_line l join partnership p on p.id = l.partnership_id
        join customer c on c.id = l.customer_id
        where p.external_id = 'P-1001-2' and l.status = 'active' and l.successor_id is null and l.starts_on <= ${anchor} and c.state = 'paying'`)
      expect(new Set(open.map((line) => renewalBucket(line, anchor)))).toEqual(new Set(renewalBuckets))
      const [kinds] = await tx.rows<Record<string, boolean>>(sql`
        select bool_or(status = 'superseded' and successor_id is not null) as upgraded, bool_or(one_off_minor > 0) as "oneOff",
          bool_or(is_short_term) as short, bool_or(auto_renew and notice_days > 0) as auto, bool_or(rate <> 1) as foreign from order_line`)
      expect(kinds).toEqual({ upgraded: true, oneOff: true, short: true, auto: true, foreign: true })
      expect(
        await list(`select k.product as one from partnership_cycle k join partnership p on p.id = k.partnership_id, terms_in_force(p.partner_id, p.id, '2026-05-25') t
        where p.external_id = 'P-1001-1' and k.cycle_start = '2026-03-26' and t.product = k.product and k.peak_total > t.commitment`),
      ).not.toEqual([])
      expect(
        await list(`select k.product as one from partnership_cycle k join partnership p on p.id = k.partnership_id, terms_in_force(p.partner_id, p.id, '2026-05-25') t
        where p.external_id = 'P-1001-1' and k.cycle_start = '2026-03-26' and t.product = k.product and k.peak_total < t.commitment`),
      ).not.toEqual([])
      expect(await list(`select name as one from customer group by 1 having count(*) > 1`)).toContain('Harbourline Freight')
      expect(
        await list(
          `select currency as one from partnership where partner_id = (select id from partner where external_id = 'P-1001') order by is_main desc`,
        ),
      ).toEqual(['EUR', 'GBP'])
      expect(await list('select email as one from app_user where password is not null order by 1')).toEqual(
        demoAccounts.map(({ email }) => email).toSorted(),
      )
      const scopes = await tx.rows<{ email: string; seen: number }>(sql`
        select u.email, count(*) as seen from user_customer a join app_user u on u.id = a.user_id group by 1`)
      expect(scopes).toEqual([{ email: 'jonas.vik@demo.example', seen: 12 }])
      await expectProven(tx, config, begun)
    })
  }, 120_000)

  test('is made of what the configuration sells, whatever that is', async () => {
    const { fill, look } = await openDemo()
    const second = parseConfig(secondConfig)
    await fill(begun, { config: second })
    await look(async (tx) => {
      const codes = await tx.rows<{ code: string }>(
        sql`select distinct product as code from usage_cycle union select distinct product from order_line union select distinct product from scanner`,
      )
      expect(second.products.map(({ code }) => code)).toEqual(expect.arrayContaining(codes.map(({ code }) => code)))
      const metrics = await tx.rows<{ code: string }>(sql`select distinct metric as code from activity_month`)
      expect(second.activityMetrics.map(({ code }) => code)).toEqual(expect.arrayContaining(metrics.map(({ code }) => code)))
      const roles = await tx.rows<{ code: string }>(sql`select distinct role as code from membership`)
      expect(second.roles.map(({ code }) => code)).toEqual(expect.arrayContaining(roles.map(({ code }) => code)))
      await expectProven(tx, second, begun)
    })
  }, 120_000)

  test('never enters a database of the real portal, and keeps its size', async () => {
    const real = await openDemo()
    await claimDatabase(real.database, 'real')
    await expect(real.fill(begun)).rejects.toMatchObject({ code: 'deployment.wrong-realm' })
    const demo = await openDemo()
    await demo.fill(begun)
    await expect(demo.fill(later, { size: 'medium', otherSize: 'refuse' })).rejects.toMatchObject({ code: 'demo.other-size' })
    expect(await demo.fill(later, { size: 'medium' })).toMatchObject({ size: 'small', outcome: 'topped-up' })
  }, 120_000)
})
