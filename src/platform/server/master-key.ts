import { createHmac, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import type { Database } from './db.ts'
import type { Realm } from './deployment.ts'
import type { MasterKeys } from './keys.ts'
import { CannotStart, type Settings } from './settings.ts'

type KeySettings = Pick<Settings, 'dataDir' | 'masterKeys'>

/** Where a realm's master key is: in a setting, in a file that a setting names, or in the data folder, where a trial made it. */
const placeOf = ({ dataDir, masterKeys }: KeySettings, realm: Realm) => {
  const { text, file } = masterKeys[realm]
  const [name, own] = realm === 'real' ? ['MASTER_KEY', 'master.key'] : ['DEMO_MASTER_KEY', 'demo.key']
  return { text, name, path: file ?? join(dataDir, own), isNamed: file !== undefined }
}

/** The file that holds the realm's master key, or undefined when a setting holds it. */
export const masterKeyPath = (settings: KeySettings, realm: Realm): string | undefined => {
  const { text, path } = placeOf(settings, realm)
  return text === undefined ? path : undefined
}

/** The realm's master keys, or undefined when there are none. Throws CannotStart for what can't be used. */
export const findMasterKeys = async (settings: KeySettings, realm: Realm): Promise<MasterKeys | undefined> => {
  const { text, name, path, isNamed } = placeOf(settings, realm)
  if (text !== undefined) return parseMasterKeys(text, name)
  const written = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' && !isNamed) return undefined
    throw new CannotStart(isNamed ? `${name}_FILE names ${path}, which can't be read.` : `${path} can't be read by this user.`, { cause })
  })
  if (written === undefined) return undefined
  // A mounted secret has the mode that its platform gives it; the file that we made has ours.
  if (!isNamed && ((await stat(path)).mode & 0o077) !== 0)
    throw new CannotStart(`${path} can be read by other users of this machine. Make it its owner's alone: chmod 600 ${path}`)
  return parseMasterKeys(written, path)
}

/** As `findMasterKeys`. Throws CannotStart when there are none. */
export const loadMasterKeys = async (settings: KeySettings, realm: Realm): Promise<MasterKeys> => {
  const found = await findMasterKeys(settings, realm)
  if (found) return found
  const { name, path } = placeOf(settings, realm)
  throw new CannotStart(
    `The portal has no master key: set ${name} or ${name}_FILE (docs/operations.md), or make ${path} with npm run keys -- make.`,
  )
}

/** Makes the realm's first key, in a file that only its owner may read. Throws CannotStart when there is one already. */
export const makeMasterKeys = async (settings: KeySettings, realm: Realm): Promise<MasterKeys> => {
  const { text, name, path } = placeOf(settings, realm)
  if (text !== undefined) throw new CannotStart(`${name} holds a key already.`)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const line = newKeyLine([])
  try {
    await writeFile(path, `${line}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause // what the file system says carries a code
    return loadMasterKeys(settings, realm) // another process made it at this moment
  }
  return parseMasterKeys(line, path)
}

/** Writes a new key before those of the file. Returns its id. */
export const addMasterKey = async (path: string): Promise<string> => {
  const written = await readFile(path, 'utf8')
  const { keys } = parseMasterKeys(written, path)
  const line = newKeyLine(keys.map(({ kid }) => kid))
  await writeFile(path, `${line}\n${written}`, { mode: 0o600 })
  await chmod(path, 0o600)
  return line.split(':')[0] ?? ''
}

/** Lines (or words) of `id:32 bytes in base64url`; the first seals. `from` is what a complaint names. */
export const parseMasterKeys = (text: string, from: string): MasterKeys => {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((line) => {
      const [, kid, written] = /^([\w-]{1,32}):([\w-]{43})=?$/.exec(line) ?? []
      const key = Buffer.from(written ?? '', 'base64url')
      // Never repeated in the complaint: it goes to terminals and logs.
      if (!kid || key.length !== 32)
        throw new CannotStart(`${from} holds a line that is no key: each is an id, a colon and 32 bytes in base64url.`)
      return { kid, key }
    })
  const [first] = keys
  if (!first) throw new CannotStart(`${from} holds no key.`)
  const twice = keys.find(({ kid }, at) => keys.findIndex((other) => other.kid === kid) !== at)
  if (twice) throw new CannotStart(`${from} names the key ${twice.kid} twice.`)
  return { keys }
}

/** A key that was never there. Its id begins with the month, so that old ones can be told. */
export const newKeyLine = (taken: readonly string[]) => {
  const month = new Date().toISOString().slice(0, 7)
  const kid = [month, ...Array.from({ length: 99 }, (_, at) => `${month}-${at + 2}`)].find((one) => !taken.includes(one))
  return `${kid}:${randomBytes(32).toString('base64url')}`
}

export const fingerprintOf = (key: Buffer, realm: Realm) => createHmac('sha256', key).update(`pp/fingerprint/v1/${realm}`).digest()

/** Whether the database remembers a key: something in it may be sealed. */
export const remembersKeys = (database: Database): Promise<boolean> =>
  database.claim(async (tx) => (await tx.first(sql`select from master_key limit 1`)) !== undefined)

/**
 * Compares the keys with the ones that the database remembers, and remembers the one that seals from now on. Throws CannotStart when one
 * is missing or is another key of the same name: the first sign-in would be too late to notice.
 */
export const claimKeys = (database: Database, { keys }: MasterKeys, realm: Realm): Promise<void> =>
  database.claim(async (tx) => {
    const known = await tx.rows(sql<{ kid: string; fingerprint: Buffer }>`select kid, fingerprint from master_key order by first_used_at`)
    for (const { kid, fingerprint } of known) {
      const given = keys.find((one) => one.kid === kid)
      const setting = realm === 'real' ? 'master key' : "demo's master key"
      if (!given)
        throw new CannotStart(`This database holds secrets that were sealed with the key ${kid}, and the ${setting} given now lacks it.`)
      if (!fingerprint.equals(fingerprintOf(given.key, realm)))
        throw new CannotStart(`The key ${kid} is not the one that this database's secrets were sealed with. Is it another deployment's?`)
    }
    const [newest] = keys
    if (newest)
      await tx.rows(
        sql`insert into master_key (kid, fingerprint) values (${newest.kid}, ${fingerprintOf(newest.key, realm)}) on conflict do nothing`,
      )
  })

/**
 * The realm's keys, claimed for its database. A trial without any gets one in its data folder; on a PostgreSQL of one's own (or with
 * secrets in the database already) a key has to be given. Throws CannotStart.
 */
export const prepareKeys = async (
  settings: KeySettings & Pick<Settings, 'databaseUrl' | 'demoDatabaseUrl'>,
  realm: Realm,
  database: Database,
  { mayMake = !settings.databaseUrl && !settings.demoDatabaseUrl } = {},
): Promise<MasterKeys> => {
  const found = await findMasterKeys(settings, realm)
  const isNew = !found && mayMake && !(await remembersKeys(database))
  const keys = found ?? (isNew ? await makeMasterKeys(settings, realm) : await loadMasterKeys(settings, realm))
  await claimKeys(database, keys, realm)
  return keys
}
