import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import { insistKnown, joinCustomer, stageRows, type Column, type Rows, type Taken } from '#server/intake.ts'

export type ContactIn = {
  partner: string
  partnership: string
  customer: string
  name: string
  email?: string | null
  phone?: string | null
  title?: string | null
  /** Codes of the configuration's contact types that this person holds; whoever held one before loses it. */
  types: readonly string[]
}

const columns: Column<ContactIn>[] = [
  ['partner', 'text', (row) => row.partner],
  ['partnership', 'text', (row) => row.partnership],
  ['customer', 'text', (row) => row.customer],
  ['name', 'text', (row) => row.name],
  ['email', 'text', (row) => row.email],
  ['phone', 'text', (row) => row.phone],
  ['title', 'text', (row) => row.title],
  ['types', 'text[]', (row) => row.types],
]

/** People of a customer by name and e-mail, and the types that they hold. A person whose types alone changed counts as changed. */
export const addContacts = async (tx: Tx, rows: Rows<ContactIn>): Promise<Taken> => {
  await stageRows(tx, 'staged_contact', columns, rows)
  await insistKnown(tx, 'staged_contact', ['partner', 'partnership', 'customer'], joinCustomer)
  await tx.rows(sql.raw('drop table if exists pg_temp.staged_person'))
  await tx.rows(sql`
    create temporary table staged_person on commit drop as
    select distinct on (c.id, s.name, s.email) c.partner_id, c.partnership_id, c.id as customer_id, s.name, s.email, s.phone, s.title, s.types, s.position
    from staged_contact s ${joinCustomer} order by c.id, s.name, s.email, s.position desc`)
  const changed = await tx.rows<{ id: number }>(sql`
    update contact k set phone = s.phone, title = s.title, version = k.version + 1 from staged_person s
    where ${samePerson} and (k.phone, k.title) is distinct from (s.phone, s.title) returning k.id`)
  const added = await tx.rows<{ id: number }>(sql`
    insert into contact (partner_id, partnership_id, customer_id, name, email, phone, title)
    select s.partner_id, s.partnership_id, s.customer_id, s.name, s.email, s.phone, s.title from staged_person s
    where not exists (select from contact k where ${samePerson}) order by s.position returning id`)
  const reassigned = await tx.rows<{ id: number }>(sql`
    insert into contact_type as kept (partner_id, partnership_id, customer_id, type, contact_id)
    select distinct on (s.customer_id, t.type) s.partner_id, s.partnership_id, s.customer_id, t.type, k.id
    from staged_person s cross join lateral unnest(s.types) as t (type) join contact k on ${samePerson}
    order by s.customer_id, t.type, s.position desc
    on conflict (partner_id, partnership_id, customer_id, type) do update set contact_id = excluded.contact_id where kept.contact_id <> excluded.contact_id
    returning contact_id as id`)
  const total = await tx.first<{ total: number }>(sql`select count(*) as total from staged_person`)
  const fresh = new Set(added.map(({ id }) => id))
  const touched = new Set([...changed, ...reassigned].map(({ id }) => id).filter((id) => !fresh.has(id)))
  return { added: fresh.size, changed: touched.size, same: (total?.total ?? 0) - fresh.size - touched.size }
}

const samePerson = sql`k.partner_id = s.partner_id and k.partnership_id = s.partnership_id and k.customer_id = s.customer_id
  and k.name = s.name and k.email is not distinct from s.email`
