import { sql } from 'kysely'
import { emailOf, type Name, type World } from '../../../test/world.ts'

/** The outer id of one of the cast, or of anybody by address. */
export const personId = (world: World, who: Name | `${string}@${string}`): Promise<string> =>
  world.arrange(async (tx) => {
    const email = who.includes('@') ? who : emailOf(who as Name) // without an @ it is a name, as the type says
    const row = await tx.first(sql<{ id: number }>`select id from app_user where email = ${email}`)
    if (!row) throw new Error(`Nobody has the address ${email}`)
    return tx.ids.outer('usr', row.id)
  })

/** What was told since `after`, oldest first. */
export const toldSince = (world: World, after: number) =>
  world.arrange((tx) =>
    tx.rows(sql<{ name: string; actor: string; facts: Record<string, unknown>; partner_id: number | null }>`
      select name, actor, facts, partner_id from event_log where id > ${after} order by id`),
  )

export const lastTold = (world: World): Promise<number> =>
  world.arrange(async (tx) => (await tx.first(sql<{ id: number }>`select coalesce(max(id), 0) as id from event_log`))?.id ?? 0)

/** Puts people back as they were before a test, whatever it did to them. */
export const restorePeople = async (world: World): Promise<() => Promise<void>> => {
  const kept = await world.arrange(async (tx) => ({
    members: await tx.rows(sql`select * from membership`),
    assigned: await tx.rows(sql`select * from user_customer`),
    people: await tx.rows(sql<{ id: number }>`select id, name, is_active, password, vendor_role from app_user`),
    partners: await tx.rows(sql`select * from staff_partner`),
  }))
  return () =>
    world.arrange(async (tx) => {
      await tx.rows(sql`delete from membership`)
      await tx.rows(sql`delete from user_customer`)
      await tx.rows(sql`delete from staff_partner`)
      await tx.rows(sql`delete from partner_role`)
      await tx.rows(sql`
        update app_user u set name = k.name, is_active = k.is_active, password = k.password, vendor_role = k.vendor_role
          from jsonb_to_recordset(${JSON.stringify(kept.people)}::jsonb) as k (id bigint, name text, is_active boolean, password text, vendor_role text)
         where k.id = u.id`)
      await tx.rows(sql`insert into membership select * from jsonb_populate_recordset(null::membership, ${JSON.stringify(kept.members)})`)
      await tx.rows(
        sql`insert into user_customer select * from jsonb_populate_recordset(null::user_customer, ${JSON.stringify(kept.assigned)})`,
      )
      await tx.rows(
        sql`insert into staff_partner select * from jsonb_populate_recordset(null::staff_partner, ${JSON.stringify(kept.partners)})`,
      )
    })
}
