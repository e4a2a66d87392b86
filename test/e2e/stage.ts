import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import { afterAll, beforeAll, test } from 'vitest'
import { mountPortal } from '#server/app.ts'
import { openDatabase } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { parseConfig } from '#shared/config.ts'
import config from '../../portal.config.ts'
import { demoAccounts } from '../../src/demo/accounts.ts'
import { fillDemo } from '../../src/demo/fill.ts'
import { roomRoutes } from '../../src/rooms.server.ts'
import { copyPrepared } from '../database.ts'
import { memoryFiles } from '../files.ts'
import { testKeys } from '../world.ts'
import { doorPath, openBrowser, type Visit, type Visiting } from './browser.ts'

/** A Friday in the middle of a billing cycle: the demo of every run is the same one. */
export const demoNow = Temporal.Instant.from('2026-11-20T09:00:00Z')
export const demoToday = '2026-11-20'

/** The demo's people by their first names. */
export const people = {
  alma: 'alma.sund@demo.example',
  jonas: 'jonas.vik@demo.example',
  mira: 'mira.kalt@demo.example',
  ines: 'ines.marsh@demo.example',
  teodor: 'teodor.lund@demo.example',
} as const

type Opened = { portal: Portal; close: () => Promise<void> }

const webRoot = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** The portal as its process serves it, on a port of its own. A build that is made meanwhile leaves this one's files where they are. */
const serve = async (portal: Portal) => {
  if (!existsSync(webRoot)) throw new Error('The browser app is not built: run npm run build first.')
  const app = Fastify({ logger: false })
  app.get(doorPath, (_request, reply) =>
    reply
      .header('content-security-policy', "default-src 'none'; connect-src 'self'; img-src data:")
      .type('text/html')
      .send('<!doctype html><title>Door</title><link rel="icon" href="data:,">'),
  )
  await mountPortal(app, { portal, routes: roomRoutes(portal), webRoot })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  // By name: browsers keep passkeys for names alone.
  portal.origin = address.replace('127.0.0.1', 'localhost')
  return {
    base: portal.origin,
    close: () => app.close(),
  }
}

/** The small demo in a database of the file's own. */
export const openDemo = async (): Promise<Opened & { url: string }> => {
  const parsed = parseConfig(config)
  const filled = await copyPrepared('e2e_demo', async ({ url }) => {
    const database = openDatabase({ url, maxConnections: 2, statementTimeoutSeconds: 120 })
    await fillDemo({ database, size: 'small', today: demoNow, config: parsed })
    await database.close()
  })
  const database = openDatabase({ url: filled.url, maxConnections: 6, statementTimeoutSeconds: 60 })
  const accounts = demoAccounts.map(({ email, name, about }) => ({ email, name, about }))
  return {
    url: filled.url,
    portal: portalOf({ config: parsed, database, realm: 'demo', now: () => demoNow, demoAccounts: accounts }),
    close: async () => {
      await database.close()
      await filled.drop()
    },
  }
}

export const portalOf = (given: Pick<Portal, 'config' | 'database' | 'realm' | 'now'> & Partial<Portal>): Portal => ({
  keys: testKeys(given.realm),
  files: memoryFiles(),
  origin: 'http://127.0.0.1',
  demoUrl: null,
  demoAccounts: [],
  logo: null,
  uploads: { maxBytes: 50_000_000, partnerBytes: 2_000_000_000, scanner: null },
  session: { idleMinutes: 30, hours: 12, secureCookie: false },
  ...given,
})

/**
 * Gives a file its portal and browser. Each journey is a test with a visit of its own, which fails when the page complained:
 * a refused policy, an error in the console, a request that failed.
 */
export const stage = (open: () => Promise<Opened>) => {
  let opened: Opened | undefined
  let served: Awaited<ReturnType<typeof serve>> | undefined
  let browser: Awaited<ReturnType<typeof openBrowser>> | undefined
  beforeAll(async () => {
    ;[opened, browser] = await Promise.all([open(), openBrowser()])
    served = await serve(opened.portal)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    await opened?.close()
  })
  return (name: string, visiting: Visiting, journey: (visit: Visit) => Promise<void>) =>
    test(name, { timeout: 180_000 }, async () => {
      if (!browser || !served) throw new Error('The stage did not open')
      const visit = await browser.visit(served.base, visiting)
      try {
        await journey(visit)
        visit.insistQuiet()
      } catch (error) {
        await visit.photograph(name)
        throw error
      } finally {
        await visit.leave()
      }
    })
}
