import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorld, emailOf, password, type World } from './world.ts'
import { roomRoutes } from '../src/rooms.server.ts'
import { mountPortal } from '#server/app.ts'
import { backUp } from '#server/backup.ts'
import { openDatabase } from '#server/db.ts'
import { restore } from '#server/restore.ts'

let world: World
let folder: string
beforeAll(async () => {
  world = await createWorld()
  folder = await mkdtemp(join(tmpdir(), 'portal-restored-'))
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

it('after a restore the same people sign in with the same keys, see the same customers at the same addresses, and nobody else does', async () => {
  const backup = join(folder, 'backup')
  await backUp({ adminUrl: world.test.adminUrl, realm: 'real', folder: backup, files: [] })
  const name = `${world.test.name}_restored`
  const [adminUrl, url] = [world.test.adminUrl, world.test.url].map((address) => address.replace(world.test.name, name))
  if (!adminUrl || !url) throw new Error('There are two addresses')
  const admin = new pg.Client({ connectionString: world.test.adminUrl })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const keys = { keys: [{ kid: 'test', key: Buffer.alloc(32, 7) }] }
  await restore({ adminUrl, login: 'portal_app', realm: 'real', keys, folder: backup, files: [], log: pino({ level: 'silent' }) })

  const database = openDatabase({ url, maxConnections: 2 })
  const portal = { ...world.portal, database }
  const app = Fastify()
  await mountPortal(app, { portal, routes: roomRoutes(portal) })
  const signIn = (given: string) =>
    app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: emailOf('uma'), password: given },
      headers: { 'sec-fetch-site': 'same-origin' },
    })
  expect((await signIn('some other passphrase')).statusCode).toBe(401)
  const entered = await signIn(password)
  expect(entered.statusCode).toBe(200)
  const cookie = entered.cookies.map((one) => `${one.name}=${one.value}`).join('; ')
  const seen = await app.inject({ url: '/api/customers', headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const before = await world.ask('uma', 'GET /customers')
  expect(seen.statusCode).toBe(200)
  expect(seen.json()).toEqual(before.body)
  expect(JSON.stringify(before.body)).toContain('Alder Bank')

  await app.close()
  await database.close()
  await admin.query(`drop database ${name} with (force)`)
  await admin.end()
}, 30_000)
