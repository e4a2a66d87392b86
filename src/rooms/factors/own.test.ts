import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { openKeyring } from '#server/keys.ts'
import { hashOf } from '#server/session-id.ts'
import { visitOfId } from '#server/session.ts'
import { parseConfig } from '#shared/config.ts'
import written from '../../../portal.config.ts'
import { createWorld, emailOf, password, type Name, type World } from '../../../test/world.ts'
import { stageFor } from './actions.ts'
import { authenticator, codeOf, cookieOf, givePassword, mailsTo, setUpTotp, told } from './factors.test-kit.ts'
import { describeOwn } from './own.actions.ts'
import { resetByAddress } from './reset.command.ts'
import { rewrapFactors } from './rewrap.actions.ts'
import { openSecret } from './secrets.ts'
import { offerPasskey, offerTotp } from './set-up.actions.ts'
import { base32 } from './totp.ts'

let world: World
let cookie: string
beforeEach(async () => {
  world = await createWorld()
  cookie = await world.signIn('anna')
})
afterEach(() => world.close())

const later = (seconds: number) => world.setNow(world.portal.now().add({ seconds }))
const ask = (line: string, body?: unknown, params?: Record<string, string>) =>
  world.send(cookie, line, { body, ...(params ? { params } : {}) })
const own = async () => (await ask('GET /account/factors')).body
const proofWith = (secret: string) => {
  later(30)
  return { password, code: codeOf(world, secret) }
}
const isIn = async (given: string) => (await world.send(given, 'GET /start')).body.person !== null
/** Every change asks who it is in the same way. */
const proven = [
  'POST /account/factors/totp-offer',
  'POST /account/factors/totp-removal',
  'POST /account/factors/passkey-offer',
  'PUT /account/factors/recovery-codes',
]

describe('GET /account/factors', () => {
  it('says what one has, and nothing of the secrets', async () => {
    expect(await own()).toEqual({ totpSince: null, passkeys: [], codesLeft: 0, isRequired: false, may: { edit: true, reason: null } })
    await setUpTotp(world, cookie)
    expect(await own()).toMatchObject({ totpSince: '2026-06-10T12:00:00.000Z', codesLeft: 10 })
  })
  it('is for those who are signed in', async () => {
    expect((await world.ask(null, 'GET /account/factors')).status).toBe(401)
    await setUpTotp(world, cookie)
    expect((await world.send(await givePassword(world, 'anna'), 'GET /account/factors')).status).toBe(401)
    expect((await world.send(cookie, 'GET /account/factors', { query: { of: 'omar' } })).status).toBe(400)
  })
})

