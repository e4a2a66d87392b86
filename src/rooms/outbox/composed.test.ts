import { fork } from 'node:child_process'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { sendComposed, sendMail, type Composer } from '#server/mail.ts'
import type { Letter } from '#shared/letter.ts'
import { Problem } from '#shared/problem.ts'
import { createWorld, emailOf, worldNow, type Name, type World } from '../../../test/world.ts'
import { claimMail } from './delivery.store.ts'
import { deliverWaiting, settleLost, type Delivering } from './jobs.ts'
import { mailServer, parseMail } from './mail-server.test-kit.ts'
import { outlookFaults } from './outlook.test-kit.ts'
import { openPost } from './post.ts'
import { mostMailsDaily } from './rules.ts'
import { resumeOwnMail, takeBounce } from './trouble.actions.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() =>
  world.arrange(async (tx) => {
    await tx.rows(sql`delete from mail`)
    await tx.rows(sql`delete from mail_trouble`)
    await tx.rows(sql`delete from news`)
  }),
)

const arrange = <T>(work: (tx: Tx) => Promise<T>) => asActor(systemActor('test', world.database), work)
const userId = (as: Name) =>
  arrange(async (tx) => (await tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf(as)}`))?.id ?? 0)

const letter: Letter = {
  subject: 'Your week',
  preheader: 'Three open tasks',
  blocks: [
    { is: 'section', text: 'Meridian Käuferschaft €' },
    { is: 'rows', rows: [{ title: 'Alder\u202e <b>', path: '/go#x' }] },
  ],
  unsubscribe: { label: 'Stop it', path: '/api/stop?token=v1.abc' },
}
const delivering = (port: number | undefined, { composers = {}, perMinute = 300 }: Partial<Delivering> = {}): Delivering => {
  const { database, config, keys, files, now, realm } = world.portal
  const origin = 'https://partners.example.com'
  const from = { name: 'Northwall', address: 'portal@vendor.example' }
  const post = port === undefined ? undefined : openPost({ url: `smtp://127.0.0.1:${port}`, from, silenceSeconds: 2 })
  return { database, config, keys, files, now, realm, origin, log: pino({ level: 'silent' }), post, composers, perMinute }
}
const composing = (compose: Composer = async () => letter) => ({ composers: { test: compose } })
const ask = async (as: Name = 'uma', of = {}) => {
  const id = await userId(as)
  await arrange((tx) => sendComposed(tx, { userId: id, kind: 'digest.weekly', compose: 'test', of }))
}
const askSecurity = async (as: Name = 'uma') => {
  const id = await userId(as)
  await arrange((tx) => sendMail(tx, { userId: id, kind: 'password.reset', subject: 'A reset', paragraphs: ['One.'] }))
}
const mails = () =>
  arrange((tx) =>
    tx.rows(sql<{ state: string; subject: string; error: string | null; body_html: string | null; waits: boolean }>`
      select state, subject, error, body_html, next_try_at > now() as waits from mail order by id`),
  )
const states = async () => (await mails()).map(({ state }) => state)
const refusing = (code: number, message: string) =>
  mailServer({ onRcptTo: (_address, _session, done) => done(Object.assign(new Error(message), { responseCode: code })) })

