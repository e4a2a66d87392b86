import { allowed, refuse, type Officer, type Verdict } from '#shared/actor.ts'
import type { PortalConfig, Role } from '#shared/config.ts'

export type StaffFacts = { id: number; name: string; role: Role; isActive: boolean; hasPassword: boolean; hasSecondFactor: boolean }

export const staffRoles = (config: PortalConfig): Role[] => config.roles.filter((role) => role.side === 'vendor')

/** A role that the configuration no longer has: it grants nothing until somebody chooses another. */
export const goneRole = (code: string): Role => ({
  code,
  label: code,
  side: 'vendor',
  reach: 'assigned',
  permissions: [],
  secondFactor: 'required',
})

/** Whether who holds the role looks after everything; one such person always remains. */
export const isAdministratorRole = ({ reach, permissions }: Role): boolean =>
  reach === 'all' && permissions.includes('portal.sign-in') && permissions.includes('person.edit')

/** Who sees assigned partners can't say who sees which. Refusals are 403. */
export const mayLookAfterStaff = (actor: Officer): Verdict =>
  actor.reach === 'all'
    ? allowed
    : refuse('staff.needs-all-partners', 'Only those who see every partner look after the vendor’s own people.')

/** Refusals are 403. */
export const mayGrant = (actor: Officer, role: Role): Verdict =>
  role.permissions.every((permission) => actor.permissions.has(permission))
    ? allowed
    : refuse('staff.beyond-own', `The role ${role.label} includes more than you may give.`)

/** Role, partners and disabling are decided by somebody else. Refusals are 403. */
export const mayDecideOver = (actor: Officer, person: StaffFacts): Verdict =>
  actor.userId === person.id ? refuse('staff.own-role', 'Somebody else has to change this for you.') : mayGrant(actor, person.role)

/** Refusals are 409. */
export const mayInvite = ({ name, isActive, hasPassword }: StaffFacts): Verdict =>
  !isActive
    ? refuse('staff.disabled', `${name} is disabled. Enable first.`)
    : hasPassword
      ? refuse('staff.has-password', `${name} has a password already and can ask for another one on the sign-in page.`)
      : allowed

/** Counts of active administrators. Refusals are 409. */
export const mayLeaveAdministered = (before: number, after: number): Verdict =>
  before > 0 && after === 0
    ? refuse('staff.last-administrator', 'Nobody would be left to look after this portal. Make somebody else an administrator first.')
    : allowed