describe('a proof', () => {
  it.each(proven)('is asked by %s: the password, then a factor as well', async (line) => {
    expect(await ask(line, {})).toMatchObject({ status: line.endsWith('offer') ? 403 : 400 })
    const bare = await ask(line, { proof: { password: 'not it' } })
    // What is not there can't be removed or renewed, whoever asks.
    if (line.endsWith('offer')) expect(bare).toMatchObject({ status: 403, body: { code: 'factor.wrong-password' } })
    else expect(bare).toMatchObject({ status: 409, body: { code: 'factor.none' } })
    await setUpTotp(world, cookie)
    expect(await ask(line, { proof: { password } })).toMatchObject({ status: 403, body: { code: 'factor.proof-missing' } })
    expect(await ask(line, { proof: { password, code: '000000' } })).toMatchObject({ status: 403, body: { code: 'factor.wrong-code' } })
    expect(await ask(line, { proof: { password: 'not it', code: '000000' } })).toMatchObject({ body: { code: 'factor.wrong-password' } })
    expect(await ask(line, { proof: { password: 7 } })).toMatchObject({ status: 400 })
    expect((await world.ask(null, line, { body: { proof: { password } } })).status).toBe(401)
  })

  it('ends the session at the fifth miss: whoever has only the cookie can’t try passwords', async () => {
    for (let miss = 0; miss < 4; miss++) expect((await ask(proven[0] ?? '', { proof: { password: `guess ${miss}` } })).status).toBe(403)
    expect(await ask(proven[0] ?? '', { proof: { password: 'guess' } })).toMatchObject({
      status: 401,
      body: { code: 'factor.session-spent' },
    })
    expect(await isIn(cookie)).toBe(false)
  })

  it('may be a recovery code, which is used up', async () => {
    const { codes } = await setUpTotp(world, cookie)
    expect((await ask('POST /account/factors/totp-offer', { proof: { password, code: codes[3] } })).status).toBe(200)
    expect((await own()).codesLeft).toBe(9)
  })

  it('is asked of half sessions in no other way than to finish signing in', async () => {
    await setUpTotp(world, cookie)
    const half = await givePassword(world, 'anna')
    for (const line of ['POST /account/factors/totp-offer', 'POST /account/factors/passkey-offer'])
      expect(await world.send(half, line, { body: {} })).toMatchObject({ status: 409, body: { code: 'factor.asked-first' } })
    expect((await world.send(half, 'PUT /account/factors/totp', { body: { code: '123456' } })).status).toBe(409)
    for (const line of proven.filter((one) => !one.endsWith('offer')))
      expect((await world.send(half, line, { body: { proof: { password } } })).status).toBe(401)
  })
})

