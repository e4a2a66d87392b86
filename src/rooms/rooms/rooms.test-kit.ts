import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { World } from '../../../test/world.ts'

/** What a room is set to, by column. */
export type Set = Record<string, unknown>

/** Sets columns of a pre-defined room. */
export const setKind = (world: World, type: string, kind: string, set: Set) =>
  world.arrange((tx) => tx.rows(sql`update room set ${setting(set)} where partner_type = ${type} and kind = ${kind}`))

/** Sets columns of a room, by its outer id. */
export const setRoom = (world: World, id: string, set: Set) =>
  world.arrange((tx) => tx.rows(sql`update room set ${setting(set)} where id = ${tx.ids.inner('rom', id)}`))

const setting = (set: Set) => sql.join(Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`))

export const block = (kind: string, settings: Record<string, unknown>, width: DraftBlock['width'] = 'full'): DraftBlock => ({
  id: randomUUID(),
  kind,
  width,
  settings,
})

/** A paragraph, or a heading where a level is given. */
export const line = (text: string, level?: number) => ({
  type: level ? 'heading' : 'paragraph',
  ...(level ? { attrs: { level } } : {}),
  content: [{ type: 'text', text }],
})
export const words = (...content: unknown[]) => block('text', { text: { type: 'doc', content } })

/** A live custom room at the end of its type, with what stands in it published; its outer id. */
export const publishRoom = (world: World, type: string, label: string, blocks: DraftBlock[], set: Set = {}): Promise<string> =>
  world.arrange(async (tx) => {
    const row = await tx.first(sql<{ id: number }>`
      insert into room (partner_type, kind, label, icon, status, position, published_revision)
      values (${type}, 'custom', ${label}, 'book', 'live', (select max(position) + 1 from room where partner_type = ${type}), 1)
      returning id`)
    if (!row) throw new Error('An added room has no key')
    await tx.rows(sql`insert into room_revision (room_id, number, blocks) values (${row.id}, 1, ${JSON.stringify(blocks)}::jsonb)`)
    if (Object.keys(set).length > 0) await tx.rows(sql`update room set ${setting(set)} where id = ${row.id}`)
    return tx.ids.outer('rom', row.id)
  })