describe('a composed mail', () => {
  it('is written when it leaves, as text and HTML, with the ways to stop it that mail programs know', async () => {
    const { received, port } = await mailServer()
    const asked: unknown[] = []
    await ask('uma', { frequency: 'weekly' })
    expect((await mails())[0]).toMatchObject({ state: 'queued', subject: '' })
    await deliverWaiting(
      delivering(
        port,
        composing(async (_running, of) => {
          asked.push(of)
          return letter
        }),
      ),
    )
    expect(asked).toEqual([{ userId: await userId('uma'), of: { frequency: 'weekly' } }])
    const { header, parts } = parseMail(received[0]?.text ?? '')
    expect(received[0]?.to).toEqual([emailOf('uma')])
    expect(header).toMatchObject({
      subject: 'Your week',
      'auto-submitted': 'auto-generated',
      'list-unsubscribe': '<https://partners.example.com/api/stop?token=v1.abc>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'content-type': expect.stringMatching(/^multipart\/alternative;/),
    })
    expect(header['message-id']).toMatch(/^<mai_\w+@partners\.example\.com>$/)
    expect(parts.map(({ type }) => type)).toEqual(['text/plain; charset=utf-8', 'text/html; charset=utf-8'])
    const [text, html] = parts
    for (const part of [text, html]) expect(part?.body).toContain('Meridian Käuferschaft €')
    expect(text?.body).toContain('* Alder  <b>\r\n  https://partners.example.com/go#x')
    expect(outlookFaults(html?.body ?? '')).toEqual([])
    for (const line of (received[0]?.text ?? '').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
    expect(await mails()).toMatchObject([{ state: 'sent', subject: 'Your week', body_html: null }])
  })

  it('is not sent when there is nothing to say any more', async () => {
    const { received, port } = await mailServer()
    await ask()
    await deliverWaiting(
      delivering(
        port,
        composing(async () => undefined),
      ),
    )
    expect(received).toEqual([])
    expect(await mails()).toMatchObject([{ state: 'dropped', error: 'There was nothing to say any more.' }])
  })

  it('is tried again when it could not be written, and given up when it never can be', async () => {
    const { received, port } = await mailServer()
    const failing = (error: Error) =>
      composing(async () => {
        throw error
      })
    await ask()
    await deliverWaiting(delivering(port, failing(new Error('away'))))
    expect(await mails()).toMatchObject([{ state: 'queued', waits: true, error: 'It could not be written.' }])
    await arrange((tx) => tx.rows(sql`update mail set next_try_at = now()`))
    await deliverWaiting(delivering(port, failing(new Problem('x.y', 400, { publicMessage: 'Never.' }))))
    expect(await mails()).toMatchObject([{ state: 'failed', error: 'Never.' }])
    await ask()
    await deliverWaiting(delivering(port))
    expect(await states()).toEqual(['failed', 'failed'])
    expect(received).toEqual([])
  })

  it('is written for the administrator to read where no mail is sent', async () => {
    await ask()
    await askSecurity()
    await deliverWaiting(delivering(undefined, composing()))
    expect((await mails()).map(({ state, subject }) => [state, subject])).toEqual([['kept', 'Your week'], ['kept', 'A reset']]) // prettier-ignore
    const [line] = (await world.ask('vera', 'GET /outbox')).body.items.filter(({ subject }: { subject: string }) => subject === 'Your week')
    const { body } = await world.ask('vera', 'GET /outbox/:id', { params: { id: line.id } })
    expect(body.paragraphs.join('\n')).toContain('Meridian Käuferschaft €')
    const query = { ticket: body.ticket as string } // the contract's reply
    const shown = await world.ask('vera', 'GET /outbox/html', { query })
    expect(shown.headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
    expect(outlookFaults(shown.raw.toString())).toEqual([])
    for (const as of ['anna', 'pavel'] as const) expect((await world.ask(as, 'GET /outbox/html', { query })).status).toBe(403)
    expect((await world.ask(null, 'GET /outbox/html', { query })).status).toBe(401)
    expect((await world.ask('vera', 'GET /outbox/html', { query: { ticket: '' } })).status).toBe(400)
    expect((await world.ask('vera', 'GET /outbox/html', { query: { ticket: `${query.ticket}x` } })).status).toBe(404)
    expect((await world.send(await world.signIn('vera'), 'GET /outbox/html', { query })).status).toBe(404) // another session
    world.setNow(worldNow.add({ seconds: 61 }))
    expect((await world.ask('vera', 'GET /outbox/html', { query })).status).toBe(404)
    world.setNow(worldNow)
    const [plain] = (await world.ask('vera', 'GET /outbox')).body.items.filter(({ subject }: { subject: string }) => subject === 'A reset')
    expect((await world.ask('vera', 'GET /outbox/:id', { params: { id: plain.id } })).body.ticket).toBeNull()
  })

  it('is sent again after a crash while it was being written, and not when the mail server may have had it', async () => {
    const { received, port } = await mailServer()
    await ask()
    await arrange((tx) => claimMail(tx, { perMinute: 300, perPersonDaily: 20 })) // and dies
    await settleLost(delivering(port), 0)
    expect(await states()).toEqual(['queued'])
    const silent = await mailServer({ onData: (stream) => void stream.resume() }) // takes the text and never answers
    await deliverWaiting(delivering(silent.port, composing()))
    expect(await mails()).toMatchObject([{ state: 'failed' }])
    await deliverWaiting(delivering(port, composing()))
    expect(received).toEqual([])
  })

  it('reaches nobody twice when its engine is killed between the server’s yes and its own note of it', async () => {
    let taken = 0
    let kill = () => {}
    const { port } = await mailServer({
      onData: (stream, _session, done) => {
        stream.resume()
        stream.on('end', () => {
          taken++
          kill()
          setTimeout(done, 300) // the yes comes when nobody is there to hear it
        })
      },
    })
    await ask()
    const child = fork(new URL('./killed.test-kit.ts', import.meta.url), [world.test.url, String(port)], { stdio: 'ignore' })
    kill = () => void child.kill('SIGKILL')
    await new Promise<void>((gone) => child.once('exit', () => gone()))
    expect([taken, await states()]).toEqual([1, ['sending']])
    const { received, port: next } = await mailServer()
    await settleLost(delivering(next), 0)
    await deliverWaiting(delivering(next, composing()))
    expect(received).toEqual([])
    expect(await mails()).toMatchObject([{ state: 'failed', error: 'Interrupted while it was being sent.' }])
  }, 20_000)
})

describe('how much goes out', () => {
  it('lets one person have so many mails in a day; the others wait, and security mail does not', async () => {
    const { received, port } = await mailServer()
    const job = delivering(port, composing())
    for (let n = 0; n < mostMailsDaily; n++) await ask()
    await deliverWaiting(job)
    expect(received).toHaveLength(mostMailsDaily)
    await ask()
    await ask('anna')
    await askSecurity()
    await deliverWaiting(job)
    expect(received.slice(mostMailsDaily).map(({ to }) => to[0])).toEqual([emailOf('uma'), emailOf('anna')])
    const last = (await mails()).filter(({ state }) => state === 'queued')
    expect(last).toMatchObject([{ waits: true, error: expect.stringContaining('enough mail') }])
    await arrange((tx) =>
      tx.rows(sql`update mail set tried_at = tried_at - interval '1 day', next_try_at = now() where state in ('sent', 'queued')`),
    )
    await deliverWaiting(job)
    expect(received).toHaveLength(mostMailsDaily + 3)
  })

  it('sends so many mails in a minute and keeps a fifth of them for security mail, however many engines send', async () => {
    const { received, port } = await mailServer()
    const job = delivering(port, { ...composing(), perMinute: 10 })
    for (let n = 0; n < 12; n++) await ask((['anna', 'uma', 'mark'] as const)[n % 3])
    await Promise.all([1, 2, 3].map(() => deliverWaiting(job)))
    expect(received).toHaveLength(8)
    for (let n = 0; n < 5; n++) await askSecurity()
    await Promise.all([1, 2, 3].map(() => deliverWaiting(job)))
    expect(received).toHaveLength(10)
    await arrange((tx) => tx.rows(sql`update mail set tried_at = tried_at - interval '1 minute'`))
    await deliverWaiting(job)
    expect(received).toHaveLength(17)
    expect((await states()).every((state) => state === 'sent')).toBe(true)
  })
})

describe('an address that mail does not reach', () => {
  const trouble = () =>
    arrange((tx) =>
      tx.rows(sql<{ refusals: number; stopped: boolean }>`select refusals, stopped_at is not null as stopped from mail_trouble`),
    )
  const news = () =>
    arrange((tx) => tx.rows(sql<{ at: string | null }>`
      select s.external_id as at from news n left join partnership s on s.id = n.partnership_id where n.event = 'mail.bounced' order by 1 nulls last`)) // prettier-ignore

  it('gets no more mail but security mail once its server says that nobody is there, and administrators hear of it once', async () => {
    const { port } = await refusing(550, '5.1.1 No such person here')
    await ask('anna')
    await deliverWaiting(delivering(port, composing()))
    expect(await trouble()).toEqual([{ refusals: 1, stopped: true }])
    expect(await news()).toEqual([{ at: 'meridian-mssp' }, { at: null }])
    const facts = await arrange((tx) => tx.rows(sql<{ facts: object }>`select distinct facts from news where event = 'mail.bounced'`))
    expect(facts).toEqual([{ facts: { person: 'Anna' } }]) // a name, never an inner key
    await ask('anna')
    await askSecurity('anna')
    await deliverWaiting(delivering(port, composing()))
    const works = await mailServer()
    await ask('anna')
    await askSecurity('anna')
    await deliverWaiting(delivering(works.port, composing()))
    expect(works.received.map(({ text }) => parseMail(text).header['subject'])).toEqual(['A reset'])
    expect(await states()).toEqual(['failed', 'dropped', 'failed', 'dropped', 'sent'])
    expect(await news()).toHaveLength(2)
  })

  it('is given up after three passing refusals in a row, and not when mail gets through between them', async () => {
    const { port } = await refusing(552, '5.2.2 Mailbox full')
    const works = await mailServer()
    const once = async (to: number) => {
      await ask()
      await deliverWaiting(delivering(to, composing()))
    }
    for (const to of [port, port, works.port, port, port]) await once(to)
    expect(await trouble()).toEqual([{ refusals: 2, stopped: false }])
    expect(await news()).toEqual([])
    await once(port)
    expect(await trouble()).toEqual([{ refusals: 3, stopped: true }])
  })

  it('says nothing when the server is not ready yet, or dislikes the portal rather than the address', async () => {
    const later = await refusing(451, '4.7.1 Greylisted')
    await ask()
    await deliverWaiting(delivering(later.port, composing()))
    expect(await trouble()).toEqual([])
    const spam = await refusing(550, 'Message blocked: spam')
    await arrange((tx) => tx.rows(sql`update mail set next_try_at = now()`))
    await deliverWaiting(delivering(spam.port, composing()))
    expect(await trouble()).toEqual([{ refusals: 1, stopped: false }])
  })

  it('is told to its person in the portal, who says when it works again', async () => {
    const { port } = await refusing(550, '5.1.1 No such person here')
    await ask()
    await deliverWaiting(delivering(port, composing()))
    expect((await world.ask('uma', 'GET /start')).body.person.isMailStopped).toBe(true)
    expect((await world.ask('anna', 'GET /start')).body.person.isMailStopped).toBe(false)
    expect((await world.ask('vera', 'GET /outbox/troubles')).body.items).toMatchObject([{ name: 'Uma', address: emailOf('uma') }])
    expect((await world.ask('uma', 'GET /outbox/troubles')).status).toBe(403)
    const params = { id: (await world.ask('uma', 'GET /start')).body.person.id as string } // the contract's reply
    expect((await world.ask(null, 'DELETE /outbox/troubles/:id', { params })).status).toBe(401)
    expect((await world.ask('anna', 'DELETE /outbox/troubles/:id', { params })).status).toBe(403)
    expect((await world.ask('vera', 'DELETE /outbox/troubles/:id', { params: { id: '1' } })).status).toBe(400)
    expect((await world.ask(null, 'GET /outbox/troubles')).status).toBe(401)
    expect((await world.ask(null, 'DELETE /account/mail-trouble')).status).toBe(401)
    expect((await world.ask('uma', 'DELETE /account/mail-trouble')).status).toBe(204)
    expect((await world.ask('uma', 'DELETE /account/mail-trouble')).status).toBe(204)
    expect((await world.ask('uma', 'GET /start')).body.person.isMailStopped).toBe(false)
    expect((await world.ask('vera', 'DELETE /outbox/troubles/:id', { params })).status).toBe(404)
    const works = await mailServer()
    await ask()
    await deliverWaiting(delivering(works.port, composing()))
    expect(works.received).toHaveLength(1)
    await ask()
    await deliverWaiting(delivering(port, composing()))
    expect((await world.ask('vera', 'DELETE /outbox/troubles/:id', { params })).status).toBe(204)
    expect(await trouble()).toEqual([])
  })

  it('counts for the address that it was, not for a new one', async () => {
    const uma = await userId('uma')
    await arrange((tx) =>
      tx.rows(sql`insert into mail_trouble (user_id, address, stopped_at, reason) values (${uma}, 'old@meridian.example', now(), 'x')`),
    )
    expect((await world.ask('uma', 'GET /start')).body.person.isMailStopped).toBe(false)
    const { received, port } = await mailServer()
    await ask()
    await deliverWaiting(delivering(port, composing()))
    expect(received).toHaveLength(1)
  })

  it('is learnt of from a report that comes back later, when it names a mail of ours and whom it went to', async () => {
    const { received, port } = await mailServer()
    await ask()
    await deliverWaiting(delivering(port, composing()))
    const id = parseMail(received[0]?.text ?? '').header['message-id'] ?? ''
    const report = (recipient: string, messageId = id) =>
      [
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'Sorry.', '--b',
        'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', `Final-Recipient: rfc822; ${recipient}`,
        'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 No such user', '', '--b', 'Content-Type: text/rfc822-headers', '',
        `Message-ID: ${messageId}`, '', '--b--', '',
      ].join('\r\n') // prettier-ignore
    expect(await takeBounce(world.database, report('somebody@else.example'))).toBe(0)
    expect(await takeBounce(world.database, report(emailOf('uma'), '<mai_unknown00@partners.example.com>'))).toBe(0)
    expect(await takeBounce(world.database, report(emailOf('uma'), '<someone-elses@partners.example.com>'))).toBe(0)
    expect(await takeBounce(world.database, 'Subject: I am on holiday\r\n\r\nSee you.')).toBe(0)
    expect(await trouble()).toEqual([])
    expect(await takeBounce(world.database, report(emailOf('uma')))).toBe(1)
    expect(await trouble()).toEqual([{ refusals: 1, stopped: true }])
    await resumeOwnMail(world.portal, await userId('uma'))
    expect(await trouble()).toEqual([])
  })
})
