import { standingOf, type RoomFacts, type Viewer } from '#rooms/rooms/rules.ts'

/**
 * Who may see and write which rows, said a second time and in other words than the policies: the access matrix compares both.
 * Grants are left out here (a rollup's policy lets a restricted person in, its missing grant does not); they are a reviewed snapshot.
 */

export const tenantRoles = ['pp_full', 'pp_restricted', 'pp_staff', 'pp_vendor'] as const
export const databaseRoles = [...tenantRoles, 'pp_session', 'pp_system', 'pp_login', 'pp_task_desk'] as const
export type DatabaseRole = (typeof databaseRoles)[number]
export type Command = 'select' | 'insert' | 'update' | 'delete'

/** What a transaction says of itself; null is a setting that was never made, '' one that was emptied. */
export type Context = { partner_id: number | '' | null; partnership_id: number | '' | null; user_id: number | '' | null }

export type TableRow = Record<string, unknown>
/** Which partners a member of staff is assigned to and which customers a restricted person. */
export type Assignments = {
  partnersOf: (user: unknown) => unknown[]
  customersOf: (user: unknown) => unknown[]
  /** Whose people and customers a partnership has. */
  peopleIn: (partnership: unknown) => unknown[]
  customersIn: (partnership: unknown) => unknown[]
  /** As the rooms see whoever the context speaks of; undefined: nobody who belongs there. */
  viewerIn: (context: Context) => Viewer | undefined
  roomOf: (id: unknown) => RoomRow | undefined
  rowsOf: (table: string) => TableRow[]
  /** Where one of the vendor's files stands. */
  usesOf: (file: unknown) => TableRow[]
}
/** A room with what decides who sees it, and the revision that partners read. */
export type RoomRow = { facts: RoomFacts; publishedRevision: unknown }
export type Asking = { role: DatabaseRole; command: Command; context: Context; row: TableRow; assigned: Assignments }
type Rule = (asking: Asking) => boolean

const isMember = (role: DatabaseRole) => role === 'pp_full' || role === 'pp_restricted'
const isTenant = (role: DatabaseRole) => (tenantRoles as readonly string[]).includes(role) // a wider list of names to look in
/** An empty or missing setting matches nothing, not even an empty column. */
const says = (setting: number | '' | null, value: unknown) => setting !== null && setting !== '' && setting === value

const seesPartner = ({ role, context, assigned }: Asking, partner: unknown) =>
  role !== 'pp_staff' || (context.user_id !== '' && context.user_id !== null && assigned.partnersOf(context.user_id).includes(partner))
const seesCustomer = ({ role, context, assigned }: Asking, customer: unknown) =>
  role !== 'pp_restricted' ||
  (context.user_id !== '' && context.user_id !== null && assigned.customersOf(context.user_id).includes(customer))

/** Whether a person is one of those whom the context's partnership lets its reader see: restricted people see none but themselves. */
const seesColleague = (asking: Asking, user: unknown) => {
  const { role, context, assigned } = asking
  if (!isTenant(role) || role === 'pp_restricted') return false
  if (context.partner_id === '' || context.partner_id === null) return false
  return seesPartner(asking, context.partner_id) && assigned.peopleIn(placeOf(context)).includes(user)
}
const areColleagues = (asking: Asking, users: unknown) => Array.isArray(users) && users.every((user) => seesColleague(asking, user))
const placeOf = ({ partner_id, partnership_id }: Context) => `${partner_id} ${partnership_id}`

/** Rows that belong to a partnership, and to a customer of it where they name one. */
const ofPartnership =
  (customerColumn: string | undefined, extra: Rule = () => true): Rule =>
  (asking) => {
    const { role, context, row } = asking
    if (role === 'pp_system') return true
    if (!isTenant(role)) return false
    return (
      says(context.partner_id, row.partner_id) &&
      says(context.partnership_id, row.partnership_id) &&
      seesPartner(asking, row.partner_id) &&
      (customerColumn === undefined || seesCustomer(asking, row[customerColumn])) &&
      extra(asking)
    )
  }

/** The system does what it likes, the session looks up; the others as the rule says, and only look. */
const lookedUp =
  (seen: Rule): Rule =>
  (asking) => {
    if (asking.role === 'pp_system') return true
    if (asking.command !== 'select') return false
    return asking.role === 'pp_session' || seen(asking)
  }

