import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type OpenedDatabase } from '../../../test/database.ts'
import type { Scope } from './db.ts'
import { bareAddress, oneLine, sendMail } from './mail.ts'

let own: OpenedDatabase
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())

const addPerson = (email: string) =>
  own.arrange(async (tx) => {
    const added = await tx.first(
      sql<{ id: number }>`insert into app_user (email, name, side) values (${email}, 'P', 'partner') returning id`,
    )
    if (!added) throw new Error('An insert returns its row')
    return added.id
  })
let people = 0
const waiting = () =>
  own.arrange((tx) =>
    tx.rows(sql<{ address: string; subject: string; state: string; asked: number | null }>`
      select address, subject, state, asked_by_user_id as asked from mail order by id`),
  )

describe('sendMail', () => {
  it('puts a row into the outbox as each role that may ask for a mail, addressed to what is stored', async () => {
    const anna = await addPerson(`anna${++people}@x.example`)
    const uma = await addPerson(`uma${++people}@x.example`)
    for (const role of ['pp_session', 'pp_system', 'pp_full', 'pp_restricted', 'pp_staff', 'pp_vendor'] as Scope['role'][])
      await own.database.within({ role, readOnly: false, userId: anna }, (tx) =>
        sendMail(tx, { userId: uma, kind: 'password.changed', subject: role, paragraphs: ['Your password was changed.'] }),
      )
    const found = await waiting()
    expect(found.map(({ address }) => address)).toEqual(Array.from({ length: 6 }, () => `uma${people}@x.example`))
    expect(found.every(({ state, asked }) => state === 'queued' && asked === anna)).toBe(true)
  })

  it('leaves no mail behind when what it is about is rolled back', async () => {
    const before = (await waiting()).length
    const uma = await addPerson(`uma${++people}@x.example`)
    await expect(
      own.database.within({ role: 'pp_session', readOnly: false }, async (tx) => {
        await sendMail(tx, { userId: uma, kind: 'a', subject: 'a', paragraphs: [] })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect((await waiting()).length).toBe(before)
  })

  it('refuses to ask in another person’s name', async () => {
    const [anna, uma] = [await addPerson(`anna${++people}@x.example`), await addPerson(`uma${++people}@x.example`)]
    await expect(
      own.database.within({ role: 'pp_full', readOnly: false, userId: anna }, (tx) =>
        tx.rows(
          sql`insert into mail (user_id, address, kind, subject, paragraphs, asked_by_user_id) values (${uma}, '', 'a', 'a', '{}', ${uma})`,
        ),
      ),
    ).rejects.toThrow('row-level security')
  })

  it.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'reset', ''])(
    'refuses a link that is no path of the portal: %s',
    async (path) => {
      const work = own.arrange((tx) =>
        sendMail(tx, { address: 'a@b.example', kind: 'a', subject: 'a', paragraphs: [], link: { label: 'Go', path } }),
      )
      await expect(work).rejects.toThrow('path of the portal')
    },
  )

  it('refuses a person whom there is none of', async () => {
    await expect(own.arrange((tx) => sendMail(tx, { userId: 999_999, kind: 'a', subject: 'a', paragraphs: [] }))).rejects.toThrow(
      'null value',
    )
  })
})

describe('addresses and headers', () => {
  it.each(['anna@meridian.example', 'a.b+c@x-y.example', 'root@localhost'])('takes one bare address: %s', (address) =>
    expect(bareAddress(address)).toBe(address),
  )
  it.each([
    'Anna <anna@meridian.example>', '"a b"@c.example', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'team: a@b.example;',
    'a(comment)@b.example', 'a@b.example ', '@b.example', 'a@', 'a@-b.example', 'å@b.example', 'a@[127.0.0.1]', '',
  ])('refuses what is more or less than one bare address: %j', (address) => expect(() => bareAddress(address)).toThrow('bare address')) // prettier-ignore
  it('makes one line of a subject, whatever a name holds', () =>
    expect(oneLine('Alder\r\nBcc: x@y.example\u0000\u202E Bank\u2028!')).toBe('Alder Bcc: x@y.example Bank !'))
})
