import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, emailOf, type World } from '../../../test/world.ts'

let world: World
let admin: pg.Client
const people = { anna: 0, uma: 0, vera: 0, pavel: 0, pia: 0 }
type Person = keyof typeof people

beforeAll(async () => {
  world = await createWorld()
  admin = new pg.Client({ connectionString: world.test.adminUrl })
  await admin.connect()
  for (const name of Object.keys(people) as Person[]) {
    await world.signIn(name)
    const found = await admin.query<{ id: number }>('select id from app_user where email = $1', [emailOf(name)])
    people[name] = found.rows[0]?.id ?? 0
  }
  // Vera looks at Uma's partnership as Uma, whose role is one of the partner's own; Pavel and Pia look at the partnership as themselves.
  await admin.query(`
    insert into partner_role (partner_id, code, label, permissions, reach, copied_from)
    select partner_id, 'own-reader', 'Reader', '{portal.sign-in,customer.read}', 'assigned', 'marketing' from membership where user_id = ${people.uma} limit 1`)
  await admin.query(`update membership set role = 'own-reader' where user_id = ${people.uma}`)
  await admin.query(`
    update session s set partner_id = m.partner_id, partnership_id = m.partnership_id, viewed_user_id = case when s.user_id = ${people.vera} then m.user_id end
      from membership m where m.user_id = ${people.uma} and s.user_id in (${people.vera}, ${people.pavel}, ${people.pia})`)
  // Rooms that stand open to nobody until something is reached.
  await admin.query(`
    update room set unlock_steps = '{first-steps}' where kind = 'support';
    update room set tiers = '{platinum}' where kind = 'kit';
    update room set categories = '{strategic}' where kind = 'report';
    update room set stages = '{later}' where kind = 'quick-actions';
    update room set tags = '{pilot}' where kind = 'tasks'`)
})
afterAll(async () => {
  await admin.end()
  await world.close()
})
beforeEach(() => admin.query('begin'))
afterEach(() => admin.query('rollback'))

type Known = { hash: Buffer; facts: Record<string, unknown> }
const known = async (name: Person): Promise<Known> => {
  const found = await admin.query<{ id_hash: Buffer; facts: string }>(
    'select s.id_hash, f.facts from session s cross join session_of(s.id_hash) f where s.user_id = $1',
    [people[name]],
  )
  const row = found.rows[0]
  if (!row) throw new Error(`${name} has no session`)
  return { hash: row.id_hash, facts: JSON.parse(row.facts) as Known['facts'] }
}
const factsNow = async ({ hash }: Known): Promise<Known['facts']> => {
  const found = await admin.query<{ facts: string }>('select facts from session_of($1)', [hash])
  return JSON.parse(found.rows[0]?.facts ?? '{}') as Known['facts']
}
const isStill = async ({ hash, facts }: Known) =>
  (await admin.query('select from session_still($1, $2)', [hash, facts['stamp']])).rowCount === 1
const differing = (one: Known['facts'], other: Known['facts']) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))

