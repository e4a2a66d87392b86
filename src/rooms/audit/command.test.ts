import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemActor } from '#server/access.ts'
import type { Command } from '#server/command.ts'
import { tell } from '#server/events.ts'
import { openKeyring } from '#server/keys.ts'
import { parseMasterKeys } from '#server/master-key.ts'
import { readSettings } from '#server/settings.ts'
import { parseConfig } from '#shared/config.ts'
import config from '../../../portal.config.ts'
import { openTestDatabase, type OpenedDatabase } from '../../../test/database.ts'
import { auditCommand } from './command.ts'
import { sealEvents } from './jobs.ts'

const masterKey = `one:${Buffer.alloc(32, 5).toString('base64url')}`
let own: OpenedDatabase
let folder: string
let command: Command
beforeAll(async () => {
  own = await openTestDatabase()
  const { test, database } = own
  folder = await mkdtemp(join(tmpdir(), 'portal-audit-command-'))
  const keys = openKeyring(parseMasterKeys(masterKey, 'a test'), 'real')
  const log = pino({ level: 'silent' })
  const settings = readSettings({ DATA_DIR: folder, MASTER_KEY: masterKey })
  command = {
    settings, log, database, config: parseConfig(config), sealing: async () => ({ realm: 'real', keys }),
    address: { realm: 'real', adminUrl: test.adminUrl, url: test.url, login: undefined },
  } // prettier-ignore
  await own.arrange((tx) => tell(tx, 'thing.happened', { actor: systemActor('test', database) }))
  const stop = sealEvents({
    database,
    keys,
    log,
    now: () => Temporal.Instant.from('2026-06-10T12:00:00Z'),
    headFile: settings.auditHeadFile,
  })
  await stop()
})
afterAll(async () => {
  await own.close()
  await rm(folder, { recursive: true })
})

const run = async (...words: string[]) => {
  const said: string[] = []
  const isWell = await auditCommand(command, words, (text) => said.push(text))
  return { isWell, said: said.join('\n') }
}

it('says that all is well, or what is not', async () => {
  expect(await run('verify')).toEqual({
    isWell: true,
    said: expect.stringMatching(/^All 1 rows are as they were sealed, and 1 heads in .* agree\.$/),
  })
  const { auditHeadFile } = command.settings
  await rm(auditHeadFile)
  expect(await run('verify')).toMatchObject({ isWell: true, said: expect.stringContaining('no heads') })
  await writeFile(auditHeadFile, '{}\n')
  expect(await run('verify')).toMatchObject({ isWell: false, said: expect.stringContaining('line 1') })
})

it('exports into a file and knows no other words', async () => {
  expect(await run('export', join(folder, 'log.jsonl'))).toMatchObject({
    isWell: true,
    said: expect.stringMatching(/^1 rows were written/),
  })
  for (const words of [[], ['verify', 'x'], ['export'], ['repair']]) await expect(run(...words)).rejects.toThrow('What should be done')
})
