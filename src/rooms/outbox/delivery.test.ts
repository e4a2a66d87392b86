import { createServer, type AddressInfo, type Server } from 'node:net'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase, type Database, type Tx } from '#server/db.ts'
import { claimDatabase } from '#server/deployment.ts'
import { sendMail, type Mail } from '#server/mail.ts'
import { parseConfig } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import { memoryFiles } from '../../../test/files.ts'
import { testKeys } from '../../../test/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { claimMail, setHanded } from './delivery.store.ts'
import { deliverMail, deliverWaiting, settleLost, type Delivering } from './jobs.ts'
import { decoded, mailServer, stopAfterTest, type Received } from './mail-server.test-kit.ts'
import { openPost } from './post.ts'

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await createTestDatabase()
  database = openDatabase({ url: test.url, maxConnections: 4 })
  await claimDatabase(database, 'real')
})
afterAll(async () => {
  await database.close()
  await test.drop()
})
beforeEach(() => arrange((tx) => tx.rows(sql`delete from mail`)))

const arrange = <T>(work: (tx: Tx) => Promise<T>) => asActor(systemActor('test', database), work)
const ask = (mail: Partial<Mail> = {}) =>
  arrange((tx) =>
    sendMail(tx, {
      address: 'anna@meridian.example', kind: 'password.reset', subject: 'Choose a new password', paragraphs: ['Somebody asked for it.'],
      link: { label: 'Choose', path: '/reset#secret' }, ...mail,
    }),
  ) // prettier-ignore
const mails = () =>
  arrange((tx) =>
    tx.rows(sql<{ state: string; tries: number; error: string | null; link_path: string | null; waits: boolean }>`
      select state, tries, error, link_path, next_try_at > now() as waits from mail order by id`),
  )

const delivering = (port: number, { host = '127.0.0.1', silenceSeconds = 5 } = {}): Delivering => ({
  database,
  realm: 'real',
  keys: testKeys('real'),
  files: memoryFiles(),
  now: () => Temporal.Now.instant(),
  composers: {},
  perMinute: 300,
  config: parseConfig(defaultConfig),
  log: pino({ level: 'silent' }),
  origin: 'https://partners.example.com',
  post: openPost({ url: `smtp://${host}:${port}`, from: { name: 'Northwall', address: 'portal@vendor.example' }, silenceSeconds }),
})

