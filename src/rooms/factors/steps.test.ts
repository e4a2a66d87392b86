import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import { createWorld, emailOf, password, worldNow, type Name, type World } from '../../../test/world.ts'
import { resetFactors } from './actions.ts'
import { authenticator, codeOf, cookieOf, givePassword, mailsTo, setUpTotp, told, type Authenticator } from './factors.test-kit.ts'
import { hashOfCode } from './recovery.ts'
import { spendCode, spendStep } from './store.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const later = (seconds: number) => world.setNow(world.portal.now().add({ seconds }))
const start = async (cookie: string) => (await world.send(cookie, 'GET /start')).body
const isIn = async (cookie: string) => (await start(cookie)).person !== null
/** Somebody with an app, whose present code is not spent. */
const withApp = async (as: Name) => {
  const cookie = await world.signIn(as)
  const made = await setUpTotp(world, cookie)
  later(60)
  return { cookie, ...made }
}
const give = (cookie: string | undefined, code: unknown) => world.send(cookie, 'POST /session/factor/totp', { body: { code } })
const withPasskey = async (as: Name): Promise<Authenticator> => {
  const cookie = await world.signIn(as)
  const device = authenticator(world.portal.origin)
  const { body } = await world.send(cookie, 'POST /account/factors/passkey-offer', { body: { proof: { password } } })
  const added = await world.send(cookie, 'POST /account/factors/passkeys', { body: { name: 'Laptop', passkey: device.make(body) } })
  expect(added).toMatchObject({ status: 200 })
  return device
}

