import type { PortalConfig } from '#shared/config.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import * as store from './store.ts'

/**
 * Gives the portal the words of the configuration that it does not have yet, by their codes: what the vendor has renamed, put in order or
 * archived stays as it is. Safe at every start.
 */
export const prepareTerms = ({ database, config }: { database: Database; config: PortalConfig }): Promise<void> =>
  asActor(systemActor('categories', database), async (tx) => {
    await store.lockTerms(tx) // two processes that start at once
    await store.addMissing(tx, plannedTerms(config))
  })

const plannedTerms = ({ partnerTiers, terms }: PortalConfig): store.Planned[] => {
  const plain = (kind: store.Planned['kind'], labels: readonly string[]) => labels.map((label) => ({ kind, label, phase: null }))
  return [
    ...plain('tier', partnerTiers),
    ...plain('category', terms.categories),
    ...terms.stages.map(({ label, phase }) => ({ kind: 'stage' as const, label, phase })),
    ...plain('tag', terms.tags),
    ...plain('kit-type', terms.kitTypes),
    ...plain('kit-audience', terms.kitAudiences),
    ...plain('industry', terms.industries),
  ]
}
