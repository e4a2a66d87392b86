import { createWriteStream } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { filePath, manifestName, pathsOf, sumOf, sumsName, sumsText, tablePath, type Manifest } from './backup-manifest.ts'
import { connectAdmin, copyText, migrationOf, quoted, sequencesOf, tablesOf, type TableShape } from './backup-tables.ts'
import type { Realm } from './deployment.ts'
import { copyJobs, jobsPath } from './queue-backup.ts'
import { CannotStart } from './settings.ts'

export type BackupOrder = {
  /** A login that row-level security does not hide rows from. */
  adminUrl: string
  realm: Realm
  /** Made by the backup; nothing may be there. */
  folder: string
  /** What stands beside the database and belongs to it, if it is there: the heads of the audit log. Never the master key. */
  files: readonly string[]
}

/**
 * Writes every row of the database, as of one moment, into a folder, while the portal works. A folder of that name is complete: until
 * then it is called otherwise. Throws CannotStart.
 */
export const backUp = async ({ adminUrl, realm, folder, files }: BackupOrder): Promise<Manifest> => {
  await insistAbsent(folder)
  const unfinished = join(dirname(resolve(folder)), `.${basename(folder)}.unfinished`)
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(join(unfinished, 'tables'), { recursive: true, mode: 0o700 })
  try {
    // Before the rows: the log may know more than its heads, never less.
    const kept = await copyFiles(files, unfinished)
    const manifest = { ...(await copyDatabase(adminUrl, realm, unfinished)), files: kept }
    await writeFile(join(unfinished, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
    await writeSums(unfinished, manifest)
    await rename(unfinished, folder)
    return manifest
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

const insistAbsent = async (folder: string) => {
  const there = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (there?.length) throw new CannotStart(`${folder} is not empty. A backup gets a folder of its own.`)
}

const copyFiles = async (files: readonly string[], folder: string): Promise<string[]> => {
  const kept: string[] = []
  for (const path of files) {
    if (!(await stat(path).catch(() => undefined))) continue
    await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 })
    const copy = join(folder, filePath(basename(path)))
    await copyFile(path, copy)
    await chmod(copy, 0o600)
    kept.push(basename(path))
  }
  return kept
}

const copyDatabase = async (adminUrl: string, realm: Realm, folder: string): Promise<Omit<Manifest, 'files'>> => {
  const client = await connectAdmin(adminUrl)
  try {
    await insistSeesAll(client)
    const migration = await migrationOf(client)
    if (!migration) throw new CannotStart('The database has no tables: there is nothing to back up.')
    await client.query('begin isolation level repeatable read read only')
    await client.query('set local row_security = off') // an error rather than a silent gap
    const tables = await tablesOf(client)
    // No migration may change a table between the first and the last.
    await client.query(`lock table ${tables.map(({ name }) => quoted(name)).join(', ')} in access share mode`)
    const about = await describe(client, realm)
    const copied: Manifest['tables'] = []
    for (const table of tables) copied.push({ ...table, rows: await copyTable(client, table, folder) })
    const jobs = await copyJobs(client, join(folder, jobsPath))
    const sequences = await sequencesOf(client)
    await client.query('commit')
    return { format: 1, realm, migration, ...about, tables: copied, jobs, sequences }
  } finally {
    await client.end()
  }
}

const insistSeesAll = async (client: pg.Client) => {
  const { rows } = await client.query<{ name: string; sees: boolean }>(
    'select rolname as name, rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user',
  )
  const [found] = rows
  if (!found?.sees)
    throw new CannotStart(
      `The database hides rows from ${found?.name ?? 'this login'}, so it can't make a backup. A login that may: create role portal_backup login bypassrls in role pg_read_all_data password '…'.`,
    )
}

const describe = async (client: pg.Client, realm: Realm) => {
  const found = await client.query<{ realm: string; at: Date; postgres: string }>(
    `select d.realm, now() as at, current_setting('server_version') as postgres from deployment d`,
  )
  const [about] = found.rows
  if (!about) throw new CannotStart('The database belongs to no deployment yet: there is nothing to back up.')
  if (about.realm !== realm) throw new CannotStart(`This is the database of the ${about.realm} portal, not of the ${realm} one.`)
  const keys = await client.query<{ kid: string; fingerprint: string }>(
    `select kid, encode(fingerprint, 'hex') as fingerprint from master_key order by first_used_at, kid`,
  )
  return { madeAt: new Date(about.at).toISOString(), postgres: about.postgres, keys: keys.rows }
}

const copyTable = async (client: pg.Client, table: TableShape, folder: string): Promise<number> => {
  const rows = client.query(copyTo(`${copyText(table)} TO STDOUT`))
  await pipeline(rows, createGzip({ level: 3 }), createWriteStream(join(folder, tablePath(table.name)), { mode: 0o600, flush: true }))
  return rows.rowCount
}

const writeSums = async (folder: string, manifest: Manifest) => {
  const sums = new Map<string, string>()
  for (const path of pathsOf(manifest)) sums.set(path, await sumOf(join(folder, path)))
  await writeFile(join(folder, sumsName), sumsText(sums), { mode: 0o600, flush: true })
}