describe('POST /session/factor/totp', () => {
  it('finishes the sign-in of somebody with an app, under a new id; the old one is dead', async () => {
    const { secret } = await withApp('anna')
    const half = await givePassword(world, 'anna')
    expect(await start(half)).toMatchObject({ person: null, partnership: null, half: { stage: 'factor', factors: ['totp', 'recovery'] } })
    expect((await world.send(half, 'GET /customers')).status).toBe(401)
    const answer = await give(half, codeOf(world, secret))
    expect(answer.status).toBe(204)
    const full = cookieOf(answer)
    expect(full).not.toBe(half)
    expect([await isIn(full), await isIn(half), (await start(half)).half]).toEqual([true, false, null])
    expect(String(answer.headers['set-cookie'])).toMatch(/pp_device=/)
  })

  it('takes the code of the step before, and with a space in the middle', async () => {
    const { secret } = await withApp('anna')
    const code = codeOf(world, secret, 1)
    expect((await give(await givePassword(world, 'anna'), `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(204)
  })

  it('takes no code twice, nor an older one after a newer (ASVS v5.0.0-6.5.1)', async () => {
    const { secret } = await withApp('anna')
    const [now, before] = [codeOf(world, secret), codeOf(world, secret, 1)]
    expect((await give(await givePassword(world, 'anna'), now)).status).toBe(204)
    const half = await givePassword(world, 'anna')
    for (const code of [now, before]) expect(await give(half, code)).toMatchObject({ status: 403, body: { code: 'factor.wrong-code' } })
    later(30)
    expect((await give(half, codeOf(world, secret))).status).toBe(204)
  })

  it('doesn’t take the code that confirmed the set-up', async () => {
    const cookie = await world.signIn('anna')
    const { secret } = await setUpTotp(world, cookie)
    expect((await give(await givePassword(world, 'anna'), codeOf(world, secret))).status).toBe(403)
  })

  it('ends the half session at the fifth miss, warns the person once, and leaves other devices alone', async () => {
    const { secret, cookie } = await withApp('anna')
    const wrong = codeOf(world, secret, 9)
    const half = await givePassword(world, 'anna')
    const answers = []
    for (let miss = 0; miss < 5; miss++) answers.push((await give(half, wrong)).body.code)
    expect(answers).toEqual([...Array(4).fill('factor.wrong-code'), 'factor.session-spent'])
    expect((await give(half, codeOf(world, secret))).status).toBe(401)
    expect(await isIn(cookie)).toBe(true)
    expect((await mailsTo(world, 'anna')).filter((kind) => kind === 'factor.missed')).toHaveLength(1)
    expect(await told(world)).toContain('factor.session-spent')
  })

  it('stops after ten misses in an hour, but not on a browser that signed in before, nor for what can’t be guessed', async () => {
    const { secret, codes } = await withApp('anna')
    const known = await give(await givePassword(world, 'anna'), codeOf(world, secret))
    const device = String(known.headers['set-cookie']).match(/pp_device=[^;]+/)?.[0] ?? ''
    later(30)
    const halves = [await givePassword(world, 'anna'), await givePassword(world, 'anna')]
    for (let miss = 0; miss < 10; miss++) await give(halves[miss % 2], '000000')
    const stranger = await givePassword(world, 'anna')
    expect(await give(stranger, codeOf(world, secret))).toMatchObject({ status: 429, body: { code: 'factor.hour-spent' } })
    const own = await givePassword(world, 'anna')
    const fromKnown = { body: { code: codeOf(world, secret) }, headers: { cookie: `${own}; ${device}` } }
    expect((await world.send(own, 'POST /session/factor/totp', fromKnown)).status).toBe(204)
    expect((await world.send(stranger, 'POST /session/factor/recovery', { body: { code: codes[0] } })).status).toBe(204)
    later(3_601)
    expect((await give(await givePassword(world, 'anna'), codeOf(world, secret))).status).toBe(204)
  })

  it('lets no more than five of any number of guesses at once be tried', async () => {
    await withApp('anna')
    const half = await givePassword(world, 'anna')
    const answers = await Promise.all(Array.from({ length: 30 }, (_, guess) => give(half, String(guess).padStart(6, '0'))))
    expect(answers.every(({ status }) => status === 401 || status === 403 || status === 503)).toBe(true)
    const tried = await world.arrange((tx) => tx.rows(sql<{ id: number }>`select id from event_log where name = 'factor.missed'`))
    expect(tried.length).toBeLessThanOrEqual(5)
  })

  it('is for those who gave a password and are asked for more', async () => {
    expect((await give(undefined, '123456')).status).toBe(401)
    expect((await give(await world.signIn('uma'), '123456')).body).toMatchObject({ status: 409, code: 'factor.not-asked' })
    await withApp('anna')
    const half = await givePassword(world, 'anna')
    for (const code of ['', '12345', 'abcdef', 123456, null, '1234567']) expect((await give(half, code)).status).toBe(400)
    expect(
      (await world.send(half, 'POST /session/factor/totp', { body: { code: '123456' }, headers: { 'x-portal-token': 'x' } })).status,
    ).toBe(403)
  })

  it('doesn’t open a secret that was copied into another person’s row', async () => {
    const { secret } = await withApp('anna')
    await withApp('omar')
    await asPortal(
      sql`update totp set secret = (select secret from totp where user_id = ${userOf('anna')}) where user_id = ${userOf('omar')}`,
    )
    expect((await give(await givePassword(world, 'omar'), codeOf(world, secret))).status).toBe(500)
  })
})

const userOf = (name: Name) => sql`(select id from app_user where email = ${emailOf(name)})`
const asPortal = (statement: ReturnType<typeof sql>) =>
  world.database.within({ role: 'pp_session', readOnly: false }, (tx) => tx.rows(statement))
const idOf = async (name: Name) => (await world.arrange((tx) => tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf(name)}`)))?.id ?? 0 // prettier-ignore

describe('a code that fifty use at once', () => {
  const rounds = 20
  const racers = 50
  const race = async (use: () => Promise<boolean>) => (await Promise.all(Array.from({ length: racers }, use))).filter(Boolean).length
  const alone = <T>(work: Parameters<typeof world.database.within<T>>[1]) =>
    world.database.within({ role: 'pp_session', readOnly: false }, work)

  it('of an app works for one of them, twenty times out of twenty', async () => {
    await withApp('anna')
    const id = await idOf('anna')
    for (let round = 1; round <= rounds; round++) expect(await race(() => alone((tx) => spendStep(tx, id, 1_000_000_000 + round)))).toBe(1)
  }, 60_000)

  it('of recovery works for one of them, twenty times out of twenty', async () => {
    for (const name of ['anna', 'omar'] as const) {
      const { codes } = await withApp(name)
      const id = await idOf(name)
      for (const code of codes) expect(await race(() => alone((tx) => spendCode(tx, id, hashOfCode(code.replaceAll('-', '')))))).toBe(1)
    }
  }, 60_000)

  it('signs in one of many half sessions', async () => {
    const { secret } = await withApp('anna')
    const halves = await Promise.all(Array.from({ length: 3 }, () => givePassword(world, 'anna')))
    const answers = await Promise.all(halves.map((half) => give(half, codeOf(world, secret))))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  })
})

describe('POST /session/factor/recovery', () => {
  const use = (cookie: string | undefined, code: unknown) => world.send(cookie, 'POST /session/factor/recovery', { body: { code } })

  it('takes each code once, however it is typed, and tells the person', async () => {
    const { codes } = await withApp('anna')
    const [code = ''] = codes
    const answer = await use(await givePassword(world, 'anna'), ` ${code.toLowerCase().replaceAll('-', ' ')} `)
    expect(answer.status).toBe(204)
    expect((await world.send(cookieOf(answer), 'GET /account/factors')).body.codesLeft).toBe(9)
    expect(await use(await givePassword(world, 'anna'), code)).toMatchObject({ status: 403, body: { code: 'factor.wrong-code' } })
    expect(await mailsTo(world, 'anna')).toContain('factor.recovery-code-used')
  })

  it('takes nobody else’s, and keeps none in the clear', async () => {
    const anna = await withApp('anna')
    await withApp('omar')
    expect((await use(await givePassword(world, 'omar'), anna.codes[0])).status).toBe(403)
    const stored = await world.database.within({ role: 'pp_session', readOnly: true }, (tx) => tx.rows(sql<{ row: string }>`select to_jsonb(r)::text as row from recovery_code r`)) // prettier-ignore
    expect(stored).toHaveLength(20)
    for (const code of anna.codes) expect(JSON.stringify(stored)).not.toContain(code.replaceAll('-', '').toLowerCase())
  })

  it('is for those who gave a password and are asked for more', async () => {
    expect((await use(undefined, 'x')).status).toBe(401)
    expect((await use(await world.signIn('uma'), 'x')).status).toBe(409)
    await withApp('anna')
    expect((await use(await givePassword(world, 'anna'), '')).status).toBe(400)
  })
})

describe('POST /session/factor/passkey-challenge and POST /session/factor/passkey', () => {
  const challengeFor = async (cookie: string) => (await world.send(cookie, 'POST /session/factor/passkey-challenge')).body
  const answerWith = (cookie: string | undefined, passkey: unknown) =>
    world.send(cookie, 'POST /session/factor/passkey', { body: { passkey } })

  it('finish the sign-in with a signature of the person’s own passkey', async () => {
    const device = await withPasskey('anna')
    const half = await givePassword(world, 'anna')
    expect((await start(half)).half).toEqual({ stage: 'factor', factors: ['passkey', 'recovery'] })
    const options = await challengeFor(half)
    expect(options).toMatchObject({ rpId: 'portal.test', userVerification: 'preferred' })
    const answer = await answerWith(half, device.sign(options))
    expect(answer.status).toBe(204)
    expect(await isIn(cookieOf(answer))).toBe(true)
  })

  it('take no signature twice, of another site, of another challenge, of a challenge that ended, or with a count that did not rise', async () => {
    const device = await withPasskey('anna')
    const refused = async (half: string, passkey: unknown) =>
      expect(await answerWith(half, passkey)).toMatchObject({ status: 403, body: { code: 'factor.passkey-refused' } })
    const first = await givePassword(world, 'anna')
    const used = device.sign(await challengeFor(first))
    expect((await answerWith(first, used)).status).toBe(204)

    const half = await givePassword(world, 'anna')
    await refused(half, used)
    await refused(half, device.sign(await challengeFor(half), { origin: 'https://portal.test.evil.example' }))
    await refused(half, device.sign(await challengeFor(half), { count: 1 }))
    await refused(half, device.sign(await challengeFor(half), { challenge: 'bm90LW91cnM' }))
    const other = await givePassword(world, 'anna')
    const options = await challengeFor(other)
    await refused(await givePassword(world, 'anna'), device.sign(options))
    later(301)
    await refused(other, device.sign(options))
  })

  it('take nobody else’s passkey', async () => {
    await withPasskey('anna')
    const omars = await withPasskey('omar')
    const half = await givePassword(world, 'anna')
    expect((await answerWith(half, omars.sign(await challengeFor(half)))).status).toBe(403)
  })

  it('are for those who gave a password and have a passkey', async () => {
    expect((await world.send(undefined, 'POST /session/factor/passkey-challenge')).status).toBe(401)
    expect((await answerWith(undefined, {})).status).toBe(401)
    await withApp('anna')
    const half = await givePassword(world, 'anna')
    expect(await challengeFor(half)).toMatchObject({ status: 409, code: 'factor.none' })
    expect((await answerWith(half, { id: 'x' })).status).toBe(400)
    expect(await challengeFor(await world.signIn('uma'))).toMatchObject({ status: 409, code: 'factor.not-asked' })
  })
})

describe('a role that requires a second factor', () => {
  it('lets nobody in before one is set up, and everybody afterwards', async () => {
    const strict = await createWorld({ asksFactors: true })
    try {
      const half = await givePassword(strict, 'vera')
      expect((await strict.send(half, 'GET /start')).body).toMatchObject({ person: null, half: { stage: 'enrol', factors: [] } })
      expect((await strict.send(half, 'GET /customers')).status).toBe(401)
      expect((await strict.send(half, 'GET /account/factors')).status).toBe(401)
      const offered = await strict.send(half, 'POST /account/factors/totp-offer', { body: {} })
      expect(offered.status).toBe(200)
      const confirmed = await strict.send(half, 'PUT /account/factors/totp', { body: { code: codeOf(strict, offered.body.secret) } })
      expect(confirmed.body.codes).toHaveLength(10)
      const full = cookieOf(confirmed)
      expect((await strict.send(full, 'GET /start')).body).toMatchObject({ person: { name: 'Vera' }, half: null })
      expect((await strict.send(full, 'GET /account/factors')).body).toMatchObject({ isRequired: true, codesLeft: 10 })

      strict.setNow(worldNow.add({ seconds: 60 }))
      const proof = { password, code: codeOf(strict, offered.body.secret) }
      const removed = await strict.send(full, 'POST /account/factors/totp-removal', { body: { proof } })
      expect(removed).toMatchObject({ status: 409, body: { code: 'factor.required' } })
      expect((await strict.send(await givePassword(strict, 'vera'), 'GET /start')).body.half.stage).toBe('factor')
      expect((await strict.send(await givePassword(strict, 'anna'), 'GET /start')).body.person.name).toBe('Anna')
    } finally {
      await strict.close()
    }
  })
})

describe('a reset by somebody who may edit people', () => {
  it('takes everything away, tells the person, and lets the password alone in again', async () => {
    await withApp('anna')
    const actor = systemActor('test', world.database)
    const id = await idOf('anna')
    await asActor(actor, (tx) => resetFactors(tx, actor, id))
    expect(await isIn(await givePassword(world, 'anna'))).toBe(true)
    expect(await told(world)).toContain('factor.reset')
    expect(await mailsTo(world, 'anna')).toContain('factor.reset')
    await expect(asActor(actor, (tx) => resetFactors(tx, actor, id))).rejects.toMatchObject({ status: 404 })
  })

  it('reaches the people of the partnership alone', async () => {
    await withApp('anna')
    await withApp('omar')
    const place = await world.arrange((tx) => tx.first(sql<{ partnerId: number; partnershipId: number }>`select partner_id as "partnerId", id as "partnershipId" from partnership where external_id = 'meridian-mssp'`)) // prettier-ignore
    const reach = async (role: 'pp_full' | 'pp_staff' | 'pp_restricted' | 'pp_vendor', user: Name, whom: Name) => {
      const scope = { role, ...place, userId: await idOf(user), readOnly: false }
      const whose = await idOf(whom)
      return world.database.within(scope, (tx) => tx.rows(sql`select user_id from second_factor where user_id = ${whose}`)).then((rows) => rows.length, () => 'refused') // prettier-ignore
    }
    expect([await reach('pp_full', 'anna', 'anna'), await reach('pp_full', 'anna', 'omar')]).toEqual([1, 0])
    expect([await reach('pp_staff', 'pavel', 'anna'), await reach('pp_staff', 'pia', 'anna')]).toEqual([1, 0])
    expect([await reach('pp_vendor', 'vera', 'omar'), await reach('pp_restricted', 'uma', 'anna')]).toEqual([1, 'refused'])
  })
})
