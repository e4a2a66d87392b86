import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { givePassword } from '#rooms/accounts/actions.ts'
import { asActor, bindActor, systemActor } from '#server/access.ts'
import { hashPassword } from '#server/password.ts'
import type { Member } from '#shared/actor.ts'
import { takeUsers } from '#rooms/partners/people.actions.ts'
import { createWorld, emailOf, password, worldNow, worldToday, type Name, type World } from '../../../test/world.ts'
import { signIn } from './actions.ts'
import { unlockPerson } from './ends.actions.ts'
import { settleKnock, waitAtGate } from './ladder.actions.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const anna = emailOf('anna')
const later = (seconds: number) => world.setNow(worldNow.add({ seconds }))

/** One try over HTTP, each from a neighbourhood of its own unless it names one, so that the account's ladder alone is looked at. */
let neighbourhood = 0
const knock = async (email: string, given: string, { from, cookie }: { from?: string; cookie?: string } = {}) => {
  neighbourhood++
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { email, password: given },
    remoteAddress: from ?? `10.${neighbourhood >> 8}.${neighbourhood & 255}.7`,
    headers: { 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}) },
  })
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0] ?? '')
  return {
    status: answer.statusCode,
    body: answer.json(),
    headers: answer.headers,
    device: cookies.find((one) => one.startsWith('pp_device=')),
  }
}
const wrongOnes = async (email: string, count: number, options: Parameters<typeof knock>[2] = {}) => {
  for (let n = 0; n < count; n++) await knock(email, `wrong ${n}`, options)
}
const rows = <Row>(statement: ReturnType<typeof sql<Row>>) => world.arrange((tx) => tx.rows(statement))
const asSession = <Row>(statement: ReturnType<typeof sql<Row>>) =>
  world.database.within({ role: 'pp_session', readOnly: false }, (tx) => tx.rows(statement))
