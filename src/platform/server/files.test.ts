import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryFiles } from '../../../test/files.ts'
import { promisesOfFiles } from './files.test-kit.ts'
import { openLocalFiles } from './local-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

promisesOfFiles('memory', async () => ({ files: memoryFiles(), close: async () => undefined }))
promisesOfFiles('a folder', async () => ({ files: await openLocalFiles(join(folder, 'suite')), close: async () => undefined }))

describe('a folder of files', () => {
  const text = () => Readable.from([Buffer.from('secret')])

  it('is its owner’s alone, and so is what is in it', async () => {
    const root = join(folder, 'open')
    await mkdir(root, { mode: 0o777 })
    await chmod(root, 0o777)
    const files = await openLocalFiles(root)
    await files.put('kept/one', text())
    const modes = await Promise.all([root, join(root, 'kept'), join(root, 'kept/one')].map(async (path) => (await stat(path)).mode & 0o777))
    expect(modes).toEqual([0o700, 0o700, 0o600])
  })
  it('gives nothing out that a link leads to', async () => {
    const root = join(folder, 'linked')
    const files = await openLocalFiles(root)
    await writeFile(join(folder, 'outside'), 'not ours')
    await mkdir(join(root, 'kept'))
    await symlink(join(folder, 'outside'), join(root, 'kept/link'))
    expect(await files.get('kept/link')).toBeUndefined()
    expect(await files.head('kept/link')).toBeUndefined()
    for await (const { key } of files.list('')) expect(key).not.toBe('kept/link')
  })
  it('is swept of what a killed process left behind a day ago, and of nothing else', async () => {
    const root = join(folder, 'swept')
    await (await openLocalFiles(root)).put('kept/old', text())
    const dayAgo = new Date(Date.now() - 25 * 3_600_000)
    for (const name of ['.incoming/old', '.incoming/young', 'kept/old']) {
      if (name.startsWith('.')) await writeFile(join(root, name), 'half')
      if (name.endsWith('old')) await utimes(join(root, name), dayAgo, dayAgo)
    }
    const files = await openLocalFiles(root)
    expect(await readdir(join(root, '.incoming'))).toEqual(['young'])
    expect(await files.head('kept/old')).toBeDefined()
  })
  it('keeps no folder that nothing is left in, and goes on beside whoever empties it', async () => {
    const root = join(folder, 'emptied')
    const files = await openLocalFiles(root)
    await files.put('kept/one/a', text())
    await files.put('kept/one/b', text())
    await files.delete('kept/one/a')
    expect(await readdir(join(root, 'kept/one'))).toEqual(['b'])
    await files.delete('kept/one/b')
    expect(await readdir(root)).toEqual(['.incoming'])
    const turns = Array.from({ length: 40 }, (_, at) => `kept/one/${at}`)
    await Promise.all(turns.map(async (key) => files.put(key, text()).then(() => files.delete(key))))
    expect(await readdir(root)).toEqual(['.incoming'])
  })
  it('keeps no half file of one that broke off', async () => {
    const root = join(folder, 'half')
    const files = await openLocalFiles(root)
    const broken = async function* () {
      yield Buffer.alloc(100_000)
      throw new Error('broken')
    }
    await expect(files.put('kept/x', broken())).rejects.toThrow('broken')
    expect(await readdir(join(root, '.incoming'))).toEqual([])
  })
})
