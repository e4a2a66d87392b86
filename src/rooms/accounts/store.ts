import { sql } from 'kysely'
import { q, type Tx } from '#server/db.ts'
import type { Account, Profile } from './contract.ts'

export type Person = {
  id: number
  email: string
  name: string
  side: 'partner' | 'vendor'
  isActive: boolean
  hasPassword: boolean
}

const people = () =>
  q
    .selectFrom('app_user')
    .select(['id', 'email', 'name', 'side', 'is_active as isActive', 'has_password as hasPassword'])
    .$narrowType<{ side: Person['side']; hasPassword: boolean }>() // the table's CHECK says so; the other is computed

export const findPerson = (tx: Tx, id: number): Promise<Person | undefined> => tx.first(people().where('id', '=', id))
export const findPersonByEmail = (tx: Tx, email: string): Promise<Person | undefined> => tx.first(people().where('email', '=', email))

/** Keeps others from giving the person links or a password until the transaction ends. */
export const lockPerson = async (tx: Tx, id: number): Promise<Person | undefined> => {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('account of ' || ${id}::text, 0))`)
  return findPerson(tx, id)
}

/** Roles that only pp_session and pp_system read. */
export const getSealed = (tx: Tx, id: number): Promise<{ stored: string | null } | undefined> =>
  tx.first(q.selectFrom('app_user').select('password as stored').where('id', '=', id))

/** Every password there is, for sealing it anew. */
export const listSealed = (tx: Tx): Promise<{ userId: number; side: Person['side']; stored: string }[]> =>
  tx.rows(
    q
      .selectFrom('app_user')
      .select(['id as userId', 'side', 'password as stored'])
      .where('password', 'is not', null)
      .orderBy('id')
      .$narrowType<{ side: Person['side']; stored: string }>(), // the CHECK, and the condition above
  )

export const setPassword = (tx: Tx, id: number, sealed: string) =>
  tx.rows(sql`update app_user set password = ${sealed}, password_set_at = now() where id = ${id}`)

/** What is stored, which then stays until the transaction ends. */
export const holdSealed = async (tx: Tx, id: number): Promise<string | null> =>
  (await tx.first(sql<{ password: string | null }>`select password from app_user where id = ${id} for no key update`))?.password ?? null

/** The same password in another envelope; nothing when it was changed in the meantime. */
export const replaceSealed = async (tx: Tx, id: number, { from, to }: { from: string; to: string }): Promise<boolean> =>
  (await tx.rows(sql`update app_user set password = ${to} where id = ${id} and password = ${from} returning 1`)).length > 0

export const getAccount = (tx: Tx, id: number): Promise<Omit<Account, 'may'> | undefined> =>
  tx.first(
    q
      .selectFrom('app_user')
      .select(['name', 'email', 'locale', 'time_zone as timeZone', 'password_set_at as passwordSetAt'])
      .where('id', '=', id),
  )

export const setProfile = (tx: Tx, id: number, { name, locale, timeZone }: Profile) =>
  tx.rows(q.updateTable('app_user').set({ name, locale, time_zone: timeZone }).where('id', '=', id))

/** Whether somebody of the vendor's can come in and look after everything. */
export const hasAdministrator = async (tx: Tx, roles: readonly string[]): Promise<boolean> =>
  (await tx.first(
    sql`select from app_user where side = 'vendor' and vendor_role = any(${roles}) and is_active and has_password limit 1`,
  )) !== undefined

/** One at a time looks whether there is an administrator and adds one. */
export const lockSetUp = (tx: Tx) => tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('set-up', 0))`)

/** The new key, or undefined when somebody has the address. */
export const addAdministrator = async (tx: Tx, person: { email: string; name: string; role: string }): Promise<number | undefined> => {
  const added = await tx.first(sql<{ id: number }>`
    insert into app_user (email, name, side, vendor_role) values (${person.email}, ${person.name}, 'vendor', ${person.role})
    on conflict (email) do nothing returning id`)
  return added?.id
}