/** What is done after an answer is done soon after it. */
const eventually = async <T>(look: () => Promise<T>, isIt: (found: T) => boolean): Promise<T> => {
  for (let tries = 0; tries < 100; tries++) {
    const found = await look()
    if (isIt(found)) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return look()
}
const mails = () =>
  rows(sql<{ link_path: string; user_id: number }>`select link_path, user_id from mail where kind = 'session.locked' order by id`)
const secretIn = (mail: { link_path: string } | undefined) => mail?.link_path.split('#')[1] ?? ''

describe('an account that somebody guesses at', () => {
  it('refuses the right password for half a minute after five wrong ones, and takes it then', async () => {
    await wrongOnes(anna, 4)
    expect((await knock(anna, password)).status).toBe(200)
    await wrongOnes(anna, 5)
    expect((await knock(anna, password)).status).toBe(401)
    later(29)
    expect((await knock(anna, password)).status).toBe(401)
    later(30)
    expect((await knock(anna, password)).status).toBe(200)
  })

  it('pauses longer with each step', async () => {
    let seconds = 0
    for (const [wrong, pause] of [[5, 30], [6, 30], [7, 120], [8, 120], [9, 120], [10, 900]] as const) {
      later(seconds)
      await wrongOnes(anna, wrong)
      const [counter] = await asSession(sql<{ wrong: number; seconds: number }>`
        select wrong, extract(epoch from locked_until - ${worldNow.add({ seconds }).toString()}::timestamptz)::int as seconds from sign_in_counter`)
      expect(counter).toEqual({ wrong, seconds: pause })
      seconds += pause
    } // prettier-ignore
  })

  it('is not held up by one wrong password that is sent over and over', async () => {
    for (let n = 0; n < 12; n++) expect((await knock(anna, 'the stale one')).status).toBe(401)
    expect((await knock(anna, password)).status).toBe(200)
  })

  it('lets five of many guesses at once be looked at, not one more', async () => {
    await Promise.all(Array.from({ length: 16 }, (_, n) => knock(anna, `guess ${n}`)))
    expect(await asSession(sql`select wrong from sign_in_counter`)).toEqual([{ wrong: 5 }])
  })

  it('begins anew after the right password', async () => {
    await wrongOnes(anna, 4)
    await knock(anna, password)
    await wrongOnes(anna, 4)
    expect((await knock(anna, password)).status).toBe(200)
  })
})

describe('the one answer', () => {
  it('is the same, to the letter, for wrong, unknown, locked and disabled, and for the right password of each', async () => {
    await world.arrange((tx, context) =>
      takeUsers(tx, [{ email: 'gone@meridian.example', name: 'Gone', side: 'partner', isActive: false }], context),
    )
    await rows(
      sql`update app_user set password = (select password from app_user where email = ${anna}) where email = 'gone@meridian.example'`,
    )
    const gone = await knock('gone@meridian.example', password)
    const wrong = await knock(anna, 'not it')
    await wrongOnes(anna, 5)
    const locked = [await knock(anna, 'not it either'), await knock(anna, password)]
    await wrongOnes('nobody@meridian.example', 6)
    const unknown = [await knock('nobody@meridian.example', password), await knock('nobody.else@meridian.example', password)]
    const said = [wrong, gone, ...locked, ...unknown].map(({ status, body, headers }) => ({
      status,
      body: { ...body, requestId: '' },
      headers: { ...headers, date: '' },
    }))
    expect(said[0]).toMatchObject({ status: 401, body: { code: 'session.wrong-credentials' } })
    for (const one of said) expect(one).toEqual(said[0])
  })

  it('costs the same work: as many statements and one hash, whoever is named', async () => {
    const statements = async (email: string) => {
      const seen: string[] = []
      const within: typeof world.database.within = (scope, work, proof) =>
        world.database.within(scope, (tx) => work({ ...tx, rows: (query) => (seen.push('rows'), tx.rows(query)), first: (query) => (seen.push('first'), tx.first(query)) }), proof) // prettier-ignore
      const portal = { ...world.portal, database: { ...world.database, within } }
      const browser = { device: { text: '[]', label: '' }, subnet: `of ${email} ${seen.length}`, knownAs: undefined }
      await signIn(portal, { email, password: 'not it' }, browser).catch(() => undefined)
      return seen
    }
    await wrongOnes(emailOf('uma'), 5)
    const wrong = await statements(anna)
    expect(wrong.length).toBeGreaterThan(4)
    expect(await statements('nobody@meridian.example')).toEqual(wrong)
    expect(await statements(emailOf('uma'))).toEqual(wrong)
  })

  it('climbs for an address that nobody has just as for one that somebody has', async () => {
    await wrongOnes('nobody@meridian.example', 7)
    await wrongOnes(anna, 7)
    const counters = await asSession(
      sql<{ wrong: number; tried: unknown[] }>`select wrong, locked_until, jsonb_array_length(tried) as tried from sign_in_counter`,
    )
    expect(counters).toHaveLength(2)
    expect(counters[0]).toEqual(counters[1])
  })

  it('leaves a line in the log that says why, with the neighbourhood it came from', async () => {
    await knock(anna, 'not it', { from: '203.0.113.77' })
    expect(await rows(sql`select facts from event_log where name = 'session.refused'`)).toEqual([
      { facts: { userId: expect.any(Number), why: 'wrong', subnet: '203.0.113.0/24' } },
    ])
  })

  it('keeps neither an address nor a password that was tried in clear', async () => {
    await knock('secret.name@meridian.example', 'a password that somebody mistyped', { from: '203.0.113.77' })
    const kept = await asSession(sql<{ row: string }>`
      select to_jsonb(c)::text as row from sign_in_counter c union all select to_jsonb(s)::text from sign_in_subnet s`)
    expect(JSON.stringify(kept)).not.toMatch(/secret\.name|mistyped|203\.0/)
  })
})

describe('a browser that its owner signed in with before', () => {
  it('is not locked out by what strangers try, and has a ladder of its own', async () => {
    const { device = '' } = await knock(anna, password)
    await wrongOnes(anna, 6)
    expect((await knock(anna, password)).status).toBe(401)
    expect((await knock(anna, password, { cookie: device })).status).toBe(200)
    await wrongOnes(anna, 5, { cookie: device })
    expect((await knock(anna, password, { cookie: device })).status).toBe(401)
  })

  it('does not help strangers: its owner’s success forgives none of theirs', async () => {
    const { device = '' } = await knock(anna, password)
    await wrongOnes(anna, 5)
    await knock(anna, password, { cookie: device })
    expect((await knock(anna, password)).status).toBe(401)
  })

  it('passes a neighbourhood that is held back', async () => {
    const { device = '' } = await knock(anna, password)
    await world.database.within({ role: 'pp_session', readOnly: false }, async (tx) => {
      const key = world.portal.keys.mac('throttle', 'subnet|203.0.113.0/24')
      await tx.rows(sql`insert into sign_in_subnet (key, thousandths, counted_at) values (${key}, 20000, ${worldNow.toString()})`)
    })
    expect((await knock(anna, password, { from: '203.0.113.9' })).status).toBe(429)
    expect((await knock(anna, password, { from: '203.0.113.9', cookie: device })).status).toBe(200)
  })

  it('is known for whoever signed in with it, for ninety days, and by nothing that was made up', async () => {
    const { device = '' } = await knock(anna, password)
    await wrongOnes(anna, 5)
    await wrongOnes(emailOf('uma'), 5)
    expect((await knock(emailOf('uma'), password, { cookie: device })).status).toBe(401)
    const shared = await knock(emailOf('mark'), password, { cookie: device })
    expect((await knock(anna, password, { cookie: shared.device ?? '' })).status).toBe(200)
    const [, name = '', issued = '', mac = ''] = /^pp_device=([^.]+)\.([^.]+)\.(.+)$/.exec(device) ?? []
    for (const forged of [
      `${name}.${issued}.${mac.slice(0, -2)}AA`,
      `${name.slice(1)}A.${issued}.${mac}`,
      `${name}.zzzzzz.${mac}`,
      'x',
      '',
    ])
      expect((await knock(anna, password, { cookie: `pp_device=${forged}` })).status, forged).toBe(401)
    later(90 * 86_400)
    await wrongOnes(anna, 5)
    expect((await knock(anna, password, { cookie: device })).status).toBe(401)
  })
})

describe('a neighbourhood that many wrong passwords come from', () => {
  const portalOf = () => world.portal
  const from = (subnet: string) => ({ email: 'a@b.example', password: 'x', subnet, device: undefined })

  it('waits longer and longer, then hears 429 with the seconds to wait; others don’t', async () => {
    const waited: number[] = []
    const pause = async (milliseconds: number) => waited.push(milliseconds)
    for (let n = 0; n < 14; n++) await waitAtGate(portalOf(), from('203.0.113.0/24'), pause)
    expect(waited).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_000])
    await expect(waitAtGate(portalOf(), from('203.0.113.0/24'), pause)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 60 })
    await waitAtGate(portalOf(), from('198.51.100.0/24'), pause)
    expect(waited).toHaveLength(8)
  })

  it('is refused alike for known and unknown people, with Retry-After', async () => {
    for (let n = 0; n < 14; n++) await waitAtGate(portalOf(), from('203.0.113.0/24'), async () => undefined)
    const answers = [await knock(anna, password, { from: '203.0.113.5' }), await knock('nobody@x.example', 'y', { from: '203.0.113.5' })]
    for (const { status, body, headers } of answers)
      expect({ status, code: body.code, wait: headers['retry-after'] }).toEqual({ status: 429, code: 'session.too-many-tries', wait: '60' })
  })

  it('is listened to again by and by, and right passwords don’t count', async () => {
    for (let n = 0; n < 14; n++) await waitAtGate(portalOf(), from('203.0.113.0/24'), async () => undefined)
    later(60)
    await waitAtGate(portalOf(), from('203.0.113.0/24'), async () => undefined)
    for (let n = 0; n < 20; n++) expect((await knock(anna, password, { from: '192.0.2.1' })).status).toBe(200)
  })
})

