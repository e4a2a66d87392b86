import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadConfig } from '#server/config.ts'
import { openDatabase } from '#server/db.ts'
import { startEmbedded } from '#server/embedded.ts'
import { createLog } from '#server/log.ts'
import { migrateDatabase } from '#server/migrate.ts'
import { fillDemo } from '../src/demo/fill.ts'
import type { DemoSize } from '../src/demo/plan.ts'

const login = 'portal_demo_app'

export type CrashDatabase = {
  url: string
  /** As the owner, whom row-level security does not bind: to change the world and to look at it. */
  admin: pg.Client
}
export type CrashServer = {
  /** A database with the demo in it as of `filledAt`, whose people all want mail. */
  copy: (name: string) => Promise<CrashDatabase>
  folder: string
  close: () => Promise<void>
}

/** A PostgreSQL of its own with a filled demo to copy from. */
export const openCrashServer = async (size: DemoSize, filledAt: Temporal.Instant, configPath: string): Promise<CrashServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-crashes-'))
  const log = createLog('crashes', { logLevel: 'error', logFormat: 'json' })
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), log, owner: 'the benchmark of crashes', ephemeral: true })
  const urlOf = (name: string) => {
    const url = new URL(server.adminUrl(name))
    url.username = login
    url.password = server.passwordOf(login)
    return url.href
  }
  const root = await connected(server.adminUrl('postgres'))
  await root.query(`create role ${login} login noinherit password ${pg.escapeLiteral(server.passwordOf(login))}`)
  await root.query('create database filled')
  await migrateDatabase(server.adminUrl('filled'), log, { login })
  const database = openDatabase({ url: urlOf('filled'), maxConnections: 2, statementTimeoutSeconds: 600 })
  await fillDemo({ database, size, today: filledAt, config: await loadConfig(configPath) })
  await database.close()
  const admin = await connected(server.adminUrl('filled'))
  // Everybody hears of everything by mail, and has a digest each day.
  await admin.query(`
    insert into notification_choice (user_id, event, channel, frequency)
    select u.id, c.event, 'mail', c.frequency from app_user u
     cross join (values ('digest.portfolio', 'daily'), ('task.raised', 'immediate'), ('task.worsened', 'immediate')) c(event, frequency)`)
  await admin.end()
  const opened: pg.Client[] = []
  return {
    folder,
    copy: async (name) => {
      await root.query(`create database ${name} template filled`)
      const client = await connected(server.adminUrl(name))
      opened.push(client)
      return { url: urlOf(name), admin: client }
    },
    close: async () => {
      for (const client of [...opened, root]) await client.end()
      await server.stop(2)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const connected = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // the server is stopped at the end
  await client.connect()
  return client
}

const lines = async (admin: pg.Client, text: string): Promise<string[]> => {
  const { rows } = await admin.query<{ line: string }>(text)
  return rows.map(({ line }) => line).toSorted()
}

/** What must be the same whoever was killed: by what things are, never by their keys or the time of the wall. */
export const traceOf = async (admin: pg.Client) => ({
  tasks: await lines(
    admin,
    `select concat_ws(' ', c.external_id, t.rule, t.object_key, t.state, t.severity, t.opened_on, t.due_on, t.ended_on) as line
       from task t join customer c on c.partner_id = t.partner_id and c.id = t.customer_id`,
  ),
  taskEvents: await lines(
    admin,
    `select concat_ws(' ', c.external_id, t.rule, t.object_key, e.kind, e.severity, e.at) as line
       from task_event e join task t on t.partner_id = e.partner_id and t.id = e.task_id
       join customer c on c.partner_id = t.partner_id and c.id = t.customer_id`,
  ),
  notifications: await lines(
    admin,
    `select concat_ws(' ', u.email, n.event, c.external_id, t.rule, t.object_key, n.severity, n.mail, n.mailed_at is not null) as line
       from notification n join app_user u on u.id = n.user_id
       left join customer c on c.partner_id = n.partner_id and c.id = n.customer_id
       left join task t on n.object_kind = 'task' and t.partner_id = n.partner_id and t.id = n.object_id`,
  ),
  digests: await lines(
    admin,
    `select concat_ws(' ', u.email, d.frequency, d.due_at, m.asked) as line from digest d join app_user u on u.id = d.user_id
       left join lateral (select count(*) as asked from mail m where m.user_id = d.user_id and m.kind = 'digest.' || d.frequency) m on true`,
  ),
})
export type Trace = Awaited<ReturnType<typeof traceOf>>

/** How many lines of `found` are missing and how many there are that should not be, lines that stand twice among them. */
export const difference = (expected: readonly string[], found: readonly string[]) => {
  const counts = new Map<string, number>()
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) + 1)
  let more = 0
  for (const line of found) {
    const left = counts.get(line) ?? 0
    if (left === 0) more++
    else counts.set(line, left - 1)
  }
  const lost = [...counts.values()].reduce((sum, left) => sum + left, 0)
  return { lost, more }
}
