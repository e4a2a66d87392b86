import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import { q, type Tx } from '#server/db.ts'
import type { Contact, ContactInput } from './contract.ts'
import type { ContactFacts } from './rules.ts'

/** Whose people: a customer that the actor was found to see. */
export type Whose = { actor: Member; customerId: number }

/** A customer's people by name, each with the configured types that they hold. */
export const listContacts = async (tx: Tx, whose: Whose, types: readonly string[]): Promise<Contact[]> => {
  const rows = await tx.rows(sql<{
    id: number
    name: string
    email: string | null
    phone: string | null
    title: string | null
    version: number
    types: string[]
  }>`
    select c.id, c.name, c.email, c.phone, c.title, c.version,
           array(select t.type from contact_type t
                  where t.partner_id = c.partner_id and t.partnership_id = c.partnership_id and t.customer_id = c.customer_id and t.contact_id = c.id) as types
      from contact c
     where ${within('c', whose)}
     order by lower(c.name), c.id`)
  return rows.map((row) => ({ ...row, id: tx.ids.outer('con', row.id), types: types.filter((type) => row.types.includes(type)) }))
}

/** Keeps other editors of the same customer's people out until the transaction ends: what was read here stays true. */
export const lockContacts = async (tx: Tx, whose: Whose): Promise<ContactFacts[]> => {
  // Rows alone can't be locked: two people who add the same address at once have no row in common.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('contacts of ' || ${whose.customerId}::text, 0))`)
  return tx.rows(sql<ContactFacts>`select c.id, c.name, c.email, c.version from contact c where ${within('c', whose)}`)
}

/** One of them, or 404. */
export const contactIn = <F extends ContactFacts>(people: readonly F[], id: number): F => {
  const found = people.find((person) => person.id === id)
  if (!found) throw notFound()
  return found
}

type Values = Pick<ContactInput, 'name' | 'email' | 'phone' | 'title'>

/** Returns the new key. */
export const addContact = async (tx: Tx, { actor, customerId }: Whose, { name, email, phone, title }: Values): Promise<number> => {
  const added = await tx.first(
    q
      .insertInto('contact')
      .values({ partner_id: actor.partnerId, partnership_id: actor.partnershipId, customer_id: customerId, name, email, phone, title })
      .returning('id'),
  )
  if (!added) throw new Error('An added contact has no key')
  return added.id
}

/** Sets what is given and counts the version up. */
export const setContact = (tx: Tx, { actor, customerId }: Whose, id: number, values: Partial<Values>) =>
  tx.rows(
    q
      .updateTable('contact')
      .set({ ...values, version: sql<number>`version + 1` })
      .where('partner_id', '=', actor.partnerId)
      .where('partnership_id', '=', actor.partnershipId)
      .where('customer_id', '=', customerId)
      .where('id', '=', id),
  )

/** The types that the person held become empty. */
export const removeContact = (tx: Tx, whose: Whose, id: number) =>
  tx.rows(sql`delete from contact c where ${within('c', whose)} and c.id = ${id}`)

/** The person holds exactly these types; whoever held one before loses it. */
export const setTypesOf = async (tx: Tx, whose: Whose, id: number, types: readonly string[]) => {
  await tx.rows(sql`delete from contact_type t where ${within('t', whose)} and t.contact_id = ${id} and t.type <> all (${types})`)
  for (const type of types) await setHolder(tx, whose, type, id)
}

/** One person a type; null leaves it empty. */
export const setHolder = (tx: Tx, whose: Whose, type: string, id: number | null) => {
  const { actor, customerId } = whose
  if (id === null) return tx.rows(sql`delete from contact_type t where ${within('t', whose)} and t.type = ${type}`)
  return tx.rows(sql`
    insert into contact_type (partner_id, partnership_id, customer_id, type, contact_id)
    values (${actor.partnerId}, ${actor.partnershipId}, ${customerId}, ${type}, ${id})
    on conflict (partner_id, partnership_id, customer_id, type) do update set contact_id = excluded.contact_id`)
}

const within = (alias: 'c' | 't', { actor, customerId }: Whose) => {
  const of = sql.raw(alias)
  return sql`${of}.partner_id = ${actor.partnerId} and ${of}.partnership_id = ${actor.partnershipId} and ${of}.customer_id = ${customerId}`
}
