import { spawn } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { answerProblems } from './app.ts'
import { createHttp, type HttpParts } from './http.ts'
import { isNetwork } from './proxies.ts'

const log = pino({ level: 'silent' })
let opened: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(opened.map((app) => app.close()))
  opened = []
})

type Opening = HttpParts & { isStopping?: () => boolean; routes?: (app: FastifyInstance) => void }
const open = async ({ isStopping = () => false, routes = () => {}, ...parts }: Opening = {}) => {
  const app = createHttp(log, { unready: async () => (isStopping() ? 'stopping' : undefined), isStopping }, parts)
  opened.push(app)
  answerProblems(app)
  app.get('/who', async ({ ip }) => ({ ip }))
  routes(app)
  return { app, base: await app.listen({ port: 0, host: '127.0.0.1' }) }
}

describe('whether a process lives', () => {
  it('is that it answers, unless it knows better', async () => {
    const { base } = await open()
    expect((await fetch(`${base}/livez`)).status).toBe(200)
    let isTurning = true
    const app = createHttp(log, { unready: async () => undefined, isAlive: () => isTurning })
    opened.push(app)
    const own = await app.listen({ port: 0, host: '127.0.0.1' })
    expect((await fetch(`${own}/livez`)).status).toBe(200)
    isTurning = false
    expect((await fetch(`${own}/livez`)).status).toBe(503)
  })
})

describe('the client’s address', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.8', forwarded: 'for=203.0.113.7' }
  const ipOf = async (parts: HttpParts, headers: Record<string, string>) => {
    const { base } = await open(parts)
    return ((await (await fetch(`${base}/who`, { headers })).json()) as { ip: string }).ip // what the route above answers
  }

  it('is the socket’s, whatever is said, when no proxy is named', async () => expect(await ipOf({}, forwarded)).toBe('127.0.0.1'))
  it('is the socket’s when who asks is none of the proxies', async () =>
    expect(await ipOf({ trustedProxies: ['10.0.0.0/24', '192.0.2.1'] }, forwarded)).toBe('127.0.0.1'))
  it('is what the proxy says, in the one header that proxies add to', async () =>
    expect(await ipOf({ trustedProxies: ['127.0.0.1'] }, forwarded)).toBe('203.0.113.9'))
  it('is who reached the proxy, not what that one claimed to be passing on', async () =>
    expect(await ipOf({ trustedProxies: ['127.0.0.0/24'] }, { 'x-forwarded-for': '1.2.3.4, 203.0.113.9' })).toBe('203.0.113.9'))
  it('is looked for behind each proxy that is named', async () =>
    expect(await ipOf({ trustedProxies: ['127.0.0.1/32', '10.0.0.0/24'] }, { 'x-forwarded-for': '1.2.3.4, 203.0.113.9, 10.0.0.7' })).toBe(
      '203.0.113.9',
    ))

  it.each(['10.0.0.5', '10.0.0.0/24', '172.16.0.0/12', '127.0.0.1/32', '::1', 'fd00::/8', '2001:db8::/32'])('%s can be trusted', (text) =>
    expect(isNetwork(text)).toBe(true),
  )
  it.each(['', 'true', '1', '*', 'proxy.internal', '0.0.0.0/0', '0.0.0.0/1', '::/0', '::ffff:0:0/96', '::ffff:10.0.0.1', '10.0.0.0/33', '10.0.0', '10.0.0.0/'])(
    '%j can’t be trusted',
    (text) => expect(isNetwork(text)).toBe(false),
  ) // prettier-ignore
})

describe('what is no request', () => {
  const say = (base: string, text: string) =>
    new Promise<string>((done) => {
      let heard = ''
      const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(text))
      socket.setEncoding('utf8').on('data', (part: string) => (heard += part)).on('close', () => done(heard)) // prettier-ignore
      socket.on('error', () => {})
    })
  it.each([
    ['HELO there\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n', 400],
  ])('is answered with a status alone: %.20j', async (text, status) => {
    const { base } = await open()
    const heard = await say(base, text)
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\w ]+\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n\\r\\n$`))
  })
})

it('limits how long a request may take to arrive, and a connection to idle', async () => {
  const { app } = await open()
  expect([app.server.headersTimeout, app.server.requestTimeout, app.server.keepAliveTimeout]).toEqual([10_000, 600_000, 72_000])
})

describe('a request that comes slowly', () => {
  const slowly = async (path: string) => {
    const { base } = await open({
      arrivalMs: 150,
      routes: (app) => {
        app.post('/ordinary', async () => ({}))
        app.post('/file', { config: { isUpload: true } }, async () => ({}))
      },
    })
    return new Promise<string>((done) => {
      let heard = ''
      const socket = connect(Number(new URL(base).port), '127.0.0.1', () => {
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{`,
        )
        setTimeout(() => socket.writable && socket.write('}'), 600)
      })
      socket.setEncoding('utf8').on('data', (part: string) => (heard += part)).on('close', () => done(heard.split('\r\n')[0] ?? '')) // prettier-ignore
      socket.on('error', () => {})
    })
  }
  it('is given up, unless it brings a file', async () => {
    expect(await slowly('/ordinary')).toBe('HTTP/1.1 408 Request Timeout')
    expect(await slowly('/file')).toBe('HTTP/1.1 200 OK')
  })
})

