import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotStart, currentEnvironment, readSettings } from './settings.ts'

describe('settings', () => {
  it('need nothing: each has a default, and paths count from the root', () => {
    expect(readSettings({}, '/somewhere')).toMatchObject({
      portalPort: 3000, apiPort: 3001, enginePort: 3002, demoPortalPort: 3100, host: '127.0.0.1', dataDir: '/somewhere/data',
      configPath: '/somewhere/portal.config.ts', databaseUrl: undefined, realm: 'real', sessionIdleMinutes: 30, sessionHours: 12,
    }) // prettier-ignore
  })

  it('take an empty value for an absent one', () => {
    expect(readSettings({ PORTAL_PORT: '', DATABASE_URL: '' })).toMatchObject({ portalPort: 3000, databaseUrl: undefined })
  })

  it.each([
    [{ PORTAL_PROT: '3000' }, 'PORTAL_PROT is not a setting of this portal. Did you mean PORTAL_PORT?'],
    [{ DATABASE_ULR: 'x' }, 'DATABASE_ULR is not a setting of this portal. Did you mean DATABASE_URL?'],
    [{ API_FRILLS: '1' }, 'API_FRILLS is not a setting of this portal. docs/operations.md lists all settings.'],
    [{ PORTAL_PORT: 'abc' }, 'PORTAL_PORT can\'t be "abc": it must be a whole number from 1 to 65535.'],
    [{ ENGINE_PORT: '70000' }, 'ENGINE_PORT can\'t be "70000": it must be a whole number from 1 to 65535.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL can\'t be "loud": it must be one of trace, debug, info, warn, error, fatal, silent.'],
    [{ PORTAL_REALM: 'play' }, 'PORTAL_REALM can\'t be "play": it must be one of real, demo.'],
    [{ SESSION_HOURS: '1.5' }, 'SESSION_HOURS can\'t be "1.5": it must be a whole number from 1 to 720.'],
    [{ HOST: 'not a host' }, 'HOST can\'t be "not a host": it must be an address or a host name.'],
    [{ API_PORT: '3000' }, "PORTAL_PORT and API_PORT can't both be 3000."],
  ])('refuse %o by name', (environment, sentence) => {
    expect(() => readSettings(environment)).toThrow(new CannotStart(sentence))
  })

  it('never repeat a connection string, which holds a password', () => {
    expect(() => readSettings({ DATABASE_URL: 'mysql://me:hidden@there/x' })).toThrow(
      new CannotStart('DATABASE_URL is not usable: it must look like postgres://user:password@host:5432/name.'),
    )
  })

  it('leave names of others alone', () => {
    expect(() => readSettings({ SESSION_MANAGER: 'local/x', PATH: '/bin', HOME: '/', PGHOST: 'x' })).not.toThrow()
  })
})

describe('the .env file', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'portal-env-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('is read from the root', () => {
    writeFileSync(join(root, '.env'), '# ports\nENGINE_PORT=4002\nLOG_FORMAT="json"\n')
    expect(readSettings(currentEnvironment(root), root)).toMatchObject({ enginePort: 4002, logFormat: 'json' })
  })

  it('may hold only settings', () => {
    writeFileSync(join(root, '.env'), 'PROTAL_PORT=1\n')
    expect(() => currentEnvironment(root)).toThrow('In .env: PROTAL_PORT is not a setting of this portal. Did you mean PORTAL_PORT?')
  })
})