describe('the mail about a pause', () => {
  it('is sent once a day to whoever has the account, with a link that ends the pause once', async () => {
    await wrongOnes(anna, 6)
    expect(await eventually(mails, (found) => found.length > 0)).toHaveLength(1)
    later(120)
    await wrongOnes(anna, 8)
    expect(await mails()).toHaveLength(1)

    const body = { secret: secretIn((await mails())[0]) }
    expect((await knock(anna, password)).status).toBe(401)
    expect((await world.send(undefined, 'POST /session/unlock', { body })).status).toBe(204)
    expect((await knock(anna, password)).status).toBe(200)
    expect(await world.send(undefined, 'POST /session/unlock', { body })).toMatchObject({
      status: 404,
      body: { code: 'session.link-spent' },
    })
  })

  it('comes again after a day, and its link lives as long', async () => {
    await wrongOnes(anna, 6)
    const [first] = await eventually(mails, (found) => found.length > 0)
    later(86_401)
    await wrongOnes(anna, 12)
    expect(await eventually(mails, (found) => found.length > 1)).toHaveLength(2)
    expect((await world.send(undefined, 'POST /session/unlock', { body: { secret: secretIn(first) } })).status).toBe(404)
  })

  it('is sent once also when many tries end at the same moment', async () => {
    await wrongOnes(anna, 4)
    await world.database.within({ role: 'pp_session', readOnly: false }, (tx) =>
      tx.rows(sql`update sign_in_counter set wrong = 5, locked_until = ${worldNow.add({ seconds: 30 }).toString()}`),
    )
    const settle = () => settleKnock(world.portal, { email: anna, password: 'x', subnet: 'x', device: undefined })
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: 4 }, settle))
      expect(await mails()).toHaveLength(1)
    }
  })

  it('goes to nobody for an address that nobody has, and not to the disabled', async () => {
    await rows(sql`update app_user set is_active = false where email = ${emailOf('mark')}`)
    for (const email of ['nobody@meridian.example', emailOf('mark')]) {
      await wrongOnes(email, 6)
      await settleKnock(world.portal, { email, password: 'x', subnet: 'x', device: undefined })
    }
    expect(await mails()).toEqual([])
  })

  it('names a secret that only the mail has; a made-up one is 404, what is none 400', async () => {
    const unlock = (secret: string) => world.send(undefined, 'POST /session/unlock', { body: { secret } })
    for (const unknown of ['A'.repeat(43), 'short', '\\x00']) expect((await unlock(unknown)).status, unknown).toBe(404)
    for (const none of ['', 'A'.repeat(101)]) expect((await unlock(none)).status, none).toBe(400)
    await wrongOnes(anna, 6)
    const [mail] = await eventually(mails, (found) => found.length > 0)
    const kept = await asSession(sql<{ row: string }>`select to_jsonb(c)::text as row from sign_in_counter c`)
    expect(JSON.stringify(kept)).not.toContain(secretIn(mail))
  })
})