/** What the vendor arranges: its administrators and the system do as they like, nobody else has a part in it. */
const arranged: Rule = ({ role }) => role === 'pp_vendor' || role === 'pp_system'

const standingFor = ({ context, assigned }: Asking, id: unknown) => {
  const [room, viewer] = [assigned.roomOf(id), assigned.viewerIn(context)]
  return room && viewer ? standingOf(room.facts, viewer) : 'hidden'
}
const readsRooms = (asking: Asking) => asking.command === 'select' && (isMember(asking.role) || asking.role === 'pp_staff')

/** A room that is open to them, with the file in what is published of it, or what holds of a kit item that they may find. */
const seesUse = (asking: Asking) => {
  const { kind, ref_id: room } = asking.row
  if (kind === 'kit')
    return asking.assigned.rowsOf('kit_version').some((row) => row.file_id === asking.row.file_id && findsVersion({ ...asking, row }))
  return (
    readsRooms(asking) &&
    kind === 'room' &&
    standingFor(asking, room) === 'open' &&
    Boolean(asking.assigned.roomOf(room)?.publishedRevision)
  )
}

/** What the vendor says to some of the partners' people: lists of the rooms' kind, and one of partner types. */
const isMeant: Rule = (asking) => {
  const viewer = asking.assigned.viewerIn(asking.context)
  if (!viewer || !readsRooms(asking)) return false
  const list = (name: string) => (asking.row[name] ?? []) as string[] // the columns' own type
  const access = { partnershipIds: list('partnership_ids').map(Number), categories: list('categories'), tiers: list('tiers'), stages: list('stages'), tags: list('tags'), roles: list('roles') } // prettier-ignore
  const open = { partnerType: viewer.partnerType, status: 'live', visibility: 'all', unlock: { tiers: [], stages: [], steps: [], showsLock: false } } as const // prettier-ignore
  const types = list('partner_types')
  return (types.length === 0 || types.includes(viewer.partnerType)) && standingOf({ ...open, access }, viewer) === 'open'
}
const findsItem: Rule = (asking) => {
  const { archived_at: archived, expires_on: lastDay } = asking.row
  const hasEnded = typeof lastDay === 'string' && lastDay < new Date().toISOString().slice(0, 10)
  return (archived ?? null) === null && !hasEnded && isMeant(asking)
}
const findsVersion: Rule = (asking) => {
  const item = asking.assigned.rowsOf('kit_item').find(({ id }) => id === asking.row.kit_id)
  return asking.row.is_current === true && item !== undefined && findsItem({ ...asking, row: item })
}
const ownUnlessCounted: Rule = (asking) =>
  (asking.role === 'pp_session' && asking.command === 'select') ||
  ofPartnership(undefined, ({ context, row }) => says(context.user_id, row.user_id))(asking)

/** Everybody reads the partners that are theirs. */
const partnerSeen = lookedUp((asking) => {
  const { role, context, row } = asking
  return (
    role === 'pp_vendor' || (role === 'pp_staff' && seesPartner(asking, row.id)) || (isMember(role) && says(context.partner_id, row.id))
  )
})

/** What members do stands under their own names, and others' is not theirs to see; the vendor's administrators count all of it. */
const countedByVendor: Rule = (asking) =>
  (asking.role === 'pp_vendor' && asking.command === 'select') ||
  ofPartnership(undefined, ({ role, context, row }) => !isMember(role) || says(context.user_id, row.user_id))(asking)

