import { Readable } from 'node:stream'
import type pg from 'pg'
import { takeKit } from '#rooms/kit/intake.actions.ts'
import { takeChannels } from '#rooms/support/actions.ts'
import type { IdKind } from '#shared/ids.ts'
import { emailOf, type Name, type World } from '../world.ts'
import { sampleBlocks, sampleChannel, sampleItem, sampleRoom, type Target } from './endpoints.ts'

type House = { world: World; admin: pg.Client }

/** The outer id of the one row that the statement finds or makes. */
export const outerId = async ({ world, admin }: House, kind: IdKind, statement: string): Promise<string> => {
  const { rows } = await admin.query<{ id: string }>(statement)
  const key = Number(rows[0]?.id)
  if (!key) throw new Error(`Nothing was found: ${statement}`)
  return world.database.within({ role: 'pp_session', readOnly: true }, async (tx) => tx.ids.outer(kind, key))
}

/** What the vendor chooses from and gives its partners. */
export const arrangeMaterial = async (
  house: House,
): Promise<
  Pick<
    Target,
    | 'term'
    | 'industries'
    | 'kitItem'
    | 'channel'
    | 'file'
    | 'room'
    | 'draftRoom'
    | 'accessTest'
    | 'blocksRoom'
    | 'block'
    | 'arranged'
    | 'announcement'
    | 'quickAction'
    | 'actions'
    | 'template'
  >
> => {
  const [{ access, ...item }, renewedAt] = [sampleItem, '2026-06-01T08:00:00Z']
  await house.world.arrange(async (tx) => {
    await takeKit(tx, [
      { ...item, ...access, renewedAt },
      { ...item, ...access, renewedAt, title: elsewhere, partnerTypes: ['reseller'] },
    ])
    await takeChannels(tx, [sampleChannel])
  })
  const [draft, test] = [`insert into room (partner_type, kind, label, icon, position) values ('mssp', 'custom', '${sampleRoom}', 'star', 99) returning id`, `
    insert into room_access_test (room_id, label, viewer, expects)
    select id, 'Sample', '{"side":"partner","partnershipId":null,"tier":null,"category":null,"stage":null,"tags":[],"role":null,"steps":[]}', 'open'
      from room where label = '${sampleRoom}' returning id`] // prettier-ignore
  const [draftRoom, accessTest] = [await outerId(house, 'rom', draft), await outerId(house, 'rat', test)]
  const blocksRoom = await outerId(house, 'rom', `
    insert into room (partner_type, kind, label, icon, position, status, published_revision) values ('mssp', 'custom', 'Course', 'star', 100, 'live', 1) returning id`) // prettier-ignore
  await house.admin.query(`insert into room_revision (room_id, number, blocks) select id, 1, $1::jsonb from room where label = 'Course'`, [
    JSON.stringify(sampleBlocks),
  ])
  await arrangeDraft(house)
  const actions = await arrangeFront(house)
  const all = await house.admin.query<{ id: string; group: string }>(
    `select id, group_label as group from room where partner_type = 'mssp' order by position, id`,
  )
  const arranged = all.rows.map(async ({ id, group }) => ({ id: await outerId(house, 'rom', `select ${id} as id`), group }))
  const { rows } = await house.admin.query<{ id: string }>(`select id from term where kind = 'industry' order by position, id`)
  const industries = rows.map(({ id }) => outerId(house, 'trm', `select ${id} as id`))
  return {
    term: await outerId(house, 'trm', `select id from term where kind = 'tier' and code = 'gold'`),
    industries: await Promise.all(industries),
    kitItem: await outerId(house, 'kit', `select id from kit_item where title = '${item.title}'`),
    channel: await outerId(house, 'sch', 'select min(id) as id from support_channel'),
    file: await outerId(house, 'fil', await fileOf(house, 'anna')),
    room: await outerId(house, 'rom', `select id from room where kind = 'customers' and partner_type = 'mssp'`),
    draftRoom,
    accessTest,
    blocksRoom,
    block: '',
    announcement: await outerId(house, 'ann', `select id from announcement where title = 'Sample'`),
    quickAction: actions[0] ?? '',
    actions,
    template: await outerId(house, 'rtp', 'select id from room_template'),
    arranged: await Promise.all(arranged),
  }
}

/** What is worked on differs from what was published, and from what was set aside. */
const arrangeDraft = async ({ admin }: House) => {
  const blocks = JSON.stringify(sampleBlocks.slice(0, 1))
  await admin.query(
    `insert into room_draft (room_id, version, blocks, aside, aside_at) select id, 1, $1::jsonb, '[]', now() from room where label = '${sampleRoom}'`,
    [blocks],
  )
  await admin.query(`
    insert into room_revision (room_id, number, blocks) select id, 1, '[]' from room where label = '${sampleRoom}';
    update room set published_revision = 1 where label = '${sampleRoom}'`)
  await admin.query(`insert into room_template (label, icon, blocks) values ('Sample', 'star', $1::jsonb)`, [blocks])
}

/** Announcements and shortcuts for everybody, and for resellers alone; returns the shortcuts in their order. */
const arrangeFront = async (house: House): Promise<string[]> => {
  await house.admin.query(`
    insert into announcement (title, body, partner_types, shown_from, needs_acknowledgement)
      values ('Sample', '', '{}', '2026-01-01', true), ('${elsewhere}', '', '{reseller}', '2026-01-01', true);
    insert into quick_action (label, icon, target_kind, target, partner_types, position)
      values ('Sample', 'star', 'mail', 'help@vendor.example', '{}', 1), ('${elsewhere}', 'star', 'mail', 'help@vendor.example', '{reseller}', 2)`)
  const { rows } = await house.admin.query<{ id: string }>('select id from quick_action order by position')
  return Promise.all(rows.map(({ id }) => outerId(house, 'qac', `select ${id} as id`)))
}

/** What is for resellers alone. */
const elsewhere = 'Elsewhere'
export const forResellers = async (house: House): Promise<Partial<Record<string, string>>> => ({
  ann: await outerId(house, 'ann', `select id from announcement where title = '${elsewhere}'`),
  kit: await outerId(house, 'kit', `select id from kit_item where title = '${elsewhere}'`),
  qac: await outerId(house, 'qac', `select id from quick_action where label = '${elsewhere}'`),
})

/** An image that a person brought in their first partnership, in the store as well. */
export const fileOf = async ({ world }: House, name: Name): Promise<string> => {
  const key = `uploads/${name}`
  for (const size of ['full', 'web', 'thumb']) await world.portal.files.put(`${key}/${size}`, Readable.from([Buffer.from('picture')]))
  return `insert into file (partner_id, partnership_id, user_id, purpose, name, mime, size, sha256, file_key, state)
    select m.partner_id, m.partnership_id, m.user_id, 'evidence', 'proof.png', 'image/png', 7, 'x', '${key}', 'clean'
      from membership m where m.user_id = (select id from app_user where email = '${emailOf(name)}') order by m.partnership_id limit 1 returning id`
}
