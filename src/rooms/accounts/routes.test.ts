import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Portal } from '#server/deployment.ts'
import type { Session } from '#server/session.ts'
import { createWorld, emailOf, password, type Name, type World } from '../../../test/world.ts'
import { addNewcomer, mailedSecret, mailsTo, newPassword } from './accounts.test-kit.ts'
import { changePassword, changeProfile, describeAccount } from './own.actions.ts'
import { rewrapPassword, rewrapPasswords } from './rewrap.actions.ts'
import { setPassword } from './passwords.actions.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const change = (query: ReturnType<typeof sql>) => world.arrange(async (tx) => void (await tx.rows(query)))
const rowOf = (name: Name) =>
  world.arrange(async (tx) => {
    const found = await tx.first(sql<{ id: number; password: string }>`select id, password from app_user where email = ${emailOf(name)}`)
    if (!found) throw new Error(`No ${name}`)
    return found
  })
const signIn = (email: string, given: string) => world.send(undefined, 'POST /session', { body: { email, password: given } })
/** As after every test that changed it. */
const restore = (name: Name) => setPassword(world.database, world.portal, emailOf(name), password)

describe('GET /account', () => {
  it('describes oneself, to people and staff', async () => {
    expect((await world.ask('anna', 'GET /account')).body).toEqual({
      name: 'Anna',
      email: emailOf('anna'),
      locale: null,
      timeZone: null,
      passwordSetAt: null,
      may: { edit: true, reason: null },
    })
    expect((await world.ask('pavel', 'GET /account')).body).toMatchObject({ email: emailOf('pavel') })
    expect((await world.ask(null, 'GET /account')).status).toBe(401)
  })
})

describe('PATCH /account', () => {
  it('changes the name and how dates are written, of oneself alone', async () => {
    const body = { name: ' Anna Berg ', locale: 'sv-SE', timeZone: 'Europe/Stockholm' }
    expect(await world.ask('anna', 'PATCH /account', { body })).toMatchObject({
      status: 200,
      body: { ...body, name: 'Anna Berg', email: emailOf('anna') },
    })
    expect((await world.ask('uma', 'GET /account')).body).toMatchObject({ name: 'Uma', locale: null })
    expect((await world.ask('anna', 'PATCH /account', { body: { name: 'Anna', locale: null, timeZone: null } })).status).toBe(200)
  })

  it.each([
    { name: '', locale: null, timeZone: null },
    { name: 'Anna\nBcc: x@y.example', locale: null, timeZone: null },
    { name: 'Anna', locale: 'xx', timeZone: null },
    { name: 'Anna', locale: null, timeZone: 'Europe/Atlantis' },
    { name: 'Anna', locale: null, timeZone: null, email: 'other@meridian.example' },
    { name: 'Anna', locale: null, timeZone: null, is_active: true },
  ])('refuses %j', async (body) => {
    expect((await world.ask('anna', 'PATCH /account', { body })).status).toBe(400)
  })

  it('asks who it is', async () => {
    expect((await world.ask(null, 'PATCH /account', { body: { name: 'Anna', locale: null, timeZone: null } })).status).toBe(401)
  })
})

