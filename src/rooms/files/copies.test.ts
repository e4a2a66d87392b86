import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openInternet, publicAddress } from '#server/outward.test-kit.ts'
import { createWorld, testUploads, type Name, type World } from '../../../test/world.ts'
import { bringingIn, photograph, picture } from './files.test-kit.ts'

let world: World
let net: Awaited<ReturnType<typeof openInternet>>
let temporary: string
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'portal-copies-test-'))
  vi.stubEnv('TMPDIR', temporary)
  world = await createWorld()
})
afterEach(async () => {
  await net.close()
  Object.assign(world.portal, { config: world.config, uploads: testUploads })
  await world.arrange((tx) => tx.rows(sql`delete from file`))
  for (const key of await bringingIn(world).keys()) await world.portal.files.delete(key)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await world.close()
  await rm(temporary, { recursive: true })
})

const open = async (answer: RequestListener) => {
  net = await openInternet(answer, {
    'pictures.example': [publicAddress],
    'other.example': [publicAddress],
    'intranet.example': ['10.0.0.5'],
  })
  world.portal.wayOut = net.way
}
const copy = (as: Name | null, address = 'https://pictures.example/a.png') => world.ask(as, 'POST /files/copies', { body: { address } })
const keptNothing = async () => {
  expect(await bringingIn(world).keys()).toEqual([])
  expect(await readdir(temporary)).toEqual([])
  expect(await world.arrange((tx) => tx.rows(sql`select from file`))).toEqual([])
}

