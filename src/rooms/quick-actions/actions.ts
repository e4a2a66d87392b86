import { reasonOf, type Member, type Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem, notFound } from '#shared/problem.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { Arranged, QuickAction, QuickActionInput } from './contract.ts'
import { byUse, isUsable, mayAdd, mayCount, mayOpen, mayOrder, shownOnOverview } from './rules.ts'
import * as store from './store.ts'

export type Asked = { actor: Officer; config: PortalConfig }

/** What the reader may use, the most used first; with `top` the few of the overview. */
export const listActions = async (tx: Tx, actor: Member, { top }: { top: boolean }): Promise<QuickAction[]> => {
  const usable = (await store.listMeant(tx, actor)).filter((one) => mayOpen(actor, one)).toSorted(byUse)
  return (top ? usable.slice(0, shownOnOverview) : usable).map((row) => actionFrom(tx, row))
}

/** The reader went there. 404 for one that they may not use. */
export const countUse = (actor: Member, outerId: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const id = tx.ids.inner('qac', outerId)
    const found = (await store.listMeant(tx, actor)).find((one) => one.id === id)
    if (!found || !mayOpen(actor, found)) throw notFound()
    insist(mayCount(actor))
    await store.countUse(tx, actor, id)
  })

export const listArranged = ({ actor, config }: Asked): Promise<Arranged> => asActor(actor, (tx) => described(tx, config))

export const addAction = ({ actor, config }: Asked, given: QuickActionInput): Promise<Arranged> =>
  edit({ actor, config }, async (tx) => {
    insist(mayAdd((await store.listIds(tx)).length), 409)
    const id = await store.addAction(tx, await checked(tx, config, given))
    await tell(tx, 'quick-action.added', { actor, facts: { actionId: id, label: given.label } })
  })

export const changeAction = ({ actor, config }: Asked, outerId: string, given: QuickActionInput): Promise<Arranged> =>
  edit({ actor, config }, async (tx) => {
    const id = tx.ids.inner('qac', outerId)
    await store.setAction(tx, id, await checked(tx, config, given))
    await tell(tx, 'quick-action.changed', { actor, facts: { actionId: id, label: given.label } })
  })

export const removeAction = ({ actor, config }: Asked, outerId: string): Promise<Arranged> =>
  edit({ actor, config }, async (tx) => {
    const id = tx.ids.inner('qac', outerId)
    const label = await store.removeAction(tx, id)
    await tell(tx, 'quick-action.removed', { actor, facts: { actionId: id, label } })
  })

/** All of them in their new order. */
export const orderActions = ({ actor, config }: Asked, outerIds: readonly string[]): Promise<Arranged> =>
  edit({ actor, config }, async (tx) => {
    const ids = outerIds.map((id) => tx.ids.inner('qac', id))
    insist(mayOrder(await store.listIds(tx), ids), 409)
    await store.setOrder(tx, ids)
    await tell(tx, 'quick-action.ordered', { actor })
  })

/** Begins with these, in their order, where there are none. `tx` of pp_system. */
export const takeActions = async (tx: Tx, actions: readonly store.Written[]): Promise<void> => {
  if ((await store.listIds(tx)).length > 0) return
  for (const one of actions) await store.addAction(tx, one)
}
export type { Written as QuickActionIn } from './store.ts'

const edit = ({ actor, config }: Asked, work: (tx: Tx) => Promise<void>): Promise<Arranged> =>
  asActor(actor, async (tx) => {
    await store.lockActions(tx)
    await work(tx)
    return described(tx, config)
  })

const partnerRoles = ({ roles }: PortalConfig) =>
  roles.filter(({ side, permissions }) => side === 'partner' && permissions.includes('portal.sign-in'))

/** 400 for a target that leads nowhere and for what can not be chosen; 404 for a room that there is not. */
const checked = async (tx: Tx, config: PortalConfig, given: QuickActionInput): Promise<store.Written> => {
  const { target, partnerTypes, roles, ...words } = given
  const roomId = target.kind === 'custom-room' && target.roomId !== null ? tx.ids.inner('rom', target.roomId) : null
  if (!isUsable(target) || (target.kind === 'custom-room') !== (roomId !== null))
    throw fieldProblem('quick-action.target-unusable', 400, { path: 'target', message: unusable[target.kind] })
  if (roomId !== null && !(await store.listCustomRooms(tx)).some(({ id }) => id === roomId)) throw notFound()
  const unknown = (path: string) => fieldProblem('quick-action.unknown-choice', 400, { path, message: 'This can no longer be chosen.' })
  if (!partnerTypes.every((code) => config.models.some((model) => model.code === code))) throw unknown('partnerTypes')
  if (!roles.every((code) => partnerRoles(config).some((role) => role.code === code))) throw unknown('roles')
  return { ...words, kind: target.kind, target: target.target, roomId, partnerTypes, roles }
}

const unusable = {
  room: 'Choose a room.',
  'custom-room': 'Choose a room.',
  page: 'Choose a page.',
  link: 'Enter an address that begins with https://.',
  mail: 'Enter an e-mail address.',
}

const described = async (tx: Tx, config: PortalConfig): Promise<Arranged> => {
  const items = await store.listArranged(tx)
  const rooms = await store.listCustomRooms(tx)
  const plain = ({ code, label }: { code: string; label: string }) => ({ code, label })
  return {
    items: items.map((row) => ({
      ...actionFrom(tx, row),
      partnerTypes: row.partnerTypes,
      roles: row.roles,
      people: row.people,
      leadsNowhere: row.leadsNowhere,
    })),
    partnerTypes: config.models.map(plain),
    roles: partnerRoles(config).map(plain),
    rooms: rooms.map((room) => ({ ...room, id: tx.ids.outer('rom', room.id) })),
    refusal: reasonOf(mayAdd(items.length)),
  }
}

const actionFrom = (tx: Tx, { id, label, description, icon, kind, target, roomId, roomLabel, uses }: store.StoredAction): QuickAction => ({
  id: tx.ids.outer('qac', id),
  label,
  description,
  icon,
  target: { kind, target, room: roomId === null ? null : { id: tx.ids.outer('rom', roomId), label: roomLabel ?? '' } },
  uses,
})
