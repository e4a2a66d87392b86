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
}
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
  partner: lookedUp((asking) => {
    const { role, context, row } = asking
    return (
      role === 'pp_vendor' || (role === 'pp_staff' && seesPartner(asking, row.id)) || (isMember(role) && says(context.partner_id, row.id))
    )
  }),
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
  follow: ofPartnership('customer_id', ({ context, row, role }) => role === 'pp_system' || says(context.user_id, row.user_id)),
  customer: ofPartnership('id'),
  // What people did stands there under their own names.
  task_event: ofPartnership('customer_id', ({ command, context, row }) => command !== 'insert' || says(context.user_id, row.user_id)),
  task_comment: ofPartnership('customer_id', ({ command, context, row }) => command === 'select' || says(context.user_id, row.user_id)),
  export_job: ofPartnership(undefined, ({ context, row }) => says(context.user_id, row.user_id)),
  export_ticket: ({ role }) => role === 'pp_session',
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
