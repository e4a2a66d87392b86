import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { openDatabase, type Database } from './db.ts'
import { addMasterKey, claimKeys, findMasterKeys, loadMasterKeys, makeMasterKeys, parseMasterKeys, prepareKeys } from './master-key.ts'
import { readSettings } from './settings.ts'

const one = `a:${Buffer.alloc(32, 1).toString('base64url')}`
const two = `b:${Buffer.alloc(32, 2).toString('base64url')}`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))
const settings = (more: Record<string, string> = {}) => readSettings({ DATA_DIR: folder, ...more })

describe('the master key', () => {
  it('comes from a setting, from a file that a setting names, or from the data folder; each realm has its own', async () => {
    await writeFile(join(folder, 'named'), `${two}\n${one}\n`)
    expect((await loadMasterKeys(settings({ MASTER_KEY: one }), 'real')).keys.map(({ kid }) => kid)).toEqual(['a'])
    expect((await loadMasterKeys(settings({ MASTER_KEY_FILE: join(folder, 'named') }), 'real')).keys.map(({ kid }) => kid)).toEqual([
      'b',
      'a',
    ])
    expect(await findMasterKeys(settings({ MASTER_KEY: one }), 'demo')).toBeUndefined()
    const made = await makeMasterKeys(settings(), 'demo')
    expect(await loadMasterKeys(settings(), 'demo')).toEqual(made)
    expect(await findMasterKeys(settings(), 'real')).toBeUndefined()
    expect((await stat(join(folder, 'demo.key'))).mode & 0o777).toBe(0o600)
  })

  it('is made once: whoever comes second takes the first one’s', async () => {
    const [first, second] = await Promise.all([makeMasterKeys(settings(), 'real'), makeMasterKeys(settings(), 'real')])
    expect(first).toEqual(second)
  })

  it.each([
    ['', 'MASTER_KEY holds no key.'],
    ['abc', 'MASTER_KEY holds a line that is no key: each is an id, a colon and 32 bytes in base64url.'],
    [
      `a:${Buffer.alloc(16).toString('base64url')}`,
      'MASTER_KEY holds a line that is no key: each is an id, a colon and 32 bytes in base64url.',
    ],
    [`${one} ${one}`, 'MASTER_KEY names the key a twice.'],
  ])('is refused in a sentence that does not repeat it: %j', (text, sentence) => {
    expect(() => parseMasterKeys(text, 'MASTER_KEY')).toThrow(sentence)
  })

  it('is missed in a sentence, and one that others can read is refused', async () => {
    await expect(loadMasterKeys(settings(), 'real')).rejects.toThrow(/The portal has no master key: set MASTER_KEY or MASTER_KEY_FILE/)
    await expect(loadMasterKeys(settings({ MASTER_KEY_FILE: join(folder, 'gone') }), 'real')).rejects.toThrow(
      /MASTER_KEY_FILE names .*gone, which can't be read/,
    )
    await writeFile(join(folder, 'master.key'), one, { mode: 0o644 })
    await expect(loadMasterKeys(settings(), 'real')).rejects.toThrow(/can be read by other users of this machine/)
    expect(() => settings({ MASTER_KEY: one, MASTER_KEY_FILE: '/x' })).toThrow("MASTER_KEY and MASTER_KEY_FILE can't both be set")
  })

  it('rotates: the new one stands first and the file stays its owner’s', async () => {
    const made = await makeMasterKeys(settings(), 'real')
    const path = join(folder, 'master.key')
    const kid = await addMasterKey(path)
    const { keys } = parseMasterKeys(await readFile(path, 'utf8'), path)
    expect(keys.map((key) => key.kid)).toEqual([kid, made.keys[0]?.kid])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })
})

describe('a database', () => {
  let test: TestDatabase
  let database: Database
  beforeAll(async () => {
    test = await createTestDatabase()
    database = openDatabase({ url: test.url, maxConnections: 2 })
  })
  afterAll(async () => {
    await database.close()
    await test.drop()
  })

  it('remembers its keys: one that is missing, or another of the same name, is refused by its name', async () => {
    await claimKeys(database, parseMasterKeys(one, 'x'), 'real')
    await claimKeys(database, parseMasterKeys(one, 'x'), 'real')
    await claimKeys(database, parseMasterKeys(`${two} ${one}`, 'x'), 'real')
    await expect(claimKeys(database, parseMasterKeys(two, 'x'), 'real')).rejects.toThrow(
      'This database holds secrets that were sealed with the key a, and the master key given now lacks it.',
    )
    const other = `a:${Buffer.alloc(32, 9).toString('base64url')}`
    await expect(claimKeys(database, parseMasterKeys(`${two} ${other}`, 'x'), 'real')).rejects.toThrow(
      "The key a is not the one that this database's secrets were sealed with. Is it another deployment's?",
    )
    // The demo's fingerprint of the same bytes is another one.
    await expect(claimKeys(database, parseMasterKeys(`${two} ${one}`, 'x'), 'demo')).rejects.toThrow('The key a is not the one')
  })

  it('that remembers a key never gets another one made for it', async () => {
    await expect(prepareKeys(settings(), 'real', database)).rejects.toThrow(/The portal has no master key/)
    await expect(prepareKeys(settings(), 'real', database, { mayMake: true })).rejects.toThrow(/The portal has no master key/)
    const fresh = await createTestDatabase()
    const empty = openDatabase({ url: fresh.url, maxConnections: 1 })
    await expect(prepareKeys(settings({ DATABASE_URL: fresh.url }), 'real', empty)).rejects.toThrow(/The portal has no master key/)
    const made = await prepareKeys(settings(), 'real', empty)
    expect(await prepareKeys(settings(), 'real', empty)).toEqual(made)
    await empty.close()
    await fresh.drop()
  })
})
