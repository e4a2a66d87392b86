import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asActor, asSession } from '#server/access.ts'
import { secretHash } from '#server/out-of-band.ts'
import { lettersOf } from '#server/passphrase.ts'
import { hashPassword, stretched } from '#server/password.ts'
import { createWorld, emailOf, type World } from '../../../test/world.ts'
import { actorFor, addNewcomer, invite, mailsTo, newPassword } from './accounts.test-kit.ts'
import { issueInvitation, listInvitationStates, redeem, shutOut } from './actions.ts'
import * as links from './links.store.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const change = (query: ReturnType<typeof sql>) => world.arrange(async (tx) => void (await tx.rows(query)))
const idOf = (email: string) =>
  world.arrange(async (tx) => (await tx.first(sql<{ id: number }>`select id from app_user where email = ${email}`))?.id ?? 0)
const stateFor = async (userId: number) => {
  const anna = await actorFor(world, 'anna')
  return (await asActor(anna, (tx) => listInvitationStates(tx, [{ id: userId, state: 'invited' }]))).get(userId)
}
const send = (body: object) => world.send(undefined, 'POST /invitations/redemption', { body })
const refused = { status: 403, body: { code: 'invitation.refused' } }

describe('POST /invitations/redemption', () => {
  it('leads somebody with the link and the passphrase to a password, once', async () => {
    const { id, email } = await addNewcomer(world)
    const { secret, passphrase } = await invite(world, await actorFor(world, 'anna'), id)
    expect(await mailsTo(world, id)).toEqual(['person.invitation'])
    expect(await stateFor(id)).toBe('sent')
    const body = { secret, passphrase: passphrase.toUpperCase().replaceAll('-', ' '), password: newPassword }
    expect(await send(body)).toMatchObject({ status: 200, body: { email } })
    expect(await stateFor(id)).toBe('used')
    expect(await send(body)).toMatchObject(refused)
    expect(await world.send(undefined, 'POST /session', { body: { email, password: newPassword } })).toMatchObject({ status: 200 })
  })

  it('tells a wrong passphrase, an unknown link and nonsense in the same words', async () => {
    const { id } = await addNewcomer(world)
    const { secret, passphrase } = await invite(world, await actorFor(world, 'anna'), id)
    const answers = [
      await send({ secret, passphrase: 'wrong', password: newPassword }),
      await send({ secret: secret.slice(0, -4) + 'AAAA', passphrase, password: newPassword }),
      await send({ secret: 'x', passphrase, password: newPassword }),
    ]
    for (const answer of answers) expect(answer).toMatchObject(refused)
    const words = answers.map(({ body }) => ({ ...body, requestId: '' }))
    expect(words[1]).toEqual(words[0])
    expect(words[2]).toEqual(words[0])
  })

  it('counts five tries, also of the right one afterwards; the inviter sees that it is over', async () => {
    const { id } = await addNewcomer(world)
    const { secret, passphrase } = await invite(world, await actorFor(world, 'anna'), id)
    for (let tries = 0; tries < 5; tries++)
      expect(await send({ secret, passphrase: 'wrong', password: newPassword })).toMatchObject(refused)
    expect(await send({ secret, passphrase, password: newPassword })).toMatchObject(refused)
    expect(await stateFor(id)).toBe('expired')
  }, 60_000)

  it('says what is wrong with a password without spending a try', async () => {
    const { id, email } = await addNewcomer(world)
    const { secret, passphrase } = await invite(world, await actorFor(world, 'anna'), id)
    for (let tries = 0; tries < 6; tries++) {
      const answer = await send({ secret, passphrase, password: `${email} ${email}` })
      expect(answer).toMatchObject({ status: 400, body: { code: 'password.about-you', fields: [{ path: 'password' }] } })
    }
    expect(await send({ secret, passphrase, password: 'too short' })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(await send({ secret, passphrase, password: newPassword })).toMatchObject({ status: 200 })
  }, 60_000)

  it('is over after 24 hours, by a newer one, when voided, when the person was disabled or taken out', async () => {
    const anna = await actorFor(world, 'anna')
    const tried = async (spoil: (newcomer: { id: number }) => Promise<unknown>) => {
      const newcomer = await addNewcomer(world)
      const { secret, passphrase } = await invite(world, anna, newcomer.id)
      await spoil(newcomer)
      return send({ secret, passphrase, password: newPassword })
    }
    expect(
      await tried(({ id }) => change(sql`update access_link set expires_at = now() - interval '1 second' where user_id = ${id}`)),
    ).toMatchObject(refused)
    expect(await tried(({ id }) => invite(world, anna, id))).toMatchObject(refused)
    expect(await tried(({ id }) => asActor(anna, (tx) => shutOut(tx, id)))).toMatchObject(refused)
    expect(await tried(({ id }) => change(sql`update app_user set is_active = false where id = ${id}`))).toMatchObject(refused)
    expect(await tried(({ id }) => change(sql`delete from membership where user_id = ${id}`))).toMatchObject(refused)
    expect(await tried(({ id }) => change(sql`update app_user set email = email || '.other' where id = ${id}`))).toMatchObject(refused)
  }, 60_000)

  it('can’t be redeemed by a row that was copied to another person', async () => {
    const anna = await actorFor(world, 'anna')
    const [mine, victim] = [await addNewcomer(world), await addNewcomer(world)]
    const { secret, passphrase } = await invite(world, anna, mine.id)
    await change(sql`update access_link set user_id = ${victim.id} where secret_hash = ${secretHash(secret)}`)
    expect(await send({ secret, passphrase, password: newPassword })).toMatchObject(refused)
  })

  it('lets exactly one of 50 at once in, 20 times out of 20', async () => {
    const anna = await actorFor(world, 'anna')
    const hash = await hashPassword(newPassword, { memoryKib: 64, passes: 1 })
    let successes = 0
    for (let round = 0; round < 20; round++) {
      const { id } = await addNewcomer(world)
      const { secret, passphrase } = await invite(world, anna, id)
      const salt = await asSession(world.portal, (tx) => links.findSalt(tx, secretHash(secret)))
      const stretch = await stretched(lettersOf(passphrase), salt ?? Buffer.alloc(0))
      const tried = { secret, stretch, hash, password: newPassword }
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () => asSession(world.portal, (tx) => redeem(world.portal, tx, tried)).catch(() => undefined)),
      )
      successes += outcomes.filter(Boolean).length
    }
    expect(successes).toBe(20)
  }, 120_000)
})

