import { Problem } from '#shared/problem.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { Asked } from './actions.ts'
import type { AccessTestInput, RoomDetail } from './contract.ts'
import { describedRoom } from './described.ts'
import { maxTests } from './rules.ts'
import { getRoom, lockRoom, type StoredRoom } from './store.ts'
import * as tests from './tests.store.ts'

/** A test may fail from its first day: it says what the room should do. 409 `room.too-many-tests`. */
export const addTest = (asked: Asked, roomId: string, given: AccessTestInput): Promise<RoomDetail> =>
  edit(asked, roomId, async (tx, room) => {
    const known = await tests.listTests(tx, room.id)
    if (known.length >= maxTests)
      throw new Problem('room.too-many-tests', 409, { publicMessage: `A room has at most ${maxTests} tests. Remove one first.` })
    await tests.addTest(tx, room.id, valuesFrom(tx, given))
    return { event: 'room.test-added', test: given.label }
  })

export const changeTest = (asked: Asked, roomId: string, testId: string, given: AccessTestInput): Promise<RoomDetail> =>
  edit(asked, roomId, async (tx, room) => {
    await tests.setTest(tx, room.id, tx.ids.inner('rat', testId), valuesFrom(tx, given))
    return { event: 'room.test-changed', test: given.label }
  })

export const removeTest = (asked: Asked, roomId: string, testId: string): Promise<RoomDetail> =>
  edit(asked, roomId, async (tx, room) => {
    const test = await tests.removeTest(tx, room.id, tx.ids.inner('rat', testId))
    return { event: 'room.test-removed', test }
  })

const edit = (
  { portal, actor }: Asked,
  outerId: string,
  work: (tx: Tx, room: StoredRoom) => Promise<{ event: string; test: string }>,
): Promise<RoomDetail> =>
  asActor(actor, async (tx) => {
    const room = await lockRoom(tx, tx.ids.inner('rom', outerId))
    const { event, test } = await work(tx, room)
    await tell(tx, event, { actor, facts: { roomId: room.id, room: room.label, test } })
    return describedRoom(tx, portal, await getRoom(tx, room.id))
  })

const valuesFrom = (tx: Tx, { label, viewer: { partnership, ...viewer }, expects }: AccessTestInput): tests.TestValues => ({
  label,
  expects,
  viewer: { ...viewer, partnershipId: partnership === null ? null : tx.ids.inner('psh', partnership) },
})
