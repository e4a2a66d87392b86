import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, emailOf, type World } from '../../../test/world.ts'
import { newPassword } from './accounts.test-kit.ts'
import { issueSetupLink } from './setup.actions.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const change = (query: ReturnType<typeof sql>) => world.arrange(async (tx) => void (await tx.rows(query)))
const offered = async () => (await issueSetupLink(world.database, world.config))?.split('#')[1] ?? ''
const send = (secret: string, more: object = {}) =>
  world.send(undefined, 'POST /setup', {
    body: { secret, name: 'Freja Holm', email: ' Freja@Vendor.Example ', password: newPassword, ...more },
  })
const refused = { status: 403, body: { code: 'setup.refused' } }

describe('POST /setup', () => {
  it('is offered to nobody while an administrator can come in', async () => {
    expect(await issueSetupLink(world.database, world.config)).toBeUndefined()
    expect(await send('made up')).toMatchObject(refused)
  })

  it('makes the first administrator, once, by the newest link', async () => {
    await change(sql`update app_user set is_active = false where email = ${emailOf('vera')}`)
    const [older, newest] = [await offered(), await offered()]
    expect(await send(older)).toMatchObject(refused)
    expect(await send(newest, { password: 'too short' })).toMatchObject({ status: 400 })
    expect(await send(newest, { email: 'no address' })).toMatchObject({ status: 400 })
    expect(await send(newest, { password: 'Freja Holm Freja' })).toMatchObject({ status: 400, body: { code: 'password.about-you' } })
    expect(await send(newest, { email: emailOf('anna') })).toMatchObject({
      status: 409,
      body: { code: 'setup.email-taken', fields: [{ path: 'email' }] },
    })
    const answers = await Promise.all([send(newest), send(newest, { email: 'other@vendor.example' }), send(newest)])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(2)
    const { email } = answers.find(({ status }) => status === 200)?.body ?? {}
    expect((await world.send(undefined, 'POST /session', { body: { email, password: newPassword } })).status).toBe(200)
    expect(await issueSetupLink(world.database, world.config)).toBeUndefined()
    await change(sql`update app_user set is_active = false where email = ${email}`)
  }, 60_000)

  it('refuses a link of before an administrator came otherwise, and one that is a day old', async () => {
    const early = await offered()
    expect(early).not.toBe('')
    await change(sql`update app_user set is_active = true where email = ${emailOf('vera')}`)
    expect(await send(early)).toMatchObject(refused)
    await change(sql`update app_user set is_active = false where email = ${emailOf('vera')}`)
    const late = await offered()
    await change(sql`update access_link set expires_at = now() - interval '1 second' where kind = 'setup'`)
    expect(await send(late)).toMatchObject(refused)
  }, 60_000)

  it('counts an administrator without a password as none: nobody could come in', async () => {
    await change(sql`update app_user set is_active = true, password = null where email = ${emailOf('vera')}`)
    expect(await offered()).not.toBe('')
  })
})