describe('unlockPerson', () => {
  const actorOf = async (name: Name, kind: Member['kind']): Promise<Member> => {
    const [found] = await rows(sql<{ userId: number; partnerId: number; partnershipId: number }>`
      select u.id as "userId", s.partner_id as "partnerId", s.id as "partnershipId" from app_user u, partnership s
       where u.email = ${emailOf(name)} and s.external_id = ${name === 'omar' ? 'ostrea-resale' : 'meridian-mssp'}`)
    if (!found) throw new Error(`No ${name}`)
    const actor: Member = {
      ...found, kind, name, role: 'admin', permissions: new Set(['person.edit']), reach: name === 'pavel' ? 'assigned' : 'all', model: 'mssp',
      currency: 'EUR', timeZone: 'UTC', cycle: { startDay: 1, namedBy: 'start' }, openRooms: [], today: worldToday,
    } // prettier-ignore
    return bindActor(actor, world.database)
  }
  const userId = async (name: Name) => (await rows(sql<{ id: number }>`select id from app_user where email = ${emailOf(name)}`))[0]?.id ?? 0

  it.each([['anna', 'member'], ['pavel', 'staff'], ['vera', 'staff']] as const)('lets %s end the pause of a person in reach', async (name, kind) => {
    await wrongOnes(emailOf('uma'), 6)
    const [actor, uma] = [await actorOf(name, kind), await userId('uma')]
    await asActor(actor, (tx) => unlockPerson(tx, actor, uma))
    expect((await knock(emailOf('uma'), password)).status).toBe(200)
  }) // prettier-ignore

  it('does nothing to people of another partner', async () => {
    await wrongOnes(emailOf('uma'), 6)
    const [actor, uma] = [await actorOf('omar', 'member'), await userId('uma')]
    await asActor(actor, (tx) => unlockPerson(tx, actor, uma))
    expect((await knock(emailOf('uma'), password)).status).toBe(401)
  })
})

describe('a new password', () => {
  it('ends the pause that wrong ones brought', async () => {
    await wrongOnes(anna, 7)
    const given = 'another unlikely passphrase'
    await asActor(systemActor('test', world.database), async (tx) => {
      const person = await tx.first(sql<{ id: number }>`select id from app_user where email = ${anna}`)
      await givePassword(
        world.portal,
        tx,
        { id: person?.id ?? 0, side: 'partner' },
        await hashPassword(given, { memoryKib: 1_024, passes: 1 }),
      )
    })
    expect((await knock(anna, given)).status).toBe(200)
  })
})

describe('what is kept of tries', () => {
  it('loses its marks after a day and is gone after ninety', async () => {
    const settle = () => settleKnock(world.portal, { email: 'x@y.example', password: 'x', subnet: 'x', device: undefined })
    await knock(anna, 'not it')
    later(86_399)
    await settle()
    expect(await asSession(sql`select jsonb_array_length(tried) as marks from sign_in_counter`)).toEqual([{ marks: 1 }])
    later(86_401)
    await settle()
    expect(await asSession(sql`select wrong, jsonb_array_length(tried) as marks from sign_in_counter`)).toEqual([{ wrong: 1, marks: 0 }])
    expect(await asSession(sql`select from sign_in_subnet`)).toEqual([])
    later(90 * 86_400 + 1)
    await settle()
    expect(await asSession(sql`select from sign_in_counter`)).toEqual([])
  })
})