describe('PUT /account/password', () => {
  it('needs the present one, ends the other sessions, goes on under a new id and tells by mail', async () => {
    const [here, elsewhere] = [await world.signIn('uma'), await world.signIn('uma')]
    const answer = await world.send(here, 'PUT /account/password', { body: { present: password, password: newPassword } })
    expect(answer.status).toBe(204)
    const moved = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    expect(moved).not.toBe(here)
    expect((await world.send(moved, 'GET /account')).status).toBe(200)
    expect((await world.send(elsewhere, 'GET /account')).status).toBe(401)
    expect((await signIn(emailOf('uma'), newPassword)).status).toBe(200)
    const { id, password: stored } = await rowOf('uma')
    expect(stored).toMatch(/^v1\.test\./)
    expect(await mailsTo(world, id)).toContain('person.password-changed')
    await restore('uma')
  })

  it('leaves no session open that began with the old one while it was changed', async () => {
    const tries = Array.from({ length: 6 }, () => signIn(emailOf('omar'), password))
    await Promise.all([setPassword(world.database, world.portal, emailOf('omar'), newPassword), ...tries])
    const open = await world.arrange((tx) =>
      tx.rows(sql`select from session s join app_user u on u.id = s.user_id where u.email = ${emailOf('omar')}`),
    )
    expect(open).toEqual([])
    await restore('omar')
  }, 60_000)

  it('says on the field what is wrong, and changes nothing', async () => {
    const ask = (present: string, next: string) => world.ask('anna', 'PUT /account/password', { body: { present, password: next } })
    const before = await rowOf('anna')
    expect(await ask('not the present one', newPassword)).toMatchObject({
      status: 403,
      body: { code: 'password.wrong', fields: [{ path: 'present' }] },
    })
    expect(await ask(password, password)).toMatchObject({
      status: 400,
      body: { code: 'password.unchanged', fields: [{ path: 'password' }] },
    })
    expect(await ask(password, 'welcomewelcome12')).toMatchObject({ status: 400, body: { code: 'password.common' } })
    expect(await ask(password, 'too short')).toMatchObject({ status: 400, body: { fields: [{ path: 'password' }] } })
    expect(await rowOf('anna')).toEqual(before)
    const body = { present: password, password: newPassword }
    expect((await world.ask(null, 'PUT /account/password', { body })).status).toBe(401)
  })

  it('lets nobody guess the present one: the fifth wrong one ends the session', async () => {
    const cookie = await world.signIn('pia')
    const body = { present: 'not the present one', password: newPassword }
    const codes: string[] = []
    for (let tries = 0; tries < 5; tries++) codes.push((await world.send(cookie, 'PUT /account/password', { body })).body.code)
    expect(codes).toEqual([...Array.from({ length: 4 }, () => 'password.wrong'), 'factor.session-spent'])
    expect((await world.send(cookie, 'GET /account')).status).toBe(401)
  }, 60_000)

  it('changes nothing in the demo, whose people are everybody’s', async () => {
    const demo: Portal = { ...world.portal, realm: 'demo' }
    const { id } = await rowOf('anna')
    const session = { userId: id, accountId: id, idHash: Buffer.alloc(32), id: 1 } as Session // all that is looked at before the refusal
    await expect(
      changePassword(demo, { session, isKnownDevice: true }, { present: password, password: newPassword }),
    ).rejects.toMatchObject({ status: 409, code: 'account.not-in-demo' })
    await expect(changeProfile(demo, session, { name: 'Other', locale: null, timeZone: null })).rejects.toMatchObject({ status: 409 })
    expect(await describeAccount(demo, session)).toMatchObject({ may: { edit: false } })
  })

  it('voids a link that was asked for before', async () => {
    await world.send(undefined, 'POST /password-resets', { body: { email: emailOf('uma') } })
    const secret = await mailedSecret(world, (await rowOf('uma')).id)
    await restore('uma')
    const body = { secret, password: newPassword }
    expect(await world.send(undefined, 'POST /password-resets/redemption', { body })).toMatchObject({
      status: 403,
      body: { code: 'reset.refused' },
    })
  })
})

describe('POST /password-resets', () => {
  const ask = (email: string) => world.send(undefined, 'POST /password-resets', { body: { email } })

  it('answers the same for everybody, and sends a mail only to those who have a password', async () => {
    const newcomer = await addNewcomer(world)
    await change(sql`update app_user set is_active = false where email = ${emailOf('mark')}`)
    const answers = [
      await ask(emailOf('anna')),
      await ask('nobody@meridian.example'),
      await ask(newcomer.email),
      await ask(emailOf('mark')),
    ]
    for (const { status, body, headers } of answers) {
      expect({ status, body }).toEqual({ status: 204, body: '' })
      expect(Object.keys(headers).toSorted()).toEqual(Object.keys(answers[0]?.headers ?? {}).toSorted())
    }
    expect(await mailsTo(world, (await rowOf('anna')).id)).toContain('person.password-reset')
    expect(await mailsTo(world, newcomer.id)).toEqual([])
    expect(await mailsTo(world, (await rowOf('mark')).id)).toEqual([])
    await change(sql`update app_user set is_active = true where email = ${emailOf('mark')}`)
    expect((await world.send(undefined, 'POST /password-resets', { body: { email: 'x' } })).status).toBe(400)
  })

  it('takes the same time whether or not there is anything to do', async () => {
    const timed = async (email: string) => {
      const began = performance.now()
      await ask(email)
      return performance.now() - began
    }
    for (const email of [emailOf('omar'), 'nobody@ostrea.example']) expect(await timed(email)).toBeGreaterThan(295)
  })

  it('floods nobody, and leaves everybody a link that works: three at a time', async () => {
    const { id } = await rowOf('vera')
    for (let at = 0; at < 5; at++) await ask(emailOf('vera'))
    expect(await mailsTo(world, id)).toHaveLength(3)
    await change(sql`update access_link set expires_at = now() - interval '1 second' where user_id = ${id}`)
    await ask(emailOf('vera'))
    expect(await mailsTo(world, id)).toHaveLength(4)
  })
})