describe('POST /files/copies', () => {
  it('keeps a copy that was made anew, and readers ask this portal alone for it', async () => {
    const brought = await photograph()
    await open((_request, response) => void response.setHeader('content-type', 'text/html').end(brought)) // what it says it is, is nothing
    const { status, body } = await copy('vera', 'https://pictures.example/2026/Harbour%20at%20night.PNG?size=full&key=secret')
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'Harbour at night.jpg', mime: 'image/jpeg', state: 'clean', width: 1200, height: 1800 })
    const shown = await world.ask('vera', 'GET /files/:id/image', { params: { id: body.id }, query: { size: 'full' } })
    expect(await sharp(shown.raw).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 1800 })
    expect((await sharp(shown.raw).metadata()).exif).toBeUndefined()
    expect(net.lines).toEqual([[publicAddress]])
    const told = await world.arrange((tx) => tx.first(sql<{ facts: object }>`select facts from event_log where name = 'file.added'`))
    expect(told?.facts).toMatchObject({ file: 'Harbour at night.jpg', from: 'pictures.example' })
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(await readdir(temporary)).toEqual([])
  })
  it.each<[string, RequestListener, number, string]>([
    ['a page', (_, response) => void response.setHeader('content-type', 'image/png').end('<html><script>alert(1)</script></html>'), 400, 'file.no-picture-there'],
    ['a drawing', (_, response) => void response.setHeader('content-type', 'image/svg+xml').end('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 400, 'file.no-picture-there'],
    ['nothing', (_, response) => void response.end(), 400, 'file.no-picture-there'],
    ['a picture in name alone', (_, response) => void response.end(Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(5_000, '<?php')])), 415, 'file.damaged'],
    ['what says that it is too large', (_, response) => void response.writeHead(200, { 'content-length': 5_000_000_000 }).write(png), 413, 'file.too-large'],
    ['a stream without end', (_, response) => endless(response), 413, 'file.too-large'],
    ['a redirect into a private network', (_, response) => void response.writeHead(302, { location: 'https://intranet.example/secret.png' }).end(), 400, 'file.not-fetched'],
    ['a redirect to this machine', (_, response) => void response.writeHead(302, { location: 'https://127.0.0.1/secret.png' }).end(), 400, 'file.not-fetched'],
    ['a redirect to a machine’s own facts', (_, response) => void response.writeHead(301, { location: 'http://169.254.169.254/latest/meta-data/' }).end(), 400, 'file.not-fetched'],
    ['an error', (_, response) => void response.writeHead(500).end('inside'), 400, 'file.not-fetched'],
    ['a line that breaks', (_, response) => { response.writeHead(200, { 'content-length': 100_000 }).write(png); setTimeout(() => response.destroy(), 50) }, 400, 'file.not-fetched'],
    ['a line that breaks later', (_, response) => { response.writeHead(200, { 'content-length': 100_000 }).write(Buffer.concat([png, Buffer.alloc(20_000)])); setTimeout(() => response.destroy(), 200) }, 400, 'file.broken-off'],
  ])('keeps nothing of %s', async (_what, answer, status, code) => {
    await open(answer)
    expect(await copy('vera')).toMatchObject({ status, body: { code } })
    await keptNothing()
  }) // prettier-ignore
  it('says the same of what is inside and of what is nowhere, and asks neither', async () => {
    await open((_request, response) => void response.end(png))
    const [inside, nowhere] = [await copy('vera', 'https://intranet.example/'), await copy('vera', 'https://nowhere.example/')]
    expect(inside.body).toMatchObject({ code: 'file.not-fetched', fields: [{ path: 'address' }] })
    expect({ ...inside.body, requestId: '' }).toEqual({ ...nowhere.body, requestId: '' })
    for (const address of ['https://127.1/', 'https://0x7f.1/', 'https://pictures.example:99999/', 'https://pictures.example:8443/'])
      expect((await copy('vera', address)).body.code, address).toBe('file.not-fetched')
    for (const address of [
      'http://pictures.example/',
      'file:///etc/passwd',
      'https://[::1]/',
      '/own',
      '',
      'https://user:word@pictures.example/',
    ])
      expect((await copy('vera', address)).status, address).toBe(400)
    expect(net.lines).toEqual([])
  })
  it('asks the hosts that the configuration names and no others, also by way of a redirect, and none where it names none', async () => {
    await open(({ url }, response) => {
      if (url === '/away.png') response.writeHead(302, { location: 'https://other.example/a.png' }).end()
      else response.end(png)
    })
    const { config } = world.portal
    const allow = (pictures: string[] | 'any') => void (world.portal.config = { ...config, embeds: { ...config.embeds, pictures } })
    allow(['pictures.example'])
    expect((await copy('vera')).status).toBe(200)
    expect((await copy('vera', 'https://other.example/a.png')).body.code).toBe('file.host-not-allowed')
    expect((await copy('vera', 'https://pictures.example/away.png')).body.code).toBe('file.not-fetched')
    allow([])
    expect(await copy('vera')).toMatchObject({ status: 409, body: { code: 'file.copies-are-off' } })
    expect(net.looked).toEqual(['pictures.example', 'pictures.example'])
  })
  it('asks nobody for anything in a demo, where anybody may be the vendor’s administrator', async () => {
    await open((_request, response) => void response.end(png))
    const demo = await createWorld()
    Object.assign(demo.portal, { realm: 'demo', wayOut: net.way })
    const asked = { body: { address: 'https://pictures.example/a.png' } }
    expect(await demo.ask('vera', 'POST /files/copies', asked)).toMatchObject({ status: 409, body: { code: 'file.not-in-demo' } })
    expect((await demo.ask('vera', 'GET /block-choices')).body.pictures).toEqual([])
    await demo.close()
    expect(net.looked).toEqual([])
  })
  it('is for who arranges rooms: 401, and 403 for a partner’s people and for staff without the permission', async () => {
    await open((_request, response) => void response.end(png))
    expect((await copy(null)).status).toBe(401)
    for (const as of ['anna', 'uma', 'omar', 'pavel', 'pia'] as const) expect((await copy(as)).status, as).toBe(403)
    expect((await world.ask('vera', 'POST /files/copies', { body: {} })).status).toBe(400)
    expect(net.looked).toEqual([])
  })
  it('lets a copy wait for the scanner where there is one', async () => {
    await open((_request, response) => void response.end(png))
    world.portal.uploads = { ...testUploads, scanner: { host: '127.0.0.1', port: 1 } }
    expect((await copy('vera')).body.state).toBe('quarantined')
  })
})

const png = await picture(20, 10).png().toBuffer()

/** More than may be brought, as long as anybody takes it. */
const endless = (response: Parameters<RequestListener>[1]) => {
  response.write(png)
  const go = () => {
    while (!response.destroyed && response.write(Buffer.alloc(64_000))) if (response.writableLength > 1_000_000) return
    if (!response.destroyed) response.once('drain', go)
  }
  go()
}
