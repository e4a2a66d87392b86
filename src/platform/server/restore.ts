import { createReadStream } from 'node:fs'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { filePath, readBackup, tablePath, type Manifest } from './backup-manifest.ts'
import { connectAdmin, copyText, firstFilled, hindrancesOf, migrationOf, quoted, tablesOf } from './backup-tables.ts'
import type { Realm } from './deployment.ts'
import type { MasterKeys } from './keys.ts'
import type { Log } from './log.ts'
import { fingerprintOf } from './master-key.ts'
import { knownMigrations, migrateDatabase } from './migrate.ts'
import { addJobsFrom, jobsPath } from './queue-backup.ts'
import { CannotStart } from './settings.ts'

export type RestoreOrder = {
  /** Owns the database, which is empty. */
  adminUrl: string
  /** Whom the migrations let in; absent: the admin's own login. */
  login: string | undefined
  realm: Realm
  /** The deployment's keys as they are now; absent when it has none. */
  keys: MasterKeys | undefined
  folder: string
  /** Where the files go that stood beside the database. One that is there is left as it is. */
  files: readonly string[]
  log: Log
}

export type Restored = { manifest: Manifest; rows: number; keptFiles: string[] }

/**
 * Fills an empty database with a backup, in one transaction, and brings it up to the newest migration. All that can be wrong with the
 * backup, the keys and the database is found before anything is written. Throws CannotStart.
 */
export const restore = async (order: RestoreOrder): Promise<Restored> => {
  const { adminUrl, login, folder, log } = order
  const manifest = await readBackup(folder)
  insistRealm(manifest, order.realm)
  insistKeys(manifest, order)
  const known = await knownMigrations()
  const first = known.indexOf(manifest.migration) + 1
  if (first === 0)
    throw new CannotStart(
      `The backup has the migration ${manifest.migration}, which this version of the portal is too old for. Use the newer one.`,
    )
  const client = await connectAdmin(adminUrl)
  try {
    const has = await insistEmpty(client, manifest)
    if (!has) await migrateDatabase(adminUrl, log, { ...(login ? { login } : {}), first })
    await fill(client, manifest, folder)
    await migrateDatabase(adminUrl, log, login ? { login } : {})
    await client.query('analyze')
  } finally {
    await client.end()
  }
  return { manifest, rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), keptFiles: await putBack(order, manifest) }
}

const insistRealm = (manifest: Manifest, realm: Realm) => {
  if (manifest.realm !== realm) throw new CannotStart(`This is a backup of the ${manifest.realm} portal and can't become the ${realm} one.`)
}

const insistKeys = ({ keys: used, realm }: Manifest, { keys: given }: RestoreOrder) => {
  for (const { kid, fingerprint } of used) {
    const found = given?.keys.find((one) => one.kid === kid)
    if (!found)
      throw new CannotStart(
        `Secrets in this backup were sealed with the master key ${kid}, which is not given. Put it back first: docs/operations.md.`,
      )
    if (fingerprintOf(found.key, realm).toString('hex') !== fingerprint)
      throw new CannotStart(`The master key ${kid} that is given is not the one that this backup's secrets were sealed with.`)
  }
}

/** Returns the migration that the database has already, without any row, as an interrupted restore leaves it. */
const insistEmpty = async (client: pg.Client, { migration }: Manifest): Promise<string | undefined> => {
  const has = await migrationOf(client)
  const filled = await firstFilled(client)
  if (filled) throw new CannotStart(`The database is not empty: ${filled} has rows. A backup is restored into a new one.`)
  if (has && has !== migration)
    throw new CannotStart(
      `The database has the migration ${has} already, the backup has ${migration}. A backup is restored into a new one.`,
    )
  return has
}

const fill = async (client: pg.Client, manifest: Manifest, folder: string) => {
  insistSameShape(manifest, await tablesOf(client))
  await client.query('begin')
  try {
    const { lift, restore: putBackRules } = await hindrancesOf(client)
    for (const statement of lift) await client.query(statement)
    for (const table of manifest.tables) {
      const rows = client.query(copyFrom(`${copyText(table)} FROM STDIN`))
      await pipeline(createReadStream(join(folder, tablePath(table.name))), createGunzip(), rows)
      const counted = await client.query<{ rows: string }>(`select count(*)::text as rows from ${quoted(table.name)}`)
      if (counted.rows[0]?.rows !== String(table.rows))
        throw new CannotStart(`${table.name} has ${counted.rows[0]?.rows} rows after loading, the backup says ${table.rows}.`)
    }
    for (const { name, value, isCalled } of manifest.sequences)
      await client.query('select setval($1::regclass, $2::bigint, $3)', [quoted(name), value, isCalled])
    if (manifest.jobs !== undefined) {
      const jobs = await addJobsFrom(client, join(folder, jobsPath))
      if (jobs !== manifest.jobs) throw new CannotStart(`${jobs} jobs wait after loading, the backup says ${manifest.jobs}.`)
    }
    for (const statement of putBackRules) await client.query(statement) // a row whose parent is missing is found here
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined) // the first failure says more
    throw error
  }
}

const insistSameShape = ({ tables, migration }: Manifest, made: { name: string; columns: string[] }[]) => {
  const written = (list: { name: string; columns: string[] }[]) => list.map(({ name, columns }) => `${name}(${columns.join()})`).join()
  if (written(tables) !== written(made))
    throw new CannotStart(`The tables of this version at the migration ${migration} are not those of the backup. Was a migration changed?`)
}

/** Returns those that were there already. */
const putBack = async ({ folder, files }: RestoreOrder, manifest: Manifest): Promise<string[]> => {
  const kept: string[] = []
  for (const name of manifest.files) {
    const target = files.find((path) => basename(path) === name)
    if (!target) continue
    if (await stat(target).catch(() => undefined)) {
      kept.push(target)
      continue
    }
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await copyFile(join(folder, filePath(name)), target)
  }
  return kept
}