/** One way of changing each fact, and whose session it shows in. */
const changes: [what: string, whose: Person, sql: (own: number) => string][] = [
  ['the person’s name', 'anna', (id) => `update app_user set name = 'Other' where id = ${id}`],
  ['a room that was opened', 'anna', () => `update room set tiers = '{}' where kind = 'kit'`],
  ['a room that was closed', 'anna', () => `update room set status = 'draft' where kind = 'overview'`],
  ['a room that came', 'anna', () => `insert into room (partner_type, kind, label, icon, position, status) select distinct model, 'leads', 'Leads', 'flag', 9, 'live' from partnership`],
  ['a room that is gone', 'anna', () => `delete from room where kind = 'overview'`],
  ['a step of the person’s own', 'anna', (id) => `insert into step_completion (partner_id, partnership_id, user_id, step) select partner_id, partnership_id, ${id}, 'first-steps' from session where user_id = ${id}`],
  ['a step of the whole partnership', 'uma', (id) => `insert into step_completion (partner_id, partnership_id, step) select partner_id, partnership_id, 'first-steps' from session where user_id = ${id}`],
  ['a step of somebody’s, seen by staff', 'pavel', () => `insert into step_completion (partner_id, partnership_id, user_id, step) select partner_id, partnership_id, user_id, 'first-steps' from membership where user_id = ${people.anna}`],
  ['the partner’s tier', 'anna', () => `update partner set tier = 'platinum'`],
  ['the partner’s category', 'anna', () => `update partner set category = 'strategic'`],
  ['the partner’s stage', 'anna', () => `update partner set stage = 'later'`],
  ['the partner’s tags', 'anna', () => `update partner set tags = '{pilot}'`],
  ['the person’s address', 'anna', (id) => `update app_user set email = 'other@example.com' where id = ${id}`],
  ['the person’s side', 'anna', (id) => `update app_user set side = 'vendor', vendor_role = 'administrator' where id = ${id}`],
  ['that the person was disabled', 'anna', (id) => `update app_user set is_active = false where id = ${id}`],
  ['a role of the vendor’s', 'pavel', (id) => `update app_user set vendor_role = 'administrator' where id = ${id}`],
  ['a role', 'anna', (id) => `update membership set role = 'marketing' where user_id = ${id}`],
  ['the customers that are seen', 'anna', (id) => `update membership set customer_scope = 'assigned' where user_id = ${id}`],
  ['a membership that ended', 'anna', (id) => `delete from membership where user_id = ${id}`],
  ['a membership that went to somebody else', 'anna', (id) => `update membership set user_id = ${people.pavel} where user_id = ${id}`],
  ['a membership that came', 'pavel', (id) => `insert into membership select partner_id, partnership_id, ${id}, 'admin', 'all' from session where user_id = ${id}`],
  ['the name of a partner’s own role', 'uma', () => `update partner_role set label = 'Other'`],
  ['the permissions of a partner’s own role', 'uma', () => `update partner_role set permissions = '{portal.sign-in}'`],
  ['a partner’s own role that is gone', 'uma', () => 'delete from partner_role'],
  ['an assignment that ended', 'pavel', (id) => `delete from staff_partner where user_id = ${id}`],
  ['an assignment that came', 'pia', (id) => `insert into staff_partner (partner_id, user_id) select partner_id, ${id} from session where user_id = ${id}`],
  ['the channel model', 'anna', () => `update partnership set model = 'other'`],
  ['the time zone', 'anna', () => `update partnership set time_zone = 'Asia/Tokyo'`],
  ['the currency', 'anna', () => `update partnership set currency = 'JPY'`],
  ['the day on which cycles begin', 'anna', () => `update partnership set cycle_start_day = cycle_start_day % 28 + 1`],
  ['what cycles are named by', 'anna', () => `update partnership set cycle_named_by = case cycle_named_by when 'start' then 'end' else 'start' end`],
  ['the name of who is looked at', 'vera', () => `update app_user set name = 'Other' where id = ${people.uma}`],
  ['the role of who is looked at', 'vera', () => `update membership set role = 'admin' where user_id = ${people.uma}`],
  ['that who is looked at is gone', 'vera', () => `delete from app_user where id = ${people.uma}`],
  ['a look that ended', 'vera', (id) => `update session set viewed_user_id = null where user_id = ${id}`],
  ['the partnership that was chosen', 'anna', (id) => `update session set partner_id = null, partnership_id = null, epoch = epoch + 1 where user_id = ${id}`],
  ['the stage', 'anna', (id) => `update session set stage = 'factor' where user_id = ${id}`],
  ['the portal', 'anna', (id) => `update session set portal_type = 'demo' where user_id = ${id}`],
  ['the end', 'anna', (id) => `update session set expires_at = expires_at - interval '1 hour' where user_id = ${id}`],
  ['when the id changed', 'anna', (id) => `update session set rotated_at = rotated_at - interval '1 hour' where user_id = ${id}`],
  ['the browser', 'anna', (id) => `update session set device = 'other' where user_id = ${id}`],
  ['what the session is', 'anna', (id) => `update session set family = gen_random_uuid(), user_id = ${people.pavel} where user_id = ${id}`],
  ['a session of the same id', 'anna', (id) => `
    with gone as (delete from session where user_id = ${id} returning *)
    insert into session (id_hash, user_id, portal_type, device, expires_at) select id_hash, user_id, portal_type, device, expires_at from gone`],
] // prettier-ignore

describe('the stamp of a session', () => {
  it.each(changes)('is another one after a change of %s', async (_what, whose, change) => {
    const before = await known(whose)
    expect(await isStill(before)).toBe(true)
    await admin.query(change(people[whose]))
    // As recounted: a case that changes nothing would prove nothing.
    expect(differing(before.facts, await factsNow(before)).filter((key) => key !== 'stamp')).not.toEqual([])
    expect(await isStill(before)).toBe(false)
  })

  it('is proven to change with every fact that a session has', async () => {
    const seen = new Set<string>()
    const all = new Set<string>()
    for (const [, whose, change] of changes) {
      const before = await known(whose)
      await admin.query('savepoint before')
      await admin.query(change(people[whose]))
      const after = await factsNow(before)
      for (const key of differing(before.facts, after)) seen.add(key)
      for (const key of Object.keys(before.facts)) all.add(key)
      await admin.query('rollback to before')
    }
    expect([...seen].toSorted()).toEqual([...all].toSorted())
  })

  it('stays while the session is used, and while somebody else’s or nothing that decides changes', async () => {
    const before = await known('anna')
    await admin.query(`update session set last_seen_at = now() where user_id = ${people.anna}`)
    await admin.query(`update app_user set name = 'Other' where id = ${people.pia}`)
    await admin.query(`update app_user set password = 'other', last_seen_at = now() where id = ${people.anna}`)
    await admin.query('update partnership set name = name')
    expect(await isStill(before)).toBe(true)
  })

  it('is of no use with another session', async () => {
    const [anna, uma] = [await known('anna'), await known('uma')]
    expect(await isStill({ hash: uma.hash, facts: anna.facts })).toBe(false)
  })
})

describe('using a session', () => {
  it('does not wait for whoever changes its person', async () => {
    const other = new pg.Client({ connectionString: world.test.adminUrl, options: '-c lock_timeout=500' })
    await other.connect()
    await admin.query(`select from app_user where id = ${people.anna} for update`)
    const used = await other.query(`update session set last_seen_at = now() + interval '1 hour' where user_id = ${people.anna}`)
    expect(used.rowCount).toBe(1)
    await other.end()
  })
})
