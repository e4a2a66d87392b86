import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '#server/command.ts'
import { openKeyring } from '#server/keys.ts'
import { loadMasterKeys } from '#server/master-key.ts'
import { readSettings } from '#server/settings.ts'
import { createWorld, emailOf, type World } from '../../../test/world.ts'
import { keysCommand } from './keys.command.ts'

let world: World
let folder: string
let command: Command
beforeAll(async () => {
  world = await createWorld()
  folder = await mkdtemp(join(tmpdir(), 'portal-keys-'))
  command = {
    settings: readSettings({ DATA_DIR: folder, DATABASE_URL: world.test.url }),
    config: world.config,
    log: pino({ level: 'silent' }),
    address: { realm: 'real', adminUrl: world.test.adminUrl, url: world.test.url, login: undefined },
    database: world.database,
    sealing: async () => world.portal,
  }
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const told = async (verb: string) => {
  const lines: string[] = []
  await keysCommand(command, 'real', verb, (text) => lines.push(text))
  return lines.join('\n')
}

/** Somebody with an authenticator whose secret the present key sealed. */
const addTotp = async () => {
  const keys = openKeyring(await loadMasterKeys(command.settings, 'real'), 'real')
  await world.database.within({ role: 'pp_session', readOnly: false }, async (tx) => {
    const anna = await tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf('anna')}`)
    const secret = keys.seal('totp', 'partner', `user ${anna?.id}`, Buffer.alloc(20, 5))
    await tx.rows(sql`insert into second_factor (user_id, since) values (${anna?.id ?? 0}, now())`)
    await tx.rows(sql`insert into totp (user_id, secret, last_step, since) values (${anna?.id ?? 0}, ${secret}, 0, now())`)
  })
}
const totpSecret = () =>
  world.database.within({ role: 'pp_session', readOnly: true }, (tx) =>
    tx.first(sql<{ id: number; secret: string }>`select user_id as id, secret from totp`),
  )

describe('npm run keys', () => {
  it('makes a key, rotates it, and seals everything anew so that the old one may go', async () => {
    expect(await told('status')).toBe('The real portal has no master key.\n  not sealed yet: passwords 8')
    expect(await told('make')).toMatch(/^Made .*master\.key\. Keep a copy apart/)
    const first = (await readFile(join(folder, 'master.key'), 'utf8')).split(':')[0]
    expect(await told('rewrap')).toBe(`Sealed with ${first} anew: 8 of 8 passwords, 0 of 0 authenticators.`)
    await addTotp()
    expect(await told('status')).toContain(`${first}, which seals: authenticators 1, passwords 8`)

    expect(await told('rotate')).toContain(`Added the key ${first}-2 to`)
    expect(await told('status')).toContain(`${first}, older: authenticators 1, passwords 8`)
    expect(await told('rewrap')).toBe(
      `Sealed with ${first}-2 anew: 8 of 8 passwords, 1 of 1 authenticators.\nNothing needs ${first} any more: it may be taken out, once every process was started anew.`,
    )
    expect(await told('rewrap')).toBe(`Sealed with ${first}-2 anew: 0 of 8 passwords, 0 of 1 authenticators.`)

    const { keys } = await loadMasterKeys(command.settings, 'real')
    const newest = openKeyring({ keys: keys.slice(0, 1) }, 'real')
    const totp = await totpSecret()
    expect(newest.open('totp', 'partner', `user ${totp?.id}`, totp?.secret ?? '')).toEqual(Buffer.alloc(20, 5))
  })

  it('never makes a second key over secrets that it could not open', async () => {
    await expect(told('make')).rejects.toThrow(/There is a key already/)
    await rm(join(folder, 'master.key'))
    await expect(told('make')).rejects.toThrow(/Bring that one back; a new one opens nothing/)
    await expect(told('rewrap')).rejects.toThrow(/The portal has no master key/)
  })

  it('says what it can do', async () => {
    await expect(told('roll')).rejects.toThrow(/npm run keys -- rotate/)
  })
})
