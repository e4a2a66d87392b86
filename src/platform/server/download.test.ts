import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { toBrowser, workbookFile } from './download.ts'
import type { Row } from './xlsx.ts'

const app = Fastify()
const workbook = (batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>) => ({
  title: '',
  creator: '',
  createdAt: Temporal.Instant.from('2026-06-10T12:00:00Z'),
  sheets: [{ name: 'Data', columns: [{ heading: 'n', kind: 'whole' as const }], batches }],
})
app.get('/whole', async (_request, reply) => {
  await toBrowser(reply)(workbookFile('Ünïted "förm", größe; 100%', workbook([[[1]]])))
  return reply
})
app.get('/broken', async (_request, reply) => {
  const rows = async function* (): AsyncGenerator<readonly Row[]> {
    yield Array.from({ length: 50_000 }, (_, at): Row => [at])
    throw new Error('the database went away')
  }
  await toBrowser(reply)(workbookFile('broken', workbook(rows())))
  return reply
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-download-'))
  vi.stubEnv('TMPDIR', folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await app.close()
  await rm(folder, { recursive: true })
})

describe('toBrowser', () => {
  it('sends a file with its length and a name that every reader understands', async () => {
    const answer = await app.inject('/whole')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length))
    expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK')
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="United form, groe 100.xlsx"; filename*=UTF-8''%C3%9Cn%C3%AFted%20%22f%C3%B6rm%22%2C%20gr%C3%B6%C3%9Fe%3B%20100%25.xlsx`,
    )
  })
  it('answers a failure half-way as a failure, not as half a file', async () => {
    const answer = await app.inject('/broken')
    expect(answer.statusCode).toBe(500)
    expect(answer.headers['content-disposition']).toBeUndefined()
    expect(answer.headers['content-type']).toContain('application/json')
  })
  it('leaves no file behind', async () => {
    await expect.poll(() => readdir(folder)).toEqual([])
  })
})
