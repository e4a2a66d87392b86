import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as later } from 'node:timers/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hashOf } from '#server/session-id.ts'
import { actorOf, officerOf, tokenOf, visitOfId } from '#server/session.ts'
import { createWorld, emailOf, testUploads, type Name, type World } from '../../../test/world.ts'
import { bringingIn, mp4, pdf, picture, zipOf } from './files.test-kit.ts'
import { takeFile } from './upload.actions.ts'

let world: World
let files: ReturnType<typeof bringingIn>
let temporary: string
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'portal-files-test-'))
  vi.stubEnv('TMPDIR', temporary) // others bring files into the ordinary one at the same time
  world = await createWorld()
  files = bringingIn(world)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  world.app.server.closeAllConnections()
  await world.close()
  await rm(temporary, { recursive: true })
})

const temporaryFolders = () => readdir(temporary)
const download = (as: Parameters<World['ask']>[0], id: string, query?: Record<string, string>) =>
  world.ask(as, 'GET /files/:id', { params: { id }, ...(query ? { query } : {}) })
const missing = { status: 404, body: { code: 'not-found' } }

describe('POST /files', () => {
  it('keeps what the vendor brings as it came, and says what it is', async () => {
    const bytes = pdf(randomBytes(20_000).toString('hex'))
    const { status, body } = await files.bring('vera', 'Price list 2026.pdf', bytes)
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'Price list 2026.pdf', mime: 'application/pdf', size: bytes.length, state: 'clean', width: null })
    const { raw, headers } = await download('vera', body.id)
    expect(raw.equals(bytes)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="Price list 2026.pdf"; filename*=UTF-8''Price%20list%202026.pdf`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    })
    const told = await world.arrange((tx) => tx.first(sql<{ facts: object }>`select facts from event_log where name = 'file.added'`))
    expect(told?.facts).toMatchObject({ file: 'Price list 2026.pdf', size: bytes.length })
    expect(await temporaryFolders()).toEqual([])
  })
  it('keeps a name as a name, whatever it tries to be', async () => {
    const { body } = await files.bring('vera', '../../../\u202eetc/pass"wd\r\nX-Evil: 1.txt', 'text')
    expect(body.name).toBe('pass_wdX-Evil_ 1.txt')
    const { headers } = await download('vera', body.id)
    expect(headers['content-disposition']).toBe(`attachment; filename="pass_wdX-Evil_ 1.txt"; filename*=UTF-8''pass_wdX-Evil_%201.txt`)
    expect(headers['x-evil']).toBeUndefined()
  })
  it('lets a partner’s people bring what they show for what they did, and nothing else', async () => {
    expect((await files.bring('uma', 'proof.pdf', pdf(), 'evidence')).status).toBe(200)
    for (const purpose of ['document', 'image', 'video', 'captions', 'kit'] as const)
      expect((await files.bring('anna', purpose === 'captions' ? 'a.vtt' : purpose === 'image' ? 'a.png' : 'a.mp4', 'x', purpose)).body.code, purpose).toBe('file.not-yours-to-add') // prettier-ignore
  })
  it('answers 403 to the vendor’s people who arrange no rooms, and to everybody without the page’s token', async () => {
    expect((await files.bring('pavel', 'a.pdf', pdf())).status).toBe(403)
    const cookie = await world.signIn('vera')
    const asked = { query: { name: 'a.pdf', purpose: 'document' }, bytes: pdf(), headers: { 'x-portal-token': 'none' } }
    expect(await world.send(cookie, 'POST /files', asked)).toMatchObject({ status: 403, body: { code: 'request.no-token' } })
    const foreign = { ...asked, headers: { 'sec-fetch-site': 'cross-site' } }
    expect(await world.send(cookie, 'POST /files', foreign)).toMatchObject({ status: 403, body: { code: 'request.foreign-sender' } })
    expect(await files.keys()).toEqual([])
  })
  it('answers 401 to nobody, and 400 and 415 to what is no upload', async () => {
    expect((await files.bring(null, 'a.pdf', pdf())).status).toBe(401)
    expect((await world.ask('vera', 'POST /files', { query: { name: 'a.pdf' }, bytes: pdf() })).status).toBe(400)
    expect((await world.ask('vera', 'POST /files', { query: { name: 'a.pdf', purpose: 'room' }, bytes: pdf() })).status).toBe(400)
    expect((await files.bring('vera', '\u202e', pdf())).body.code).toBe('file.name-unusable')
    const json = { query: { name: 'a.pdf', purpose: 'document' }, body: { name: 'a.pdf' } }
    expect((await world.ask('vera', 'POST /files', json)).status).toBe(415)
    expect((await files.bring('vera', 'a.pdf', '')).body.code).toBe('file.damaged')
    expect((await world.ask('vera', 'POST /files', { query: { name: 'a.pdf', purpose: 'document' } })).body.code).toBe('file.damaged')
  })
  it('answers 415 to what is not taken or is not what it says, 413 to what is too large, and keeps nothing', async () => {
    expect(await files.bring('vera', 'a.exe', 'MZ')).toMatchObject({ status: 415, body: { code: 'file.kind-not-taken' } })
    expect(await files.bring('vera', 'a.svg', '<svg/>', 'image')).toMatchObject({ status: 415, body: { code: 'file.kind-not-taken' } })
    expect(await files.bring('vera', 'a.pdf', 'MZ')).toMatchObject({ status: 415, body: { code: 'file.not-what-it-says' } })
    const bomb = zipOf([{ path: 'a.txt', content: Buffer.alloc(50_000_000) }])
    expect(await files.bring('vera', 'a.zip', bomb)).toMatchObject({ status: 415, body: { code: 'file.unsafe' } })
    const large = Buffer.alloc(testUploads.maxBytes + 1, 'x')
    expect(await files.bring('vera', 'a.txt', large)).toMatchObject({ status: 413, body: { code: 'file.too-large' } })
    expect(await files.keys()).toEqual([])
    expect(await temporaryFolders()).toEqual([])
    expect(await world.arrange((tx) => tx.rows(sql`select from file`))).toEqual([])
  })
  it('answers 409 when a partner’s share is used up, whoever of it brought the rest, and lets others go on', async () => {
    const large = Buffer.alloc(1_900_000, 'x')
    expect((await files.bring('anna', 'a.txt', large, 'evidence')).status).toBe(200)
    await world.move('anna', 'meridian-resale')
    expect((await files.bring('anna', 'b.txt', large, 'evidence')).status).toBe(200)
    expect(await files.bring('uma', 'c.txt', large, 'evidence')).toMatchObject({ status: 409, body: { code: 'file.no-room' } })
    expect((await files.bring('omar', 'c.txt', large, 'evidence')).status).toBe(200)
    expect((await files.keys()).length).toBe(3)
  })
})

const signedIn = async (as: Name) => {
  const cookie = await world.signIn(as)
  const { session } = await visitOfId(world.portal, hashOf(cookie.slice(cookie.indexOf('=') + 1)))
  if (!session) throw new Error('No session')
  return { cookie, session }
}

describe('an upload over a real line', () => {
  const opened = async () => {
    await world.app.listen({ port: 0, host: '127.0.0.1' })
    const address = world.app.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { cookie, session } = await signedIn('vera')
    const headers = { cookie, 'user-agent': 'lightMyRequest', 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin', 'x-portal-token': tokenOf(world.portal, session) }
    return { port, headers, base: `http://127.0.0.1:${port}/api/files` }
  } // prettier-ignore
  const quiet = async () => {
    for (let tries = 0; (await temporaryFolders()).length > 0 && tries < 50; tries++) await later(20)
  }

  it('that is broken off leaves nothing behind', async () => {
    const { port, headers } = await opened()
    const lines = Object.entries({ ...headers, host: 'a', 'content-length': '1000000' }).map(([name, value]) => `${name}: ${value}`)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`POST /api/files?name=a.txt&purpose=document HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${'x'.repeat(100_000)}`)
    for (let tries = 0; (await temporaryFolders()).length === 0 && tries < 100; tries++) await later(20)
    expect(await temporaryFolders()).toHaveLength(1)
    socket.destroy()
    await quiet()
    expect(await temporaryFolders()).toEqual([])
    expect(await files.keys()).toEqual([])
    expect(await world.arrange((tx) => tx.rows(sql`select from file`))).toEqual([])
  })
  it('is stopped by its own count where it does not say how long it is, and is told why', async () => {
    const { base, headers } = await opened()
    let sent = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 100_000
        if (sent > testUploads.maxBytes * 2) return controller.close()
        controller.enqueue(new Uint8Array(100_000).fill(120))
      },
    })
    const reply = await fetch(`${base}?name=a.txt&purpose=document`, { method: 'POST', headers, body: endless, duplex: 'half' })
    expect(reply.status).toBe(413)
    expect(await reply.json()).toMatchObject({ code: 'file.too-large' })
    await quiet()
    expect(await files.keys()).toEqual([])
  })
  it('is refused before it is read when it says that it is too long', async () => {
    const { port, headers } = await opened()
    const lines = Object.entries({ ...headers, host: 'a', 'content-length': '5000000000' }).map(([name, value]) => `${name}: ${value}`)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`POST /api/files?name=a.txt&purpose=document HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    socket.destroy()
    expect(String(answer)).toMatch(/^HTTP\/1.1 413/)
  })
})

describe('many uploads at once', () => {
  const actorFor = async (as: Name) => {
    const { session } = await signedIn(as)
    return session.side === 'vendor' ? officerOf(world.portal, session, {}) : actorOf(world.portal, session, {})
  }

  it('of one person are four, then 429; others go on, and so do they when one has arrived', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>((done) => (release = done))
    const slow = async function* () {
      yield Buffer.from('a')
      await held
      yield Buffer.from('b')
    }
    const actor = await actorFor('vera')
    const bring = (name: string) => takeFile(world.portal, actor, { name, purpose: 'document', content: slow(), length: undefined })
    const four = ['a.txt', 'b.txt', 'c.txt', 'd.txt'].map(bring)
    for (let tries = 0; (await temporaryFolders()).length < 4 && tries < 100; tries++) await later(20)
    await expect(bring('e.txt')).rejects.toMatchObject({ code: 'file.too-many-at-once', status: 429 })
    expect((await files.bring('anna', 'a.txt', 'mine', 'evidence')).status).toBe(200)
    release()
    expect(await Promise.all(four)).toHaveLength(4)
    expect((await files.bring('vera', 'f.txt', 'more')).status).toBe(200)
  })
  it('fill no disk beyond a partner’s share: what says that it is too much is not received', async () => {
    const large = Buffer.alloc(1_900_000, 'x')
    for (const name of ['a.txt', 'b.txt']) expect((await files.bring('anna', name, large, 'evidence')).status).toBe(200)
    const actor = await actorFor('anna')
    const content = Readable.from([large])
    const asked = takeFile(world.portal, actor, { name: 'c.txt', purpose: 'evidence', content, length: large.length })
    await expect(asked).rejects.toMatchObject({ code: 'file.no-room' })
    expect(content.readableDidRead).toBe(false)
  })
})

describe('GET /files/limits', () => {
  it('says how large a file may be, to whoever is signed in', async () => {
    expect(await world.ask('uma', 'GET /files/limits')).toMatchObject({ status: 200, body: { maxBytes: testUploads.maxBytes } })
    expect((await world.ask(null, 'GET /files/limits')).status).toBe(401)
    expect((await world.ask('uma', 'GET /files/limits', { query: { of: 'all' } })).status).toBe(400)
  })
})

describe('one of the vendor’s files', () => {
  it('is nobody’s of a partner before it stands in a room that is open to them', async () => {
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    for (const as of ['anna', 'uma', 'omar', 'pavel'] as const) expect(await download(as, id), as).toMatchObject(missing)
    await files.published([id])
    for (const as of ['anna', 'uma', 'mark', 'pavel'] as const) expect((await download(as, id)).status, as).toBe(200)
    expect(await download('omar', id)).toMatchObject(missing) // of another partner type
    expect(await download('pia', id)).toMatchObject(missing) // in no portal
    expect((await download(null, id)).status).toBe(401)
  })
  it('follows the room: its tier, its being live, the partnership that one is in, and what is published of it', async () => {
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    const room = await files.published([id], { tiers: ['none-of-them'] })
    const key = world.arrange(async (tx) => tx.ids.inner('rom', room))
    const change = async (set: ReturnType<typeof sql>) => {
      const roomId = await key
      await world.arrange((tx) => tx.rows(sql`update room set ${set} where id = ${roomId}`))
    }
    expect((await download('anna', id)).status).toBe(404)
    await change(sql`tiers = '{}'`)
    expect((await download('anna', id)).status).toBe(200)
    await change(sql`unlock_steps = '{x}', shows_lock = true`)
    expect((await download('anna', id)).status).toBe(404)
    await change(sql`unlock_steps = '{}', status = 'archived'`)
    expect((await download('anna', id)).status).toBe(404)
    await change(sql`status = 'live', visibility = 'internal'`)
    expect([(await download('anna', id)).status, (await download('pavel', id)).status]).toEqual([404, 200])
    await change(sql`visibility = 'all', published_revision = null`)
    expect((await download('anna', id)).status).toBe(404)
    await change(sql`published_revision = 1`)
    await world.move('anna', 'meridian-resale')
    expect((await download('anna', id)).status).toBe(404)
  })
})

describe('a partnership’s file', () => {
  it('is its people’s who see all customers, its bringer’s, and the vendor’s staff’s who are assigned; not another partner’s', async () => {
    const own = await files.brought('uma', 'proof.pdf', pdf(), 'evidence')
    for (const as of ['uma', 'anna', 'pavel', 'vera'] as const) expect((await download(as, own.id)).status, as).toBe(200)
    for (const as of ['mark', 'omar'] as const) expect(await download(as, own.id), as).toMatchObject(missing)
    await world.move('anna', 'meridian-resale')
    expect(await download('anna', own.id)).toMatchObject(missing)
    await world.arrange((tx) => tx.rows(sql`delete from staff_partner`))
    expect(await download('pavel', own.id)).toMatchObject(missing) // out of the portal altogether
  })
})

describe('GET /files/:id', () => {
  it('counts what members download, by day and room, and nobody’s who only looks on', async () => {
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    const room = await files.published([id])
    await download('anna', id, { room })
    await download('anna', id, { room })
    await download('uma', id)
    await download('vera', id)
    await download('pavel', id)
    const counted = await world.arrange((tx) =>
      tx.rows(sql`select u.email, d.downloads, d.day::text, d.room_id is not null as "inRoom" from file_download d join app_user u on u.id = d.user_id order by 1`),
    )
    expect(counted).toEqual([
      { email: emailOf('anna'), downloads: 2, day: '2026-06-10', inRoom: true },
      { email: emailOf('uma'), downloads: 1, day: '2026-06-10', inRoom: false },
    ])
  }) // prettier-ignore
  it('counts no room in which the file does not stand for whoever downloads it', async () => {
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    await files.published([id])
    const other = await files.published([])
    expect((await download('anna', id, { room: other })).status).toBe(200)
    expect(await world.arrange((tx) => tx.rows(sql`select room_id from file_download`))).toEqual([{ room_id: null }])
  })
  it('answers 400 to what is no id, and 409 for a file that the store has lost', async () => {
    expect((await download('vera', 'fil_')).status).toBe(400)
    expect((await download('vera', 'fil_8Fk2pQ7x')).status).toBe(404)
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    expect((await download('vera', id, { size: 'web' })).status).toBe(400)
    for (const key of await files.keys()) await world.portal.files.delete(key)
    expect(await download('vera', id)).toMatchObject({ status: 409, body: { code: 'file.gone' } })
  })
  it('is followed by a browser that says nothing but its cookie, and not from another site', async () => {
    const { id } = await files.brought('vera', 'guide.pdf', pdf())
    const cookie = await world.signIn('vera')
    const from = (site: string) => world.send(cookie, 'GET /files/:id', { params: { id }, headers: { 'sec-fetch-site': site } })
    expect((await from('none')).status).toBe(200)
    for (const site of ['cross-site', 'same-site']) expect(await from(site)).toMatchObject({ status: 403, body: { code: 'request.foreign-sender' } })
  }) // prettier-ignore
})

describe('GET /files/:id/facts', () => {
  it('says what a file is to whoever may open it', async () => {
    const { id } = await files.brought('vera', 'logo.png', await picture(40, 20).png().toBuffer(), 'image')
    const facts = (as: Parameters<World['ask']>[0], asked = id) => world.ask(as, 'GET /files/:id/facts', { params: { id: asked } })
    expect(await facts('vera')).toMatchObject({ status: 200, body: { id, name: 'logo.png', mime: 'image/png', width: 40, height: 20, state: 'clean' } })
    expect(await facts('anna')).toMatchObject(missing)
    expect((await facts(null)).status).toBe(401)
    expect((await facts('vera', 'none')).status).toBe(400)
  }) // prettier-ignore
})

describe('GET /files/:id/image', () => {
  const image = (as: Parameters<World['ask']>[0], id: string, query?: Record<string, string>, headers = {}) =>
    world.ask(as, 'GET /files/:id/image', { params: { id }, headers, ...(query ? { query } : {}) })

  it('shows an image in each of its sizes, within our own pages alone', async () => {
    const { id } = await files.brought('vera', 'wide.png', await picture(1_800, 1_200).png().toBuffer(), 'image')
    await files.published([id])
    for (const [size, type, width] of [['thumb', 'image/webp', 320], ['web', 'image/webp', 1_600], ['full', 'image/png', 1_800]] as const) {
      const { status, headers, raw } = await image('uma', id, { size })
      expect([status, headers['content-type'], headers['content-disposition']]).toEqual([200, type, 'inline'])
      expect(headers['content-security-policy']).toContain('sandbox')
      expect((await sharp(raw).metadata()).width, size).toBe(width)
    }
    expect((await image('uma', id, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  }) // prettier-ignore
  it('answers 404 to another partner, 401 to nobody, 400 to another size and 409 for what is no image', async () => {
    const { id } = await files.brought('vera', 'wide.png', await picture(20, 10).png().toBuffer(), 'image')
    expect((await image('omar', id)).status).toBe(404)
    expect((await image(null, id)).status).toBe(401)
    expect((await image('vera', id, { size: 'huge' })).status).toBe(400)
    const document = await files.brought('vera', 'guide.pdf', pdf())
    expect(await image('vera', document.id)).toMatchObject({ status: 409, body: { code: 'file.no-image' } })
  })
})

describe('GET /files/:id/media', () => {
  const media = (as: Parameters<World['ask']>[0], id: string, headers: Record<string, string> = {}) =>
    world.ask(as, 'GET /files/:id/media', { params: { id }, headers })

  it('plays in parts, as the player asks', async () => {
    const bytes = mp4(5_000)
    const { id } = await files.brought('vera', 'film.mp4', bytes, 'video')
    await files.published([id])
    const whole = await media('uma', id)
    expect([whole.status, whole.headers['accept-ranges'], whole.headers['content-type']]).toEqual([200, 'bytes', 'video/mp4'])
    expect(whole.raw.equals(bytes)).toBe(true)
    const part = await media('uma', id, { range: 'bytes=1000-1999' })
    expect([part.status, part.headers['content-range'], part.headers['content-length']]).toEqual([206, `bytes 1000-1999/${bytes.length}`, '1000'])
    expect(part.raw.equals(bytes.subarray(1_000, 2_000))).toBe(true)
    const last = await media('uma', id, { range: 'bytes=-10' })
    expect(last.raw.equals(bytes.subarray(-10))).toBe(true)
    const beyond = await media('uma', id, { range: 'bytes=999999-' })
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${bytes.length}`])
  }) // prettier-ignore
  it('answers 404 to another partner, 401 to nobody, 403 to another site, 400 to no id and 409 for what is not played', async () => {
    const { id } = await files.brought('vera', 'film.mp4', mp4(), 'video')
    expect((await media('omar', id)).status).toBe(404)
    expect((await media(null, id)).status).toBe(401)
    expect((await media('vera', id, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await media('vera', 'x')).status).toBe(400)
    const document = await files.brought('vera', 'guide.pdf', pdf())
    expect(await media('vera', document.id)).toMatchObject({ status: 409, body: { code: 'file.no-image' } })
  })
})
