import { draftBlocks, giveDraft } from '#rooms/editor/actions.ts'
import { modelOf } from '#shared/config.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { addNamed, insistType, type Asked } from './actions.ts'
import type { RoomDetail } from './contract.ts'
import { describedRoom } from './described.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

type Copied = { room: RoomDetail; leftOut: rules.LeftOut[] }

/** A draft like it at the end of a type: how it looks, whom it is for and its blocks, under ids of their own. Tests stay with the first. */
export const copyRoom = ({ portal, actor }: Asked, outerId: string, { type, label }: { type: string; label: string }) =>
  asActor(actor, async (tx): Promise<Copied> => {
    const { config } = portal
    insistType(config, type)
    const source = await store.getRoom(tx, tx.ids.inner('rom', outerId))
    const { kind, icon, group } = source
    insist(rules.maySuit(kind, modelOf(config, type), label), 409)
    const id = await addNamed(tx, actor, { partnerType: type, kind, label, icon, group })
    const { values, leftOut } = rules.copiedTo(type, source)
    await store.setRoom(tx, id, values)
    if (kind === rules.custom) await giveDraft(tx, actor, id, await copiedBlocks(tx, source.id))
    return { room: await describedRoom(tx, portal, await store.getRoom(tx, id)), leftOut }
  })

// What partners completed belongs to the first room's blocks.
const copiedBlocks = async (tx: Tx, roomId: number) =>
  (await draftBlocks(tx, roomId)).map((block) => ({ ...block, id: crypto.randomUUID() }))
