import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificates } from '../../../test/certificates.ts'
import { createHttp } from './http.ts'
import { readTls, renewOnHangup } from './tls.ts'

const log = pino({ level: 'silent' })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-tls-'))
})
afterAll(() => rm(folder, { recursive: true }))

const files = () => ({ certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') })
const write = async ({ cert, key }: { cert: string; key: string }) => {
  await writeFile(files().certFile, cert)
  await writeFile(files().keyFile, key)
}
const ask = (url: string, ca: string) =>
  new Promise<{ status: number | undefined; hsts: unknown }>((done, fail) => {
    const asked = request(url, { ca, agent: false }, (reply) => {
      reply.resume().on('end', () => done({ status: reply.statusCode, hsts: reply.headers['strict-transport-security'] }))
    })
    asked.on('error', fail).end()
  })

describe('a portal with a certificate', () => {
  it('serves by it and by nothing older than TLS 1.2, and takes a renewed one up at SIGHUP', async () => {
    const { one, two } = certificates
    await write(one)
    const app = createHttp(log, { unready: async () => undefined }, { tls: await readTls(files()), isSecure: true })
    renewOnHangup(app, files(), log)
    const base = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('http:', 'https:')
    expect(await ask(`${base}/livez`, one.cert)).toEqual({ status: 200, hsts: 'max-age=63072000; includeSubDomains' })
    await expect(ask(`${base}/livez`, two.cert)).rejects.toThrow(/self-signed/)
    await expect(handshake(base, one.cert, 'TLSv1.1')).rejects.toThrow(/protocol/i)
    expect(await handshake(base, one.cert, 'TLSv1.3')).toBe('TLSv1.3')

    await write(two)
    process.kill(process.pid, 'SIGHUP')
    await expect.poll(() => ask(`${base}/livez`, two.cert).catch(() => undefined)).toMatchObject({ status: 200 })
    // One that can't be used leaves the one before.
    await writeFile(files().keyFile, one.key)
    process.kill(process.pid, 'SIGHUP')
    await new Promise((done) => setTimeout(done, 200))
    expect(await ask(`${base}/livez`, two.cert)).toMatchObject({ status: 200 })
    await app.close()
    process.removeAllListeners('SIGHUP')
  })

  it.each([
    [
      'a file that is not there',
      () => ({ ...files(), keyFile: join(folder, 'none.pem') }),
      /TLS_KEY_FILE names .*none\.pem, which can't be read/,
    ],
    ['a key of another certificate', files, /are no certificate and its key/],
  ])('is told of %s before it starts', async (_what, from, sentence) => {
    await write({ cert: certificates.one.cert, key: certificates.two.key })
    await expect(readTls(from())).rejects.toThrow(sentence)
  })
})

const handshake = (base: string, ca: string, version: 'TLSv1.1' | 'TLSv1.3') =>
  new Promise<string | null>((done, fail) => {
    const socket: TLSSocket = connect(
      // The old ciphers on our side: what refuses must be the server.
      { port: Number(new URL(base).port), host: '127.0.0.1', ca, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' },
      () => {
        done(socket.getProtocol())
        socket.destroy()
      },
    )
    socket.on('error', fail)
  })
