import { sql } from 'kysely'
import type { TaskRule } from '#shared/config.ts'
import type { World } from '../../../test/world.ts'
import { worldToday } from '../../../test/world.ts'
import { settleFindings, type Finding, type Settlement } from './settle.actions.ts'

/** A finding with the customer by its external id; what is left out is that of an ordinary one. */
export type Found = Partial<Omit<Finding, 'customerId'>> & { customer: string; rule: TaskRule }

/** Lets the engine find exactly these in a partnership. */
export const settle = (
  world: World,
  found: readonly Found[],
  { partnership = 'meridian-mssp', today = worldToday }: { partnership?: string; today?: string } = {},
): Promise<Settlement> =>
  world.arrange(async (tx) => {
    const place = await tx.first(sql<{ partnerId: number; partnershipId: number }>`
      select partner_id as "partnerId", id as "partnershipId" from partnership where external_id = ${partnership}`)
    if (!place) throw new Error(`No partnership ${partnership}`)
    const customers = await tx.rows(sql<{ id: number; externalId: string }>`
      select id, external_id as "externalId" from customer where partnership_id = ${place.partnershipId}`)
    const findings = found.map(({ customer, ...finding }): Finding => {
      const id = customers.find(({ externalId }) => externalId === customer)?.id
      if (id === undefined) throw new Error(`No customer ${customer}`)
      return {
        category: 'retention', objectKey: finding.rule, severity: 'medium', subTab: 'signals', facts: {}, dueOn: null, ...finding, customerId: id,
      } // prettier-ignore
    })
    return settleFindings(tx, place, findings, { today, now: Temporal.Instant.from(`${today}T06:00:00Z`) })
  })

/** The key of a task by its customer and object. */
export const taskOf = (world: World, customer: string, objectKey: string): Promise<{ id: string; version: number; state: string }> =>
  world.arrange(async (tx) => {
    const row = await tx.first(sql<{ id: number; version: number; state: string }>`
      select t.id, t.version, t.state from task t join customer c on c.id = t.customer_id where c.external_id = ${customer} and t.object_key = ${objectKey}`)
    if (!row) throw new Error(`No task of ${customer} about ${objectKey}`)
    return { ...row, id: tx.ids.outer('tsk', row.id) }
  })
