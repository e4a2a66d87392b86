import type { Member } from '#shared/actor.ts'
import type { Role } from '#shared/config.ts'
import { notFound } from '#shared/problem.ts'
import { resolveBlocks } from '#rooms/blocks/resolve.actions.ts'
import { progressIn } from '#rooms/blocks/deeds.rules.ts'
import { blocksFor, headingsOf, publishable } from '#rooms/blocks/rules.ts'
import { termLabels } from '#rooms/categories/actions.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import type { MenuRoom, RoomView, UnlockCondition } from './contract.ts'
import { mayEnter, unlockOf } from './menu.rules.ts'
import * as store from './store.ts'

/**
 * Who reads, in which deployment, and what their role says wherever rooms are open: the actor has none of the permissions of a room that
 * is locked.
 */
export type Reader = { portal: Portal; actor: Member; role: Role }

/** The rooms of the reader's menu, in its order. */
export const listMenu = ({ actor, role }: Reader): Promise<MenuRoom[]> =>
  asActor(actor, async (tx) => {
    const rows = await store.listMenu(tx)
    return rows.filter(({ kind }) => mayEnter(kind, role.permissions)).map((row) => ({ ...row, id: tx.ids.outer('rom', row.id) }))
  })

/** A room as the reader has it: its blocks, or what unlocks it. 404 where it is hidden from them. */
export const viewRoom = ({ portal, actor, role }: Reader, outerId: string): Promise<RoomView> =>
  asActor(actor, async (tx) => {
    const row = await store.findRoom(tx, tx.ids.inner('rom', outerId))
    if (!row || !mayEnter(row.kind, role.permissions)) throw notFound()
    const { kind, label, icon, hasContents, standing } = row
    const unlock = standing === 'locked' ? await unlockFor(tx, row) : []
    const blocks = publishable(row.blocks ?? [], portal.config.embeds)
    const found = await resolveBlocks(tx, actor, { id: outerId }, blocks, portal)
    const shown = blocksFor(blocks, found)
    const contents = hasContents ? headingsOf(shown, found) : []
    return { id: outerId, kind, label, icon, standing, unlock, progress: progressIn(shown), contents, blocks: shown }
  })

const unlockFor = async (tx: Tx, row: store.RoomRow): Promise<UnlockCondition[]> => {
  const [found, tiers, stages] = await Promise.all([
    row.steps.length > 0 ? store.listSteps(tx, row.steps) : [],
    termLabels(tx, 'tier'),
    termLabels(tx, 'stage'),
  ])
  const steps = new Map(found.map(({ step, title, room, roomId }) => [step, { label: title || room, roomId }]))
  const conditions = unlockOf(row, {
    tier: (code) => tiers.get(code) ?? code,
    stage: (code) => stages.get(code) ?? code,
    step: (id) => steps.get(id),
  })
  const outer = (roomId: number | null) => (roomId === null ? null : tx.ids.outer('rom', roomId))
  return conditions.map(({ wants, ...condition }) => ({
    ...condition,
    wants: wants.map((one) => ({ ...one, roomId: outer(one.roomId) })),
  }))
}