describe('POST /password-resets/redemption', () => {
  const asked = async (name: Name) => {
    await world.send(undefined, 'POST /password-resets', { body: { email: emailOf(name) } })
    return mailedSecret(world, (await rowOf(name)).id)
  }
  const send = (secret: string, next = newPassword) =>
    world.send(undefined, 'POST /password-resets/redemption', { body: { secret, password: next } })

  it('sets the password once, ends every session and signs nobody in', async () => {
    const open = await world.signIn('omar')
    const secret = await asked('omar')
    const answer = await send(secret)
    expect(answer).toMatchObject({ status: 204 })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect((await world.send(open, 'GET /account')).status).toBe(401)
    expect((await signIn(emailOf('omar'), password)).status).toBe(401)
    expect((await signIn(emailOf('omar'), newPassword)).status).toBe(200)
    expect(await send(secret)).toMatchObject({ status: 403, body: { code: 'reset.refused' } })
    await restore('omar')
  })

  it('works for an hour', async () => {
    const secret = await asked('pia')
    await change(sql`update access_link set expires_at = now() - interval '1 second' where user_id = ${(await rowOf('pia')).id}`)
    expect((await send(secret)).status).toBe(403)
  })

  it('makes every other link useless', async () => {
    const [older, newest] = [await asked('pia'), await asked('pia')]
    expect((await send(newest)).status).toBe(204)
    expect((await send(older)).status).toBe(403)
    await restore('pia')
  })

  it('leaves the link as it was when the password will not do', async () => {
    const secret = await asked('pia')
    expect(await send(secret, `${emailOf('pia')} pia`)).toMatchObject({ status: 400, body: { code: 'password.about-you' } })
    expect((await send(secret)).status).toBe(204)
    await restore('pia')
  })

  it('lets exactly one of 16 at once through', async () => {
    const secret = await asked('nils')
    expect(secret).not.toBe('')
    const answers = await Promise.all(Array.from({ length: 16 }, () => send(secret)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    await restore('nils')
  }, 90_000)
})

describe('a password that an import brought', () => {
  it('is sealed by the sign-in that finds it right, and by none that does not', async () => {
    const storedOf = async () => (await rowOf('mark')).password
    const bare = await storedOf()
    expect(bare).toMatch(/^\$argon2id\$/)
    await signIn(emailOf('mark'), 'not the password')
    expect(await storedOf()).toBe(bare)
    expect((await signIn(emailOf('mark'), password)).status).toBe(200)
    const sealed = await storedOf()
    expect(sealed).toMatch(/^v1\.test\./)
    expect((await signIn(emailOf('mark'), password)).status).toBe(200)
    expect(await storedOf()).toBe(sealed)
  })

  it('is sealed at the next sign-in, or all at once, and stays the same password', async () => {
    const { id, password: bare } = await rowOf('pavel')
    const wrapped = await world.arrange(async (tx) => {
      await tx.rows(sql`update app_user set password = ${bare} where id = ${id}`)
      return rewrapPassword(tx, world.portal, { userId: id, side: 'vendor', stored: bare })
    })
    expect(wrapped).toBe(!bare.startsWith('v1.'))
    const { all, changed } = await world.arrange((tx) => rewrapPasswords(tx, world.portal))
    expect(all).toBe(8)
    expect(changed).toBeLessThan(all)
    expect(await world.arrange((tx) => rewrapPasswords(tx, world.portal))).toEqual({ all: 8, changed: 0 })
    const left = await world.arrange((tx) => tx.rows(sql`select from app_user where password like '$argon2id$%'`))
    expect(left).toEqual([])
    expect((await signIn(emailOf('pavel'), password)).status).toBe(200)
  })
})
