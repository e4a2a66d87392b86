import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import type { Day } from '#shared/dates.ts'
import type { Tx } from '#server/db.ts'
import type { Whose } from '#rooms/blocks/deeds.actions.ts'

/** `isShared`: of the partnership's list, not of somebody's own. */
type OfList = { block: string; isShared: boolean }
export type MarkRow = OfList & { item: string; by: string; at: string; note: string | null; fileId: number | null }

/** What is marked in lists, by whom: in the reader's own and in the partnership's. */
export const listMarks = (tx: Tx, { partnerId, partnershipId, userId }: Member, blocks: readonly string[]): Promise<MarkRow[]> =>
  tx.rows(sql<MarkRow>`
    select m.block, m.user_id is null as "isShared", m.item, m.marked_by_name as by, m.marked_at as at, m.note, m.file_id as "fileId"
      from checklist_mark m
     where m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId} and m.block = any (${[...blocks]}::text[])
       and coalesce(m.user_id, 0) = any (array[0, ${userId}::bigint])`)

/** By how many people's lists each item is marked, for the vendor's staff. */
export const countMarks = (
  tx: Tx,
  { partnerId, partnershipId }: Member,
  blocks: readonly string[],
): Promise<{ block: string; item: string; people: number }[]> =>
  tx.rows(sql<{ block: string; item: string; people: number }>`
    select m.block, m.item, count(*)::int as people from checklist_mark m
     where m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId} and m.block = any (${[...blocks]}::text[])
       and m.user_id is not null
     group by 1, 2`)

/** How many people a partnership has, and how many of them completed each list; for the vendor's staff. */
export const countPeople = async (
  tx: Tx,
  { partnerId, partnershipId }: Member,
  blocks: readonly string[],
): Promise<{ all: number; complete: Map<string, number> }> => {
  const [people, complete] = await Promise.all([
    tx.first(sql<{ all: number }>`
      select count(*)::int as all from membership m where m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId}`),
    tx.rows(sql<{ step: string; people: number }>`
      select c.step, count(*)::int as people from step_completion c
       where c.partner_id = ${partnerId} and c.partnership_id = ${partnershipId} and c.step = any (${[...blocks]}::text[])
         and c.user_id is not null
       group by 1`),
  ])
  return { all: people?.all ?? 0, complete: new Map(complete.map((row) => [row.step, row.people])) }
}

/** When lists were first opened, the reader's own and the partnership's. */
export const listStarts = (
  tx: Tx,
  { partnerId, partnershipId, userId }: Member,
  blocks: readonly string[],
): Promise<(OfList & { startedOn: Day })[]> =>
  tx.rows(sql<OfList & { startedOn: Day }>`
    select s.block, s.user_id is null as "isShared", s.started_on as "startedOn" from checklist_start s
     where s.partner_id = ${partnerId} and s.partnership_id = ${partnershipId} and s.block = any (${[...blocks]}::text[])
       and coalesce(s.user_id, 0) = any (array[0, ${userId}::bigint])`)

/** The first time alone. */
export const addStart = (tx: Tx, { partnerId, partnershipId, userId }: Whose, block: string, day: Day) =>
  tx.rows(sql`
    insert into checklist_start (partner_id, partnership_id, user_id, block, started_on)
    values (${partnerId}, ${partnershipId}, ${userId}::bigint, ${block}, ${day})
    on conflict (partner_id, partnership_id, block, user_id) do nothing`)

const ofItem = ({ partnerId, partnershipId, userId }: Whose, block: string, item: string) => sql`
  m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId} and m.user_id is not distinct from ${userId}::bigint
  and m.block = ${block} and m.item = ${item}`

export type NewMark = {
  block: string
  item: string
  by: Pick<Member, 'userId' | 'name'>
  at: string
  note: string | null
  fileId: number | null
}

/** Takes the place of a mark that is there where it brings evidence. Whether anything changed. */
export const setMark = async (tx: Tx, whose: Whose, { block, item, by, at, note, fileId }: NewMark): Promise<boolean> => {
  if (note !== null || fileId !== null) await removeMark(tx, whose, block, item)
  const rows = await tx.rows(sql`
    insert into checklist_mark (partner_id, partnership_id, user_id, block, item, marked_by_user_id, marked_by_name, marked_at, note, file_id)
    values (${whose.partnerId}, ${whose.partnershipId}, ${whose.userId}::bigint, ${block}, ${item}, ${by.userId}, ${by.name}, ${at},
            ${note}, ${fileId}::bigint)
    on conflict (partner_id, partnership_id, block, item, user_id) do nothing returning 1`)
  return rows.length > 0
}

/** Whether there was one. */
export const removeMark = async (tx: Tx, whose: Whose, block: string, item: string): Promise<boolean> =>
  (await tx.rows(sql`delete from checklist_mark m where ${ofItem(whose, block, item)} returning 1`)).length > 0

/** The items of a list that are marked. */
export const listMarked = async (tx: Tx, { partnerId, partnershipId, userId }: Whose, block: string): Promise<string[]> => {
  const rows = await tx.rows(sql<{ item: string }>`
    select m.item from checklist_mark m
     where m.partner_id = ${partnerId} and m.partnership_id = ${partnershipId} and m.user_id is not distinct from ${userId}::bigint
       and m.block = ${block}`)
  return rows.map(({ item }) => item)
}

/** Completes what is marked altogether and is not complete yet: an item that stood in the way may have been taken out of the list. */
export const completeMarked = async (tx: Tx, block: string, items: readonly string[]): Promise<number> => {
  const rows = await tx.rows(sql`
    insert into step_completion (partner_id, partnership_id, user_id, step)
    select m.partner_id, m.partnership_id, m.user_id, m.block from checklist_mark m
     where m.block = ${block} and m.item = any (${[...items]}::text[])
     group by 1, 2, 3, 4 having count(*) = ${items.length}
    on conflict (partner_id, partnership_id, user_id, step) do nothing returning 1`)
  return rows.length
}