describe('POST /account/factors/totp-offer and PUT /account/factors/totp', () => {
  it('set up an app once its first code was given; the codes are shown then, and other sessions end', async () => {
    const other = await world.signIn('anna')
    const { body } = await ask('POST /account/factors/totp-offer', { proof: { password } })
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(body.address).toMatch(
      /^otpauth:\/\/totp\/.+:anna%40meridian\.example\?secret=[A-Z2-7]{32}&issuer=.+&algorithm=SHA1&digits=6&period=30$/,
    )
    expect((await own()).totpSince).toBeNull()
    expect((await ask('PUT /account/factors/totp', { code: '12345' })).status).toBe(400)
    expect(await ask('PUT /account/factors/totp', { code: codeOf(world, body.secret, 5) })).toMatchObject({ status: 403 })
    const { body: added } = await ask('PUT /account/factors/totp', { code: codeOf(world, body.secret) })
    expect(added.codes).toHaveLength(10)
    for (const code of added.codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect([await isIn(cookie), await isIn(other)]).toEqual([true, false])
    expect(await mailsTo(world, 'anna')).toEqual(['factor.totp-set'])
    expect(await told(world)).toContain('factor.totp-set')
  })

  it('keep the session that makes the change, also when its id is replaced in that very request', async () => {
    later(10 * 60)
    const { body } = await ask('POST /account/factors/totp-offer', { proof: { password } })
    later(6 * 60)
    const confirmed = await ask('PUT /account/factors/totp', { code: codeOf(world, body.secret) })
    const replaced = cookieOf(confirmed)
    expect(replaced).not.toBe(cookie)
    expect(await isIn(replaced)).toBe(true)
  })

  it('keep the secret sealed', async () => {
    const { secret } = await setUpTotp(world, cookie)
    const rows = await world.database.within({ role: 'pp_session', readOnly: true }, (tx) => tx.rows(sql<{ secret: string }>`select secret from totp`)) // prettier-ignore
    expect(rows).toHaveLength(1)
    expect(rows[0]?.secret).toMatch(/^v1\.test\.[\w-]+$/)
    expect(rows[0]?.secret).not.toContain(secret)
  })

  it('take no code of an offer that was taken, replaced or is older than a quarter of an hour', async () => {
    const ended = { status: 409, body: { code: 'factor.offer-ended' } }
    expect(await ask('PUT /account/factors/totp', { code: '123456' })).toMatchObject(ended)
    const { body: first } = await ask('POST /account/factors/totp-offer', { proof: { password } })
    const { body: second } = await ask('POST /account/factors/totp-offer', { proof: { password } })
    expect((await ask('PUT /account/factors/totp', { code: codeOf(world, first.secret) })).status).toBe(403)
    later(15 * 60)
    expect(await ask('PUT /account/factors/totp', { code: codeOf(world, second.secret) })).toMatchObject(ended)
  })

  it('move to another app with the old one’s code, and give no new recovery codes for it', async () => {
    const { secret } = await setUpTotp(world, cookie)
    const { body } = await ask('POST /account/factors/totp-offer', { proof: proofWith(secret) })
    const { body: added } = await ask('PUT /account/factors/totp', { code: codeOf(world, body.secret) })
    expect(added).toEqual({ codes: null })
    later(60)
    const half = await givePassword(world, 'anna')
    expect((await world.send(half, 'POST /session/factor/totp', { body: { code: codeOf(world, secret) } })).status).toBe(403)
    expect((await world.send(half, 'POST /session/factor/totp', { body: { code: codeOf(world, body.secret) } })).status).toBe(204)
  })

  it('are for those who gave a password', async () => {
    expect((await world.ask(null, 'PUT /account/factors/totp', { body: { code: '123456' } })).status).toBe(401)
  })
})

describe('POST /account/factors/totp-removal', () => {
  it('leaves the password alone, with nothing behind', async () => {
    const { secret } = await setUpTotp(world, cookie)
    const proof = proofWith(secret)
    expect((await ask('POST /account/factors/totp-removal', { proof })).status).toBe(204)
    expect(await own()).toMatchObject({ totpSince: null, codesLeft: 0 })
    expect(await isIn(await givePassword(world, 'anna'))).toBe(true)
    expect(await mailsTo(world, 'anna')).toContain('factor.totp-removed')
    expect(await ask('POST /account/factors/totp-removal', { proof: { password } })).toMatchObject({
      status: 409,
      body: { code: 'factor.none' },
    })
  })
})

describe('PUT /account/factors/recovery-codes', () => {
  it('gives ten others, and the old ones stop working', async () => {
    const { secret, codes } = await setUpTotp(world, cookie)
    const { body } = await ask('PUT /account/factors/recovery-codes', { proof: proofWith(secret) })
    expect(new Set([...codes, ...body.codes]).size).toBe(20)
    const half = await givePassword(world, 'anna')
    const use = async (code: string) => (await world.send(half, 'POST /session/factor/recovery', { body: { code } })).status
    expect([await use(codes[0] ?? ''), await use(body.codes[0])]).toEqual([403, 204])
  })
  it('is of no use without a factor', async () =>
    expect(await ask('PUT /account/factors/recovery-codes', { proof: { password } })).toMatchObject({
      status: 409,
      body: { code: 'factor.none' },
    }))
})

describe('passkeys', () => {
  const offer = async (proof: unknown = { password }) => (await ask('POST /account/factors/passkey-offer', { proof })).body
  const add = (passkey: unknown, name = 'Laptop') => ask('POST /account/factors/passkeys', { name, passkey })
  const device = () => authenticator(world.portal.origin)
  const signed = async (key: ReturnType<typeof device>) => ({
    password,
    passkey: key.sign((await ask('POST /account/factors/proof-challenge')).body),
  })

  it('POST /account/factors/passkey-offer and POST /account/factors/passkeys add several, each proved by one before', async () => {
    const [laptop, key] = [device(), device()]
    const options = await offer()
    expect(options).toMatchObject({
      rp: { id: 'portal.test' },
      user: { name: 'anna@meridian.example' },
      excludeCredentials: [],
      attestation: 'none',
    })
    expect((await add(laptop.make(options))).body.codes).toHaveLength(10)
    const again = await offer(await signed(laptop))
    expect(again.excludeCredentials).toHaveLength(1)
    expect((await add(key.make(again), 'Key on my ring')).body).toEqual({ codes: null })
    expect((await own()).passkeys).toMatchObject([{ name: 'Laptop', isSynced: false, lastUsedAt: '2026-06-10T12:00:00.000Z' }, { name: 'Key on my ring', lastUsedAt: null }]) // prettier-ignore
    expect(await mailsTo(world, 'anna')).toEqual(['factor.passkey-added', 'factor.passkey-added'])
  })

  it('are refused from another site, for another challenge, for a challenge that ended and when they are known', async () => {
    const key = device()
    const refused = { status: 403, body: { code: 'factor.passkey-refused' } }
    expect(await add(key.make(await offer(), { origin: 'https://evil.example' }))).toMatchObject(refused)
    expect(await add(key.make(await offer(), { challenge: 'bm90LW91cnM' }))).toMatchObject(refused)
    const options = await offer()
    later(301)
    expect(await add(key.make(options))).toMatchObject(refused)
    const good = key.make(await offer())
    expect((await add(good)).status).toBe(200)
    const twice = key.make(await offer(await signed(key)))
    expect(await add(twice)).toMatchObject({ status: 409, body: { code: 'factor.passkey-known' } })
  })

  it('are refused in a form that no browser sends, with a bad name, and from nobody', async () => {
    const made = device().make(await offer())
    expect((await add({ ...made, more: 1 })).status).toBe(400)
    expect((await add(made, '')).status).toBe(400)
    expect((await world.ask(null, 'POST /account/factors/passkeys', { body: { name: 'x', passkey: made } })).status).toBe(401)
    expect((await world.ask(null, 'POST /account/factors/proof-challenge')).status).toBe(401)
    expect(await ask('POST /account/factors/proof-challenge')).toMatchObject({ status: 409, body: { code: 'factor.none' } })
    expect((await ask('POST /account/factors/proof-challenge', { x: 1 })).status).toBe(400)
  })

  it('PATCH /account/factors/passkeys/:id and POST /account/factors/passkeys/:id/removal reach one’s own alone', async () => {
    const key = device()
    await add(key.make(await offer()))
    const [passkey] = (await own()).passkeys
    const at = { id: passkey.id }
    expect((await ask('PATCH /account/factors/passkeys/:id', { name: 'Work laptop' }, at)).status).toBe(204)
    expect((await own()).passkeys[0].name).toBe('Work laptop')
    expect((await ask('PATCH /account/factors/passkeys/:id', { name: ' ' }, at)).status).toBe(400)
    expect((await ask('PATCH /account/factors/passkeys/:id', { name: 'x' }, { id: 'pky_missing0' })).status).toBe(404)
    expect((await world.ask(null, 'PATCH /account/factors/passkeys/:id', { params: at, body: { name: 'x' } })).status).toBe(401)
    expect((await world.ask('omar', 'PATCH /account/factors/passkeys/:id', { params: at, body: { name: 'x' } })).status).toBe(404)

    const removal = 'POST /account/factors/passkeys/:id/removal'
    expect((await world.ask('omar', removal, { params: at, body: { proof: { password } } })).status).toBe(404)
    expect((await world.ask(null, removal, { params: at, body: { proof: { password } } })).status).toBe(401)
    expect((await ask(removal, {}, at)).status).toBe(400)
    expect((await ask(removal, { proof: { password } }, at)).status).toBe(403)
    expect((await ask(removal, { proof: await signed(key) }, at)).status).toBe(204)
    expect(await own()).toMatchObject({ passkeys: [], codesLeft: 0 })
    expect(await isIn(cookieOf(await world.send(undefined, 'POST /session', { body: { email: 'anna@meridian.example', password } })))).toBe(
      true,
    )
  })

  it('a proof’s signature signs nobody in, and a sign-in’s proves no change', async () => {
    const key = device()
    await add(key.make(await offer()))
    const half = await givePassword(world, 'anna')
    const forSignIn = (await world.send(half, 'POST /session/factor/passkey-challenge')).body
    const proof = { password, passkey: key.sign(forSignIn) }
    expect((await ask('PUT /account/factors/recovery-codes', { proof })).status).toBe(403)
    const forProof = (await ask('POST /account/factors/proof-challenge')).body
    expect((await world.send(half, 'POST /session/factor/passkey', { body: { passkey: key.sign(forProof) } })).status).toBe(403)
  })

  it('are ten at most', async () => {
    const first = device()
    await add(first.make(await offer()))
    for (let more = 2; more <= 10; more++) await add(device().make(await offer(await signed(first))))
    expect((await own()).passkeys).toHaveLength(10)
    expect(await ask('POST /account/factors/passkey-offer', { proof: await signed(first) })).toMatchObject({ status: 409, body: { code: 'factor.too-many-passkeys' } }) // prettier-ignore
  }, 30_000)
})

describe('the demo', () => {
  it('asks nobody for a second factor and lets nobody set one up, because its people are everybody’s', async () => {
    const demo: Portal = { ...world.portal, realm: 'demo', config: parseConfig(written) }
    const visit = await visitOfId(world.portal, hashOf(cookie.slice('pp_sid='.length)))
    expect(await describeOwn(demo, visit)).toMatchObject({ isRequired: false, may: { edit: false } })
    await expect(offerTotp(demo, visit, { password })).rejects.toMatchObject({ status: 409, code: 'factor.not-in-demo' })
    await expect(offerPasskey(demo, visit, { password })).rejects.toMatchObject({ status: 409, code: 'factor.not-in-demo' })
    const vera = await userIdOf('vera')
    const stage = (portal: Portal) =>
      world.database.within({ role: 'pp_session', readOnly: true }, (tx) => stageFor(tx, portal, { id: vera }))
    expect([await stage(demo), await stage({ ...demo, realm: 'real' })]).toEqual(['full', 'enrol'])
  })
})

describe('a new master key', () => {
  it('seals the secrets of all apps anew, and their codes go on working', async () => {
    const { secret } = await setUpTotp(world, cookie)
    const keys = [Buffer.alloc(32, 9), Buffer.alloc(32, 7)].map((key, at) => ({ kid: ['next', 'test'][at] ?? '', key }))
    const next = openKeyring({ keys }, 'real')
    const rewrap = () => asActor(systemActor('test', world.database), (tx) => rewrapFactors(tx, { keys: next, realm: 'real' }))
    expect([await rewrap(), await rewrap()]).toEqual([
      { all: 1, changed: 1 },
      { all: 1, changed: 0 },
    ])
    const [row] = await world.database.within({ role: 'pp_session', readOnly: true }, (tx) => tx.rows(sql<{ secret: string }>`select secret from totp`)) // prettier-ignore
    expect(row?.secret).toMatch(/^v1\.next\./)
    const alone = openKeyring({ keys: keys.slice(0, 1) }, 'real')
    const opened = openSecret(
      { ...world.portal, keys: alone },
      { accountId: await userIdOf('anna'), portalType: 'partner' },
      row?.secret ?? '',
    )
    expect(base32(opened)).toBe(secret)
  })
})

describe('npm run factor-reset', () => {
  it('takes the factors of one address away and ends its sessions', async () => {
    await setUpTotp(world, cookie)
    await resetByAddress(world.database, 'anna@meridian.example')
    expect(await isIn(cookie)).toBe(false)
    expect(await isIn(await givePassword(world, 'anna'))).toBe(true)
    await expect(resetByAddress(world.database, 'anna@meridian.example')).rejects.toMatchObject({ code: 'factor.none' })
    await expect(resetByAddress(world.database, 'nobody@meridian.example')).rejects.toMatchObject({ code: 'person.unknown' })
  })
})

const userIdOf = async (name: Name) =>
  (await world.arrange((tx) => tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf(name)}`)))?.id ?? 0