describe('a process that was told to stop', () => {
  it('asks each caller to come back over another connection, and answers what was open', async () => {
    let isStopping = false
    let letGo = () => {}
    const held = new Promise<void>((done) => (letGo = done))
    let arrived = 0
    const { app, base } = await open({
      isStopping: () => isStopping,
      routes: (one) => one.get('/held', async () => (arrived++, held.then(() => ({ a: 1 })))),
    })
    expect((await fetch(`${base}/who`)).headers.get('connection')).toBe('keep-alive')
    const under = fetch(`${base}/held`)
    await expect.poll(() => arrived).toBe(1)
    isStopping = true
    expect((await fetch(`${base}/who`)).headers.get('connection')).toBe('close')
    expect((await fetch(`${base}/readyz`)).status).toBe(503)
    const closing = app.close()
    letGo()
    expect(await (await under).json()).toEqual({ a: 1 })
    await closing
  })

  it('still answers a request that came over an open connection while it closed', async () => {
    let letGo = () => {}
    const held = new Promise<void>((done) => (letGo = done))
    let arrived = 0
    const { app, base } = await open({ routes: (one) => one.get('/held', async () => (arrived++, held.then(() => 'late'))) })
    const ask = () =>
      new Promise<number>((done, fail) => {
        const asked = httpRequest(`${base}/held`, (reply) => {
          reply.resume().on('end', () => done(reply.statusCode ?? 0))
        })
        asked.on('error', fail).end()
      })
    const first = ask()
    const second = ask()
    await expect.poll(() => arrived).toBeGreaterThan(0)
    await sleep(50)
    const closing = app.close()
    letGo()
    expect(await Promise.all([first, second])).toEqual([200, 200])
    await closing
  })
})

describe('under more load than it can carry', () => {
  const busyMs = 8
  const work = (app: FastifyInstance) =>
    void app.get('/work', async () => {
      for (const until = performance.now() + busyMs; performance.now() < until;);
      return 'done'
    })
  // The load comes from a process of its own: this one is what is overloaded.
  const flood = (base: string, connections: number, seconds: number) =>
    new Promise<{ ok: number; shed: number; retry: string | null; slowestMs: number }>((done, fail) => {
      const script = `
        const [base, connections, seconds] = process.argv.slice(1)
        const until = Date.now() + seconds * 1000
        const told = { ok: 0, shed: 0, retry: null, slowestMs: 0 }
        const ask = async () => { while (Date.now() < until) {
          const began = performance.now()
          const reply = await fetch(base + '/work'); await reply.text()
          if (reply.status === 200) { told.ok++; told.slowestMs = Math.max(told.slowestMs, performance.now() - began) }
          else if (reply.status === 503) { told.shed++; told.retry = reply.headers.get('retry-after'); await new Promise((d) => setTimeout(d, 20)) }
          else throw new Error('status ' + reply.status)
        } }
        Promise.all(Array.from({ length: Number(connections) }, ask)).then(() => { console.log(JSON.stringify(told)); process.exit() })`
      const child = spawn(process.execPath, ['-e', script, base, String(connections), String(seconds)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (part: string) => (said += part))
      child.on('close', (code) => (code === 0 ? done(JSON.parse(said) as Awaited<ReturnType<typeof flood>>) : fail(new Error(said)))) // the script above writes it
    })

  it('refuses a part at once with 503 and Retry-After, answers health throughout, and is itself again afterwards', async () => {
    const { base } = await open({ pressure: { eventLoopDelayMs: 150, heapShare: 0.95, sampleMs: 200 }, routes: work })
    const flooding = flood(base, 100, 4)
    const health: number[] = []
    for (let n = 0; n < 8; n++) {
      await sleep(400)
      health.push((await fetch(`${base}/readyz`)).status)
    }
    const { ok, shed, retry, slowestMs } = await flooding
    expect(ok).toBeGreaterThan(50)
    expect(shed).toBeGreaterThan(50)
    expect(retry).toBe('2')
    expect(slowestMs).toBeLessThan(5_000)
    expect(new Set(health)).toEqual(new Set([200]))
    await sleep(600)
    expect((await fetch(`${base}/work`)).status).toBe(200)
  }, 20_000)

  it('refuses nothing while it carries what comes', async () => {
    const { base } = await open({ routes: work })
    const { ok, shed } = await flood(base, 4, 2)
    expect(ok).toBeGreaterThan(20)
    expect(shed).toBe(0)
  })
})