/** The tables that are not simply a partnership's. */
const exceptions: Record<string, Rule> = {
  deployment: lookedUp(() => false),
  app_user: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_session' || role === 'pp_system') return true
    const isOfVendor = role === 'pp_vendor' && row.side === 'vendor'
    if (command === 'select') return (isTenant(role) && says(context.user_id, row.id)) || seesColleague(asking, row.id) || isOfVendor
    if (command === 'update') return seesColleague(asking, row.id) || isOfVendor
    return command === 'insert' && isOfVendor
  },
  term: (asking) => {
    const { role, command, context, row } = asking
    if (arranged(asking)) return true
    if (command !== 'select') return false
    if (role === 'pp_staff') return typeof context.user_id === 'number'
    return isMember(role) && typeof context.partner_id === 'number' && row.kind !== 'category' && row.kind !== 'tag'
  },
  kit_item: (asking) => arranged(asking) || findsItem(asking),
  kit_version: (asking) => arranged(asking) || findsVersion(asking),
  kit_download: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_vendor' && command === 'select') return true
    return ofPartnership(undefined, () => command !== 'insert' || !isMember(role) || says(context.user_id, row.user_id))(asking)
  },
  kit_visit: ofPartnership(undefined, ({ context, row }) => says(context.user_id, row.user_id)),
  support_channel: (asking) => arranged(asking) || isMeant(asking),
  partner_change: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_system') return true
    if (role === 'pp_vendor') return command === 'select' || (command === 'insert' && says(context.user_id, row.by_user_id))
    return role === 'pp_staff' && command === 'select' && seesPartner(asking, row.partner_id)
  },
  partner: (asking) => (asking.role === 'pp_vendor' && asking.command === 'update') || partnerSeen(asking),
  partnership: lookedUp((asking) => {
    const { role, context, row } = asking
    if (isMember(role)) return says(context.partner_id, row.partner_id) && says(context.partnership_id, row.id)
    return role === 'pp_vendor' || (role === 'pp_staff' && seesPartner(asking, row.partner_id))
  }),
  staff_partner: (asking) =>
    asking.role === 'pp_vendor' || lookedUp(({ role, context, row }) => role === 'pp_staff' && says(context.user_id, row.user_id))(asking),
  partner_role: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_system') return true
    if (role === 'pp_session' || role === 'pp_restricted')
      return command === 'select' && (role === 'pp_session' || says(context.partner_id, row.partner_id))
    return isTenant(role) && says(context.partner_id, row.partner_id) && seesPartner(asking, row.partner_id)
  },
  user_customer: (asking) => {
    const { role, command, context, row, assigned } = asking
    if (role === 'pp_system') return true
    if (role === 'pp_restricted') return command === 'select' && says(context.user_id, row.user_id)
    const isHere = says(context.partner_id, row.partner_id) && assigned.customersIn(placeOf(context)).includes(row.customer_id)
    return isHere && seesColleague(asking, row.user_id)
  },
  membership: (asking) => (asking.role === 'pp_session' && asking.command === 'select') || ofPartnership(undefined)(asking),
  session: (asking) => {
    const { role } = asking
    return role === 'pp_session' || role === 'pp_system' || role === 'pp_vendor' || seesColleague(asking, asking.row.user_id)
  },
  session_retired: ({ role }) => role === 'pp_session',
  sign_in_counter: (asking) => {
    const { role } = asking
    return role === 'pp_session' || role === 'pp_system' || role === 'pp_vendor' || seesColleague(asking, asking.row.user_id)
  },
  sign_in_subnet: ({ role }) => role === 'pp_session',
  event_log: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_system') return true
    const isPartners = says(context.partner_id, row.partner_id)
    if (command === 'select')
      return (
        role === 'pp_vendor' ||
        (role === 'pp_full' && isPartners && (row.partnership_id === null || says(context.partnership_id, row.partnership_id))) ||
        (role === 'pp_full' && row.partner_id === null && seesColleague(asking, row.subject_user_id))
      )
    if (command !== 'insert') return false
    const isOutside = (role === 'pp_staff' || role === 'pp_vendor') && row.partner_id === null
    return role === 'pp_session' || (isTenant(role) && says(context.user_id, row.user_id) && (isPartners || isOutside))
  },
  access_link: (asking) => {
    const { role, row } = asking
    if (role === 'pp_session' || role === 'pp_system') return true
    if (row.kind !== 'invitation') return false
    return (role === 'pp_vendor' && row.partner_id === null) || ofPartnership(undefined)(asking)
  },
  second_factor: (asking) => {
    const { role } = asking
    return role === 'pp_session' || role === 'pp_system' || role === 'pp_vendor' || seesColleague(asking, asking.row.user_id)
  },
  totp: ({ role }) => role === 'pp_session' || role === 'pp_system',
  totp_offer: ({ role }) => role === 'pp_session',
  passkey: ({ role }) => role === 'pp_session',
  passkey_challenge: ({ role }) => role === 'pp_session',
  recovery_code: ({ role }) => role === 'pp_session',
  factor_miss: ({ role }) => role === 'pp_session',
  master_key: ({ role }) => role === 'pp_system',
  mail: ({ role, command, context, row }) => {
    if (role === 'pp_system') return true
    if (command === 'select') return role === 'pp_vendor'
    return command === 'insert' && (role === 'pp_session' || (isTenant(role) && says(context.user_id, row.asked_by_user_id)))
  },
  mail_trouble: ({ role }) => role === 'pp_vendor' || role === 'pp_session' || role === 'pp_system',
  digest: ({ role }) => role === 'pp_system',
  engine_process: ({ role, command }) => role === 'pp_system' || (role === 'pp_vendor' && command === 'select'),
  engine_schedule: ({ role, command }) => role === 'pp_system' || (role === 'pp_vendor' && command === 'select'),
  job_progress: ({ role, command }) => role === 'pp_system' || (role === 'pp_vendor' && command === 'select'),
  engine_run: ({ role }) => role === 'pp_vendor' || role === 'pp_system',
  news: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_system') return true
    if (command !== 'insert' || !(role === 'pp_session' || isTenant(role))) return false
    if (role === 'pp_session') return true
    if (row.partner_id === null)
      return role === 'pp_staff' || role === 'pp_vendor' || (role === 'pp_full' && areColleagues(asking, row.to_user_ids))
    return (
      isHere(context, row) && seesPartner(asking, row.partner_id) && (row.customer_id === null || seesCustomer(asking, row.customer_id))
    )
  },
  notification: (asking) => {
    const { role, context, row } = asking
    if (role === 'pp_system') return true
    if (!isTenant(role) || !says(context.user_id, row.user_id)) return false
    if (row.partner_id === null) return true
    if (isHere(context, row))
      return seesPartner(asking, row.partner_id) && (row.customer_id === null || seesCustomer(asking, row.customer_id))
    const isOutside = context.partnership_id === '' || context.partnership_id === null
    return isOutside && (role === 'pp_vendor' || role === 'pp_staff') && seesPartner(asking, row.partner_id)
  },
  notification_choice: ({ role, command, context, row }) =>
    role === 'pp_session' || role === 'pp_system' || (isTenant(role) && command === 'select' && says(context.user_id, row.user_id)),
  notification_pace: ({ role }) => role === 'pp_system',
  room: (asking) =>
    arranged(asking) ||
    (asking.role === 'pp_session' && asking.command === 'select') ||
    (readsRooms(asking) && standingFor(asking, asking.row.id) !== 'hidden'),
  room_revision: (asking) => {
    const { row, assigned } = asking
    if (arranged(asking)) return true
    const isPublished = assigned.roomOf(row.room_id)?.publishedRevision === row.number
    return readsRooms(asking) && isPublished && standingFor(asking, row.room_id) === 'open'
  },
  room_note: arranged,
  room_draft: arranged,
  room_editor: arranged,
  room_access_test: arranged,
  room_template: arranged,
  partner_type_setup: arranged,
  announcement: (asking) => arranged(asking) || (asking.role === 'pp_session' && asking.command === 'select') || isMeant(asking),
  // Nobody reads in somebody else's name, nor sees what others read; the session counts for the vendor.
  announcement_reading: ownUnlessCounted,
  quick_action: (asking) => arranged(asking) || isMeant(asking),
  quick_action_use: ownUnlessCounted,
  overview_default: (asking) =>
    arranged(asking) || (readsRooms(asking) && asking.assigned.viewerIn(asking.context)?.partnerType === asking.row.partner_type),
  overview_desk: ofPartnership(undefined, ({ context, row }) => says(context.user_id, row.user_id)),
  // Nobody completes a step in somebody else's name, nor sees how far another has come.
  step_completion: (asking) => {
    const { role, command, context, row } = asking
    if (role === 'pp_session') return command === 'select'
    if (role === 'pp_vendor') return true // goals' values are entered for every partnership
    return ofPartnership(undefined, () => !isMember(role) || row.user_id === null || says(context.user_id, row.user_id))(asking)
  },
  follow: ofPartnership('customer_id', ({ context, row, role }) => role === 'pp_system' || says(context.user_id, row.user_id)),
  customer: ofPartnership('id'),
  // What people did stands there under their own names.
  task_event: ofPartnership('customer_id', ({ command, context, row }) => command !== 'insert' || says(context.user_id, row.user_id)),
  task_comment: ofPartnership('customer_id', ({ command, context, row }) => command === 'select' || says(context.user_id, row.user_id)),
  export_job: ofPartnership(undefined, ({ context, row }) => says(context.user_id, row.user_id)),
  export_ticket: ({ role }) => role === 'pp_session',
  // The vendor's by where it stands, a partnership's by who brought it.
  file: (asking) => {
    const { role, command, context, row, assigned } = asking
    if (role === 'pp_system') return true
    if (role === 'pp_session') return command === 'select'
    if (row.partner_id === null)
      return role === 'pp_vendor' || (readsRooms(asking) && assigned.usesOf(row.id).some((use) => seesUse({ ...asking, row: use })))
    if (!isTenant(role) || !isHere(context, row)) return false
    if (role === 'pp_restricted') return says(context.user_id, row.user_id)
    return role !== 'pp_staff' || (command === 'select' && seesPartner(asking, row.partner_id))
  },
  file_use: (asking) => arranged(asking) || seesUse(asking),
  // A list of somebody's own is theirs; a mark is made under one's own name.
  checklist_mark: ofPartnership(
    undefined,
    ({ role, command, context, row }) =>
      !isMember(role) ||
      ((row.user_id === null || says(context.user_id, row.user_id)) &&
        (command !== 'insert' || says(context.user_id, row.marked_by_user_id))),
  ),
  checklist_start: ofPartnership(
    undefined,
    ({ role, context, row }) => !isMember(role) || row.user_id === null || says(context.user_id, row.user_id),
  ),
  goal_period: (asking) => asking.role === 'pp_vendor' || ofPartnership(undefined)(asking),
  block_use: countedByVendor,
  file_download: countedByVendor,
  portal_stay: countedByVendor,
  room_view: countedByVendor,
  room_use_day: countedByVendor,
  workspace: ofPartnership(undefined, ({ context, row }) => says(context.user_id, row.user_id)),
}

