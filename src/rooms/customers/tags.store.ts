import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { searchKey } from '#shared/words.ts'
import type { Tx } from '#server/db.ts'
import type { Tag } from './contract.ts'

/** The tags that customers of this actor carry, with how many: a restricted person learns no other labels. */
export const listTags = async (tx: Tx, actor: Member): Promise<(Tag & { customers: number })[]> => {
  const rows = await tx.rows(sql<{ id: number; label: string; customers: number }>`
    select t.id, t.label, count(ct.customer_id) as customers
      from tag t
      join customer_tag ct on ct.partner_id = t.partner_id and ct.partnership_id = t.partnership_id and ct.tag_id = t.id
     where t.partner_id = ${actor.partnerId} and t.partnership_id = ${actor.partnershipId}
     group by t.id, t.label, t.label_key
     order by t.label_key`)
  return rows.map((row) => ({ id: tx.ids.outer('tag', row.id), label: row.label, customers: row.customers }))
}

/** Makes a customer's tags exactly these labels, adding those that are new to the partnership. */
export const setTags = async (tx: Tx, actor: Member, customerId: number, labels: string[]): Promise<Tag[]> => {
  const { partnerId, partnershipId } = actor
  const keys = labels.map(searchKey)
  await tx.rows(sql`
    insert into tag (partner_id, partnership_id, label, label_key)
    select ${partnerId}, ${partnershipId}, n.label, n.label_key from unnest(${labels}::text[], ${keys}::text[]) as n (label, label_key)
    on conflict (partner_id, partnership_id, label_key) do nothing`)
  await tx.rows(sql`
    delete from customer_tag ct using tag t
     where ct.partner_id = ${partnerId} and ct.partnership_id = ${partnershipId} and ct.customer_id = ${customerId}
       and t.partner_id = ct.partner_id and t.id = ct.tag_id and not t.label_key = any (${keys})`)
  await tx.rows(sql`
    insert into customer_tag (partner_id, partnership_id, customer_id, tag_id)
    select ${partnerId}, ${partnershipId}, ${customerId}, t.id
      from tag t where t.partner_id = ${partnerId} and t.partnership_id = ${partnershipId} and t.label_key = any (${keys})
    on conflict do nothing`)
  const rows = await tx.rows(sql<{ id: number; label: string }>`
    select t.id, t.label
      from customer_tag ct join tag t on t.partner_id = ct.partner_id and t.id = ct.tag_id
     where ct.partner_id = ${partnerId} and ct.partnership_id = ${partnershipId} and ct.customer_id = ${customerId}
     order by t.label_key`)
  return rows.map((row) => ({ id: tx.ids.outer('tag', row.id), label: row.label }))
}