describe('the outbox', () => {
  it('sends a mail as text and HTML to the one address, with links of the portal alone, and forgets its secret', async () => {
    const { received, port } = await mailServer()
    await ask({ subject: 'For Alder\r\nBcc: eve@x.example', paragraphs: ['<b>Bold</b> & "quoted"'] })
    expect(await deliverWaiting(delivering(port))).toBe(true)
    expect(received).toHaveLength(1)
    const [{ from, to, text }] = received as [Received]
    expect({ from, to }).toEqual({ from: 'portal@vendor.example', to: ['anna@meridian.example'] })
    expect(text).toMatch(/^Subject: For Alder Bcc: eve@x\.example\r$/m)
    expect(text.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m)
    expect(text).toMatch(/^Message-ID: <mai_\w+@partners\.example\.com>\r$/m)
    expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    const body = decoded(text)
    expect(body).toContain('<b>Bold</b> & "quoted"\r\n')
    expect(body).toContain('&#60;b&#62;Bold&#60;/b&#62; &#38; &#34;quoted&#34;</div>')
    expect(
      body
        .match(/https?:\/\/[^\s"<]+/g)
        ?.filter((url) => url !== 'https://partners.example.com/reset#secret' && url !== 'http://www.w3.org/1999/xhtml'),
    ).toEqual([])
    expect(await mails()).toEqual([{ state: 'sent', tries: 1, error: null, link_path: null, waits: false }])
  })

  it('gives a mail up that the server refuses for good, and says why', async () => {
    const { received, port } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('No such person here'), { responseCode: 550 })),
    })
    await ask()
    expect(await deliverWaiting(delivering(port))).toBe(true)
    expect(received).toEqual([])
    expect(await mails()).toMatchObject([{ state: 'failed', tries: 1, error: expect.stringContaining('No such person'), link_path: null }])
  })

  it('tries again later when the server is not ready for this mail', async () => {
    const { port } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('Greylisted'), { responseCode: 451 })),
    })
    await ask()
    expect(await deliverWaiting(delivering(port))).toBe(true)
    expect(await mails()).toMatchObject([{ state: 'queued', tries: 1, link_path: '/reset#secret', waits: true }])
  })

  it('keeps every mail and stops asking when the server is away', async () => {
    const { port, stop } = await mailServer()
    await stop()
    await ask()
    await ask()
    expect(await deliverWaiting(delivering(port))).toBe(false)
    expect((await mails()).map(({ state, tries }) => [state, tries])).toEqual([['queued', 1], ['queued', 0]]) // prettier-ignore
  })

  it('gives up waiting for a server that says nothing', async () => {
    const silent = await new Promise<Server>((up) => {
      const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1', () => up(server))
    })
    stopAfterTest(() => new Promise((done) => silent.close(() => done())))
    await ask()
    const began = performance.now()
    expect(await deliverWaiting(delivering((silent.address() as AddressInfo).port, { silenceSeconds: 0.3 }))).toBe(false) // a TCP server's address
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(await mails()).toMatchObject([{ state: 'queued', tries: 1, waits: true }])
  })

  it.each([
    { mayRepeat: true, state: 'queued' },
    { mayRepeat: false, state: 'failed' },
  ])('when nobody knows whether a mail left, one that may repeat: $mayRepeat is then $state', async ({ mayRepeat, state }) => {
    const { port } = await mailServer({ onData: (stream) => void stream.resume() }) // takes the text and never answers
    await ask({ mayRepeat })
    expect(await deliverWaiting(delivering(port, { silenceSeconds: 0.3 }))).toBe(true)
    expect(await mails()).toMatchObject([{ state, tries: 1 }])
  })

  it('sends again what a crash left between two states, under the same Message-ID, unless a second copy would do harm', async () => {
    const { received, port } = await mailServer()
    await ask({ subject: 'A reset' })
    await ask({ subject: 'A digest', mayRepeat: false })
    for (const _ of ['A reset', 'A digest'])
      await arrange(async (tx) => {
        const mail = await claimMail(tx, { perMinute: 300, perPersonDaily: 20 })
        await setHanded(tx, mail?.id ?? 0)
      })
    const job = delivering(port)
    await settleLost(job)
    expect((await mails()).map(({ state }) => state)).toEqual(['sending', 'sending']) // another process may still be at it
    await settleLost(job, 0)
    await deliverWaiting(job)
    expect((await mails()).map(({ state }) => state)).toEqual(['sent', 'failed'])
    expect(received.map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1])).toEqual(['A reset'])
    await arrange((tx) => tx.rows(sql`update mail set state = 'queued' where subject = 'A reset'`))
    await deliverWaiting(job)
    const ids = received.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1])
    expect(ids).toHaveLength(2)
    expect(ids[1]).toBe(ids[0])
  })

  it('gives up what could not be sent for a day', async () => {
    const { received, port } = await mailServer()
    await ask()
    await arrange((tx) => tx.rows(sql`update mail set created_at = now() - interval '25 hours'`))
    await settleLost(delivering(port))
    await deliverWaiting(delivering(port))
    expect(received).toEqual([])
    expect(await mails()).toMatchObject([{ state: 'failed', error: expect.stringContaining('too long'), link_path: null }])
  })

  it('sends each mail once when several processes work on it', async () => {
    const { received, port } = await mailServer()
    for (let n = 0; n < 12; n++) await ask({ subject: `Mail ${n}` })
    await Promise.all([1, 2, 3].map(() => deliverWaiting(delivering(port))))
    expect(new Set(received.map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1])).size).toBe(12)
    expect(received).toHaveLength(12)
  })

  it('says nothing to a server elsewhere that offers no TLS', async () => {
    const commands: string[] = []
    const { received, port } = await mailServer({
      onMailFrom: (_address, _session, done) => {
        commands.push('MAIL')
        done()
      },
    })
    await ask()
    // The same server under an address that does not look like this machine.
    expect(await deliverWaiting(delivering(port, { host: '[::ffff:127.0.0.1]' }))).toBe(false)
    expect({ received, commands }).toEqual({ received: [], commands: [] })
    expect(await mails()).toMatchObject([{ state: 'queued', error: expect.stringMatching(/TLS/i) }])
  })

  it('keeps mails for an administrator where there is no mail server, with their links', async () => {
    await ask()
    expect(await deliverWaiting({ ...delivering(1), post: undefined })).toBe(true)
    expect(await mails()).toMatchObject([{ state: 'kept', tries: 0, link_path: '/reset#secret' }])
  })

  it('forgets links that have run out, and mails of three months ago', async () => {
    for (const subject of ['new', 'yesterday', 'long ago']) await ask({ subject })
    await arrange((tx) =>
      tx.rows(sql`
        update mail set state = 'kept', created_at = now() - case subject when 'new' then interval '0' else interval '25 hours' end,
               changed_at = now() - case subject when 'long ago' then interval '91 days' else interval '0' end`),
    )
    await settleLost(delivering(1))
    expect((await mails()).map(({ link_path }) => link_path)).toEqual(['/reset#secret', null])
  })

  it('works on by itself until it is stopped', async () => {
    const { received, port } = await mailServer()
    const stop = deliverMail(delivering(port))
    await ask()
    await expect.poll(() => received.length, { timeout: 5_000 }).toBe(1)
    await stop()
    await ask()
    expect((await mails()).map(({ state }) => state)).toEqual(['sent', 'queued'])
  })
})
