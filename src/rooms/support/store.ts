import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { ChannelInput, Hours } from './contract.ts'
import type { ContactKind } from './rules.ts'

export type StoredChannel = {
  id: number
  name: string
  purpose: string
  partnerTypes: string[]
  languages: string[]
  timeZone: string
  hours: Hours[]
  response: string
  severity: string
  contactKind: ContactKind
  contact: string
}

const columns = sql`c.id, c.name, c.purpose, c.partner_types as "partnerTypes", c.languages, c.time_zone as "timeZone", c.hours, c.response,
  c.severity, c.contact_kind as "contactKind", c.contact`

/** Of a channel model, in order: staff who look at a partner's portal see no more than its people. */
export const listChannelsOf = (tx: Tx, model: string): Promise<StoredChannel[]> =>
  tx.rows(sql<StoredChannel>`
    select ${columns} from support_channel c where c.partner_types = '{}' or ${model} = any (c.partner_types) order by c.position, c.id`)

export const listChannels = (tx: Tx): Promise<StoredChannel[]> =>
  tx.rows(sql<StoredChannel>`select ${columns} from support_channel c order by c.position, c.id`)

export const listManagers = (tx: Tx, { partnerId }: Member): Promise<{ name: string; email: string }[]> =>
  tx.rows(sql<{ name: string; email: string }>`select m.name, m.email from partner_managers(${partnerId}) m`)

/** Keeps other editors out until the transaction ends. Returns the keys in order. */
export const lockChannels = async (tx: Tx): Promise<number[]> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('support channels', 0))`)
  const rows = await tx.rows(sql<{ id: number }>`select c.id from support_channel c order by c.position, c.id`)
  return rows.map(({ id }) => id)
}

const values = (given: ChannelInput) => [
  given.name, given.purpose, given.partnerTypes, given.languages, given.timeZone, JSON.stringify(given.hours), given.response, given.severity,
  given.contactKind, given.contact,
] // prettier-ignore

const written = sql`name, purpose, partner_types, languages, time_zone, hours, response, severity, contact_kind, contact`

/** At the end. Returns the new key. */
export const addChannel = async (tx: Tx, given: ChannelInput): Promise<number> => {
  const row = await tx.first(sql<{ id: number }>`
    insert into support_channel (${written}, position)
    select ${sql.join(values(given))}, coalesce(max(c.position), 0) + 1 from support_channel c returning id`)
  if (!row) throw new Error('An added channel has no key')
  return row.id
}

/** 404 when it is not there. */
export const setChannel = async (tx: Tx, id: number, given: ChannelInput): Promise<void> => {
  const row = await tx.first(sql`
    update support_channel set (${written}, changed_at) = (${sql.join(values(given))}, now()) where id = ${id} returning id`)
  if (!row) throw notFound()
}

/** Its name, or 404. */
export const removeChannel = async (tx: Tx, id: number): Promise<string> => {
  const row = await tx.first(sql<{ name: string }>`delete from support_channel where id = ${id} returning name`)
  if (!row) throw notFound()
  return row.name
}

export const setOrder = (tx: Tx, ids: readonly number[]) =>
  tx.rows(sql`
    update support_channel c set position = given.place from unnest(${ids}::bigint[]) with ordinality given (id, place) where c.id = given.id`)
