import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { notFound } from '#shared/problem.ts'
import { pageHeaders, type Page } from './headers.ts'

/** What the build writes where a nonce belongs; see vite.config.ts. */
const nonceMark = '__CSP_NONCE__'

/** Serves the browser app: hashed files for ever, the page itself never from a cache and with a fresh nonce. */
export const mountWeb = async (app: FastifyInstance, root: string, about: Page): Promise<void> => {
  const page = await readFile(join(root, 'index.html'), 'utf8')
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    decorateReply: false,
  })
  const showPage = (reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64')
    return reply.headers(pageHeaders(nonce, about)).type('text/html; charset=utf-8').send(page.replaceAll(nonceMark, nonce))
  }
  app.get('/', (_request, reply) => showPage(reply))
  // Addresses are the browser app's own; only what looks like a page gets the page.
  app.get('/*', (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (path.startsWith('/api/') || /\.\w+$/.test(path)) throw notFound()
    return showPage(reply)
  })
}