describe('POST /invitations/opening', () => {
  it('shows the inviter that the page was opened, and answers alike for everything', async () => {
    const { id } = await addNewcomer(world)
    const { secret } = await invite(world, await actorFor(world, 'anna'), id)
    const open = (value: string) => world.send(undefined, 'POST /invitations/opening', { body: { secret: value } })
    expect(await open('unknown')).toMatchObject({ status: 204 })
    expect(await stateFor(id)).toBe('sent')
    expect(await open(secret)).toMatchObject({ status: 204 })
    expect(await stateFor(id)).toBe('opened')
    expect(await world.send(undefined, 'POST /invitations/opening', { body: {} })).toMatchObject({ status: 400 })
  })
})

describe('an invitation', () => {
  it('is not for somebody who has a password, nor for people whom the inviter can’t see', async () => {
    const anna = await actorFor(world, 'anna')
    const uma = await idOf(emailOf('uma'))
    const inviting = (by: typeof anna, userId: number) => asActor(by, (tx) => issueInvitation(tx, world.portal, { userId, by }))
    await expect(inviting(anna, uma)).rejects.toMatchObject({ code: 'invitation.has-password', status: 409 })
    const { id } = await addNewcomer(world)
    await expect(inviting(await actorFor(world, 'omar'), id)).rejects.toMatchObject({ status: 404 })
  })

  it('is kept by the database to members of the inviter’s partnership, whatever the application overlooks', async () => {
    const omar = await actorFor(world, 'omar')
    const { id } = await addNewcomer(world)
    const add = (userId: number) =>
      asActor(omar, async (tx) => {
        const at = await links.expiryIn(tx, 1)
        await links.addLink(tx, secretHash(String(userId)), at, {
          kind: 'invitation',
          userId,
          by: omar,
          salt: Buffer.alloc(1),
          sealed: Buffer.alloc(1),
        })
      })
    await expect(add(id)).rejects.toThrow(/foreign key|violates/)
    const reset = (userId: number) =>
      asActor(omar, async (tx) => links.addLink(tx, secretHash('r'), await links.expiryIn(tx, 1), { kind: 'reset', userId }))
    await expect(reset(omar.userId)).rejects.toThrow(/row-level security/)
  })

  it('can be given by staff who look at the partner, and keeps nothing of the secrets', async () => {
    const { id } = await addNewcomer(world)
    const pavel = await actorFor(world, 'pavel')
    const { secret, passphrase } = await invite(world, pavel, id)
    const kept = await world.arrange(async (tx) =>
      JSON.stringify(
        await tx.rows(sql`select l.*, e.facts from access_link l, event_log e where l.user_id = ${id} and e.name = 'person.invited'`),
      ),
    )
    for (const part of [secret, passphrase, passphrase.replaceAll('-', '')]) expect(kept).not.toContain(part)
    expect(await send({ secret, passphrase, password: newPassword })).toMatchObject({ status: 200 })
  })
})
