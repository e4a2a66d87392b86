import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { promisesOfFiles } from './files.test-kit.ts'
import { openFiles } from './open-files.ts'
import { openS3Files } from './s3-files.ts'
import { readSettings } from './settings.ts'

let folder: string
let server: S3rver
let endpoint: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-s3-'))
  server = new S3rver({
    port: 0, address: '127.0.0.1', silent: true, directory: folder,
    configureBuckets: ['suite', 'small', 'shared', 'torn'].map((name) => ({ name, configs: [] })),
  }) // prettier-ignore
  // S3 shows a file when it is whole; this server writes where others read, so that they take turns.
  let turn = Promise.resolve()
  server.middleware.unshift(async (_context, answer) => {
    const before = turn
    const { promise, resolve } = Promise.withResolvers<void>()
    turn = promise
    await before
    await answer().finally(resolve)
  })
  const { port } = await server.run()
  endpoint = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const credentials = { key: 'S3RVER', secret: 'S3RVER' }
const bucketOf = (bucket: string, prefix = '') => openS3Files({ bucket, endpoint, region: 'us-east-1', credentials, prefix })

promisesOfFiles('a bucket', async () => ({ files: bucketOf('suite', 'portal/real/'), close: async () => undefined }))

const serving = async (answers: RequestListener) => {
  const server = createServer(answers)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, close }
}

describe('a bucket', () => {
  const put = (files: ReturnType<typeof openS3Files>, key: string, text: string) => files.put(key, Readable.from([Buffer.from(text)]))

  it('keeps a file of several parts whole, and reads a range across them', async () => {
    const files = bucketOf('small')
    const part = Buffer.alloc(1_048_576, 'part')
    const bytes = Buffer.concat(Array.from({ length: 13 }, (_, at) => Buffer.concat([Buffer.from(`part ${at} `), part])))
    expect((await files.put('large/one', Readable.from([bytes]))).size).toBe(bytes.length)
    const found = await files.get('large/one', { start: 5_242_870, end: 5_242_890 })
    expect(found?.head.size).toBe(bytes.length)
    expect(found && (await buffer(found.content)).equals(bytes.subarray(5_242_870, 5_242_891))).toBe(true)
  })
  it('keeps what two prefixes hold apart, in reading, listing and deleting', async () => {
    const [real, demo] = [bucketOf('shared', 'real/'), bucketOf('shared', 'demo/')]
    await put(real, 'kept/one', 'of the real portal')
    expect(await demo.get('kept/one')).toBeUndefined()
    await demo.delete('kept/one')
    for await (const { key } of demo.list('')) expect(key).toBe('nothing')
    expect((await real.head('kept/one'))?.size).toBe(18)
  })
  it('lists more files than one answer names, page after page', async () => {
    // Answers as Amazon's does; the test server's own pages need ciphers that Node no longer has.
    const page = (keys: string[], next: string) => `<?xml version="1.0" encoding="UTF-8"?>
      <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== ''}</IsTruncated>
      ${keys.map((key) => `<Contents><Key>real/${key}</Key><Size>1</Size><LastModified>2026-06-10T12:00:00.000Z</LastModified></Contents>`).join('')}
      ${next === '' ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`
    const pages: Record<string, string> = { '': page(['kept/a', 'kept/b'], 'to b='), 'to b=': page(['kept/c'], '') }
    const paged = await serving((asked, answer) => {
      const token = new URL(asked.url ?? '', endpoint).searchParams.get('continuation-token') ?? ''
      answer.writeHead(200, { 'content-type': 'application/xml' }).end(pages[token])
    })
    const keys: string[] = []
    for await (const { key } of openS3Files({ bucket: 'paged', endpoint: paged.url, region: 'us-east-1', credentials, prefix: 'real/' }).list('kept/')) keys.push(key)
    expect(keys).toEqual(['kept/a', 'kept/b', 'kept/c'])
    paged.close()
  }) // prettier-ignore
  it('says so when what it kept is not as long as what was sent', async () => {
    // Between us and the bucket: says of every file that it is a byte shorter.
    const between = await serving((asked, answer) => {
      const passed = request(endpoint + asked.url, { method: asked.method, headers: asked.headers }, (reply) => {
        const length = Number(reply.headers['content-length'])
        const said = asked.method === 'HEAD' ? { 'content-length': String(length - 1) } : {}
        answer.writeHead(reply.statusCode ?? 500, { ...reply.headers, ...said })
        reply.pipe(answer)
      })
      asked.pipe(passed)
    })
    const torn = openS3Files({ bucket: 'torn', endpoint: between.url, region: 'us-east-1', credentials, prefix: '' })
    await expect(put(torn, 'kept/one', 'some text')).rejects.toThrow('has 8 bytes in the bucket instead of 9')
    between.close()
  })
  it('is where files are when a bucket is named, below the prefix and the realm', async () => {
    const settings = readSettings({
      FILES_S3_BUCKET: 'shared', FILES_S3_ENDPOINT: endpoint, FILES_S3_KEY: credentials.key, FILES_S3_SECRET: credentials.secret, FILES_S3_PREFIX: 'portal/', PORTAL_REALM: 'demo',
    }) // prettier-ignore
    const files = await openFiles(settings)
    await files.put('kept/two', Readable.from([Buffer.from('two')]))
    expect((await bucketOf('shared').head('portal/demo/kept/two'))?.size).toBe(3)
  })
})
