import { sql } from 'kysely'
import { notFound } from '#shared/problem.ts'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { Tx } from '#server/db.ts'

export type StoredTemplate = {
  id: number
  label: string
  about: string
  icon: string
  blocks: DraftBlock[]
  createdAt: string
  createdBy: string | null
}

const selected = (condition = sql`true`) => sql<StoredTemplate>`
  select t.id, t.label, t.about, t.icon, t.blocks, t.created_at as "createdAt", u.name as "createdBy"
    from room_template t left join app_user u on u.id = t.created_by
   where ${condition} order by lower(t.label), t.id`

export const listTemplates = (tx: Tx): Promise<StoredTemplate[]> => tx.rows(selected())

/** One of them, or 404. */
export const getTemplate = async (tx: Tx, id: number): Promise<StoredTemplate> => {
  const found = await tx.first(selected(sql`t.id = ${id}`))
  if (!found) throw notFound()
  return found
}

export const countTemplates = async (tx: Tx): Promise<number> =>
  (await tx.first(sql<{ n: number }>`select count(*)::int as n from room_template`))?.n ?? 0

type NewTemplate = Pick<StoredTemplate, 'label' | 'about' | 'icon' | 'blocks'> & { by: number | null }

/** Returns the new key. */
export const addTemplate = async (tx: Tx, { label, about, icon, blocks, by }: NewTemplate): Promise<number> => {
  const added = await tx.first(sql<{ id: number }>`
    insert into room_template (label, about, icon, blocks, created_by)
    values (${label}, ${about}, ${icon}, ${JSON.stringify(blocks)}::jsonb, ${by}) returning id`)
  if (!added) throw new Error('An added template has no key')
  return added.id
}

export const setTemplate = (tx: Tx, id: number, { label, about }: { label?: string | undefined; about?: string | undefined }) =>
  tx.rows(
    sql`update room_template set label = coalesce(${label ?? null}, label), about = coalesce(${about ?? null}, about) where id = ${id}`,
  )

export const removeTemplate = (tx: Tx, id: number) => tx.rows(sql`delete from room_template where id = ${id}`)
