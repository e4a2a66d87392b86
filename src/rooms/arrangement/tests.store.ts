import { sql } from 'kysely'
import { notFound } from '#shared/problem.ts'
import type { Standing, Viewer } from '#rooms/rooms/rules.ts'
import type { Tx } from '#server/db.ts'
import type { StoredTest } from './rules.ts'

/** The room's tests in the order in which they were written. */
export const listTests = (tx: Tx, roomId: number): Promise<StoredTest[]> =>
  tx.rows(sql<StoredTest>`select t.id, t.label, t.viewer, t.expects from room_access_test t where t.room_id = ${roomId} order by t.id`)

/** The tests of all of a type's rooms, by the room. */
export const listTestsOf = async (tx: Tx, partnerType: string): Promise<ReadonlyMap<number, StoredTest[]>> => {
  const rows = await tx.rows(sql<StoredTest & { roomId: number }>`
    select t.room_id as "roomId", t.id, t.label, t.viewer, t.expects
      from room_access_test t join room r on r.id = t.room_id where r.partner_type = ${partnerType} order by t.id`)
  return Map.groupBy(rows, ({ roomId }) => roomId)
}

export type TestValues = { label: string; viewer: Omit<Viewer, 'partnerType'>; expects: Standing }

/** Returns the new key. */
export const addTest = async (tx: Tx, roomId: number, { label, viewer, expects }: TestValues): Promise<number> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into room_access_test (room_id, label, viewer, expects)
    values (${roomId}, ${label}, ${JSON.stringify(viewer)}::jsonb, ${expects}) returning id`)
  if (!row) throw new Error('An added test has no key')
  return row.id
}

/** 404 when it is no test of the room. */
export const setTest = async (tx: Tx, roomId: number, id: number, { label, viewer, expects }: TestValues): Promise<void> => {
  const row = await tx.first(sql<{ id: number }>`
    update room_access_test set label = ${label}, viewer = ${JSON.stringify(viewer)}::jsonb, expects = ${expects}
     where room_id = ${roomId} and id = ${id} returning id`)
  if (!row) throw notFound()
}

/** Its name; 404 when it is no test of the room. */
export const removeTest = async (tx: Tx, roomId: number, id: number): Promise<string> => {
  const row = await tx.first(sql<{ label: string }>`delete from room_access_test where room_id = ${roomId} and id = ${id} returning label`)
  if (!row) throw notFound()
  return row.label
}
