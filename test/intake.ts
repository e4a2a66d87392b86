import { takePartnershipProducts, takePartnerships, takePartners } from '#rooms/partners/intake.actions.ts'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import type { Tx } from '#server/db.ts'
import type { IntakeContext } from '#server/intake.ts'
import { parseConfig } from '#shared/config.ts'
import config from '../portal.config.ts'
import { openTestDatabase } from './database.ts'

/** Where the rows of a test belong. */
export const home = { partner: 'p1', partnership: 'mssp' }
export const resale = { partner: 'p1', partnership: 'resale' }

/** A database with one partner: an MSSP partnership with cycles from the 26th and a reseller one in another currency. */
export const openIntake = async (now = '2026-06-10T12:00:00Z') => {
  const opened = await openTestDatabase()
  const context: IntakeContext = { config: parseConfig(config), now: Temporal.Instant.from(now) }
  const arrange = <T>(work: (tx: Tx, given: IntakeContext) => Promise<T>, given = context) => opened.arrange((tx) => work(tx, given))
  await arrange(async (tx) => {
    await takePartners(tx, [{ externalId: 'p1', name: 'Partner', type: 'mssp' }], context)
    const both = { partner: 'p1', region: 'Nordics', activeFrom: '2024-01-01' }
    await takePartnerships(
      tx,
      [
        {
          ...both,
          externalId: 'mssp',
          model: 'mssp',
          name: 'M',
          currency: 'EUR',
          timeZone: 'Europe/Stockholm',
          cycleStartDay: 26,
          cycleNamedBy: 'end',
          isMain: true,
        },
        {
          ...both,
          externalId: 'resale',
          model: 'reseller',
          name: 'R',
          currency: 'SEK',
          timeZone: 'Pacific/Auckland',
          cycleStartDay: 1,
          cycleNamedBy: 'start',
          isMain: false,
        },
      ],
      context,
    )
    await takePartnershipProducts(tx, [{ ...home, product: 'NET', validFrom: '2024-01-01', commitment: 100, unitPriceMinor: 150 }], context)
  })
  return { context, arrange, close: opened.close }
}

/** Paying customers of a partnership. */
export const addPaying = (tx: Tx, at: typeof home, names: readonly string[], context: IntakeContext) =>
  takeCustomers(
    tx,
    names.map((name) => ({ ...at, externalId: name, name, state: 'paying' as const, since: '2024-01-01' })),
    context,
  )
