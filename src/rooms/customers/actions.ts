import type { Member } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { searchKey } from '#shared/words.ts'
import { asActor, insist } from '#server/access.ts'
import { tell } from '#server/events.ts'
import type { Tag, Workspace } from './contract.ts'
import { distinctLabels, mayTag } from './rules.ts'
import * as store from './store.ts'
import * as tags from './tags.store.ts'
import * as workspaces from './workspace.store.ts'

/** Whose name the dashboard shows beside a customer: the configuration's first contact type. */
export const mainContactType = (config: PortalConfig) => config.contactTypes[0]?.code ?? ''

/** A customer's tags become exactly these. */
export const setCustomerTags = (actor: Member, config: PortalConfig, outerId: string, labels: string[]): Promise<Tag[]> =>
  asActor(actor, async (tx) => {
    const id = tx.ids.inner('cus', outerId)
    await store.getCustomer(tx, actor, id, mainContactType(config)) // not visible to this actor: 404
    insist(mayTag(actor))
    const wanted = distinctLabels(labels, searchKey)
    const set = await tags.setTags(tx, actor, id, wanted)
    await tell(tx, 'customer.tagged', { actor, customerId: id, facts: { labels: wanted } })
    return set
  })

/** The desk as the person left it: tabs of customers that they may still see, each with its name and worst open task. */
export const getDesk = (actor: Member) =>
  asActor(actor, async (tx) => {
    const desk = await workspaces.getWorkspace(tx, actor)
    const names = await store.listNames(
      tx,
      actor,
      desk.tabs.map((tab) => tx.ids.inner('cus', tab.customerId)),
    )
    const known = new Map(names.map((row) => [tx.ids.outer('cus', row.customer_id), row]))
    const tabs = desk.tabs.flatMap((tab) => {
      const row = known.get(tab.customerId)
      const worstSeverity = actor.permissions.has('task.read') ? row?.worst_severity : null
      return row ? [{ ...tab, name: row.name, worstSeverity: worstSeverity ?? null }] : []
    })
    return { ...desk, tabs }
  })

/** Keeps the parts of the desk that are given. Ids that are none of ours are refused, ids of others' customers stay without effect. */
export const setDesk = (actor: Member, parts: Partial<Workspace>): Promise<void> =>
  asActor(actor, async (tx) => {
    for (const tab of parts.tabs ?? []) tx.ids.inner('cus', tab.customerId)
    await workspaces.setWorkspace(tx, actor, parts)
  })
