import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** The vendor's words by their labels as they began; `url` is where the item leads to. */
export type KitIn = {
  title: string
  about: string
  type: string
  audiences: readonly string[]
  industries: readonly string[]
  products: readonly string[]
  language: string
  isCoBrandable: boolean
  partnerTypes: readonly string[]
  tiers: readonly string[]
  url: string
  renewedAt: string
  expiresOn: string | null
}

export const hasItems = async (tx: Tx): Promise<boolean> => (await tx.first(sql`select from kit_item limit 1`)) !== undefined

export const addItems = async (tx: Tx, items: readonly KitIn[]): Promise<void> => {
  for (const item of items)
    await tx.rows(sql`
      with added as (
        insert into kit_item (title, about, type, audiences, industries, products, language, is_co_brandable, expires_on, renewed_at, partner_types, tiers)
        values (${item.title}, ${item.about}, term_code(${item.type}), ${codes(item.audiences)}, ${codes(item.industries)}, ${item.products},
                ${item.language}, ${item.isCoBrandable}, ${item.expiresOn}, ${item.renewedAt}, ${item.partnerTypes}, ${codes(item.tiers)})
        returning id)
      insert into kit_version (kit_id, number, url, is_current, added_at) select id, 1, ${item.url}, true, ${item.renewedAt} from added`)
}

const codes = (labels: readonly string[]) => sql`array(select term_code(label) from unnest(${labels}::text[]) label)`