/** What stands behind people's deeds on tasks: the current partnership's counts, and who works there. */
const seenByTaskDesk: Record<string, Rule> = {
  task: ({ command, context, row }) => command === 'select' && isHere(context, row),
  customer_summary: ({ context, row }) => isHere(context, row),
  partnership_summary: ({ context, row }) => isHere(context, row),
  membership: ({ command, context, row }) => command === 'select' && isHere(context, row),
  staff_partner: ({ command, context, row }) => command === 'select' && says(context.partner_id, row.partner_id),
  user_customer: ({ command, context, row }) => command === 'select' && says(context.partner_id, row.partner_id),
  partner_role: ({ command, context, row }) => command === 'select' && says(context.partner_id, row.partner_id),
  app_user: ({ command, context, row, assigned }) =>
    command === 'select' &&
    typeof context.partner_id === 'number' &&
    (assigned.peopleIn(placeOf(context)).includes(row.id) || assigned.partnersOf(row.id).includes(context.partner_id)),
}
const isHere = (context: Context, row: TableRow) =>
  says(context.partner_id, row.partner_id) && says(context.partnership_id, row.partnership_id)

/** The rule of a table by its name and columns. Throws for one that belongs to no partnership and was not reviewed. */
export const ruleOf = (table: string, columns: readonly string[]): Rule => {
  const rule = ruleOfOthers(table, columns)
  return (asking) => (asking.role === 'pp_task_desk' ? (seenByTaskDesk[table]?.(asking) ?? false) : rule(asking))
}

const ruleOfOthers = (table: string, columns: readonly string[]): Rule => {
  const exception = exceptions[table]
  if (exception) return exception
  if (!columns.includes('partner_id') || !columns.includes('partnership_id'))
    throw new Error(`${table} belongs to no partnership: say in test/guards/tenancy.ts who may see its rows`)
  return ofPartnership(columns.includes('customer_id') ? 'customer_id' : undefined)
}
