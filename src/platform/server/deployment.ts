import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { PortalConfig } from '#shared/config.ts'
import { Problem } from '#shared/problem.ts'
import { q, type Database } from './db.ts'
import type { FileStore } from './files.ts'
import type { Keyring } from './keys.ts'
import type { WayOut } from './outward.ts'

export type Realm = 'real' | 'demo'

/** What people may bring, in bytes: one file, and all that one partner keeps here. `scanner`: a clamd that looks at each, when there is one. */
export type Uploads = { maxBytes: number; partnerBytes: number; scanner: Scanner | null }
export type Scanner = { host: string; port: number }

/** What every room is given: the deployment that it serves. */
export type Portal = {
  config: PortalConfig
  database: Database
  realm: Realm
  keys: Keyring
  files: FileStore
  uploads: Uploads
  /** How pictures are fetched from elsewhere; absent: from the internet. */
  wayOut?: WayOut
  /** Where people's browsers find this portal, `https://partners.example.com`; every link in a mail begins with it. */
  origin: string
  /** The one clock; tests set it. */
  now: () => Temporal.Instant
  session: { idleMinutes: number; hours: number; secureCookie: boolean }
  /** Where a demo runs beside this real portal, or null. */
  demoUrl: string | null
  /** The vendor's logo, served to everybody. */
  logo: { bytes: Buffer; type: 'image/svg+xml' | 'image/png' } | null
  /** The path of a list of passwords that leaked, when there is one. */
  breachedList?: string | undefined
  /** The people of the demo that anybody may be; empty in the real portal. */
  demoAccounts: { email: string; name: string; about: string }[]
}

/**
 * Marks a migrated database as the deployment's, once, with the key of its ids. A database that belongs to the other realm is refused.
 */
export const claimDatabase = (database: Database, realm: Realm): Promise<void> =>
  database.claim(async (tx) => {
    await tx.rows(
      sql`insert into deployment (realm, id_key) values (${realm}, ${randomBytes(32).toString('base64url')}) on conflict do nothing`,
    )
    const found = await tx.first(q.selectFrom('deployment').select('realm'))
    if (found?.realm !== realm)
      throw new Problem('deployment.wrong-realm', 409, {
        publicMessage: `This database belongs to the ${found?.realm} portal and can't serve the ${realm} one.`,
      })
  })
