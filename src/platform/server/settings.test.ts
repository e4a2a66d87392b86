import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotStart, currentEnvironment, isSecure, readSettings, settingNames } from './settings.ts'

describe('settings', () => {
  it('need nothing: each has a default, and paths count from the root', () => {
    expect(readSettings({}, '/somewhere')).toMatchObject({
      portalPort: 3000, apiPort: 3001, enginePort: 3002, demoPortalPort: 3100, host: '127.0.0.1', dataDir: '/somewhere/data',
      configPath: '/somewhere/portal.config.ts', databaseUrl: undefined, realm: 'real', sessionIdleMinutes: 30, sessionHours: 12,
    }) // prettier-ignore
  })

  it('name proxies and a certificate', () => {
    expect(
      readSettings({ TRUSTED_PROXIES: '10.0.0.0/24, ::1', TLS_CERT_FILE: 'c.pem', TLS_KEY_FILE: '/k.pem' }, '/somewhere'),
    ).toMatchObject({
      trustedProxies: ['10.0.0.0/24', '::1'],
      tls: { certFile: '/somewhere/c.pem', keyFile: '/k.pem' },
    })
  })

  it.each([
    [{}, false],
    [{ PORTAL_URL: 'http://partners.example.com' }, false],
    [{ PORTAL_URL: 'https://partners.example.com' }, true],
    [{ TLS_CERT_FILE: 'c', TLS_KEY_FILE: 'k' }, true],
    [{ PORTAL_URL: 'https://partners.example.com', PORTAL_REALM: 'demo' }, false],
  ])('of %o are secure: %s', (environment, expected) => expect(isSecure(readSettings(environment))).toBe(expected))

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
    [{ TLS_CERT_FILE: 'a.pem' }, 'TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.'],
    [
      { TRUSTED_PROXIES: '0.0.0.0/0' },
      'TRUSTED_PROXIES can\'t be "0.0.0.0/0": it must be addresses or networks like 10.0.0.5 or 10.0.0.0/24, with commas between.',
    ],
    [
      { TRUSTED_PROXIES: 'true' },
      'TRUSTED_PROXIES can\'t be "true": it must be addresses or networks like 10.0.0.5 or 10.0.0.0/24, with commas between.',
    ],
    [{ FILES_MAX_MB: '0' }, 'FILES_MAX_MB can\'t be "0": it must be a whole number from 1 to 2000.'],
    [{ FILES_S3_BUCKET: 'Files' }, 'FILES_S3_BUCKET can\'t be "Files": it must be the name of a bucket.'],
    [{ FILES_S3_PREFIX: '/x' }, 'FILES_S3_PREFIX can\'t be "/x": it must be folders like portal/files/, in small letters.'],
    [{ FILES_S3_BUCKET: 'files', FILES_S3_KEY: 'k' }, 'FILES_S3_KEY and FILES_S3_SECRET belong together: set both, or neither.'],
    [{ FILES_S3_ENDPOINT: 'https://s3.example.com' }, 'FILES_S3_BUCKET is missing: the other settings of S3 mean nothing without it.'],
    [{ CLAMAV_URL: 'clamav:3310' }, 'CLAMAV_URL can\'t be "clamav:3310": it must look like tcp://clamav.internal:3310.'],
    [{ DRAIN_SECONDS: '90' }, 'DRAIN_SECONDS can\'t be "90": it must be a whole number from 0 to 60.'],
  ])('refuse %o by name', (environment, sentence) => {
    expect(() => readSettings(environment)).toThrow(new CannotStart(sentence))
  })

  it('stand each in docs/operations.md, which names no others, and neither does .env.example', () => {
    const documented = readFileSync('docs/operations.md', 'utf8').split('## Settings')[1]?.split('\n## ')[0] ?? ''
    const rows = documented.split('\n').filter((line) => line.startsWith('| `'))
    const named = rows.flatMap((row) => [...row.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name))
    expect(settingNames.filter((name) => !named.includes(name))).toEqual([])
    expect(named.filter((name) => name !== undefined && !settingNames.includes(name))).toEqual([])
    const example = [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name)
    expect(example.filter((name) => name !== undefined && !settingNames.includes(name))).toEqual([])
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
