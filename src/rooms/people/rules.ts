import { allowed, mayUse, refuse, seesPart, type Actor, type Verdict } from '#shared/actor.ts'
import type { Permission, PortalConfig } from '#shared/config.ts'

export const personStates = ['active', 'invited', 'disabled'] as const
export const personSorts = ['name', '-name', 'email', '-email', 'lastSeen', '-lastSeen'] as const

/** A role that a partner's person can hold. `copiedFrom` null: the configuration's. */
export type RoleFacts = {
  code: string
  label: string
  permissions: readonly Permission[]
  reach: 'all' | 'assigned'
  copiedFrom: string | null
}

export type PersonFacts = {
  id: number
  name: string
  /** In this partnership. */
  role: RoleFacts
  /** In all partnerships of the partner. */
  held: readonly RoleFacts[]
  isActive: boolean
  hasPassword: boolean
}

/** A partner has a handful of roles of its own. */
export const maxOwnRoles = 20

/** The roles that a partner's people hold: the configuration's, then the partner's own. A code of the configuration comes first. */
export const rolesFor = (config: PortalConfig, own: readonly RoleFacts[]): RoleFacts[] => {
  const configured = config.roles
    .filter((role) => role.side === 'partner')
    .map(({ code, label, permissions, reach }) => ({ code, label, permissions, reach, copiedFrom: null }))
  return [...configured, ...own.filter((role) => !configured.some(({ code }) => code === role.code))]
}

/** A role that the configuration no longer has: it grants nothing until somebody chooses another. */
export const goneRole = (code: string): RoleFacts => ({ code, label: code, permissions: [], reach: 'assigned', copiedFrom: null })

export const signsIn = (role: RoleFacts): boolean => role.permissions.includes('portal.sign-in')

/** Whether who holds the role looks after people; a partnership never goes without one. */
export const isAdminRole = (role: RoleFacts): boolean => signsIn(role) && role.permissions.includes('person.edit')

/** What the actor can give away: members their own permissions, staff whatever the configuration gives to a partner's people. */
export const grantableBy = (actor: Actor, config: PortalConfig): ReadonlySet<Permission> => {
  if (actor.kind === 'member') return actor.permissions
  return new Set(config.roles.filter((role) => role.side === 'partner').flatMap((role) => role.permissions))
}

/** Whether the actor sees who else is there. The database shows restricted people nobody. Refusals are 403. */
export const seesPeople = (actor: Actor): Verdict =>
  seesPart(actor) ? refuse('person.needs-all-customers', 'You see some of the customers, so you don’t see who sees which.') : allowed

/** Whether the actor edits people at all. Refusals are 403. */
export const mayEditPeople = (actor: Actor): Verdict => {
  const granted = mayUse(actor, 'person.edit')
  return granted.may ? seesPeople(actor) : granted
}

/** Whether the actor may give a role to somebody, or act on somebody who holds it. Refusals are 403. */
export const mayGrant = (grantable: ReadonlySet<Permission>, role: RoleFacts): Verdict =>
  role.permissions.every((permission) => grantable.has(permission))
    ? allowed
    : refuse('person.beyond-own', `The role ${role.label} includes more than you may give.`)

/** Whether the actor may do what concerns the person everywhere: name, way in, sessions. Refusals are 403. */
export const mayActOn = (grantable: ReadonlySet<Permission>, { held }: PersonFacts): Verdict =>
  held.map((role) => mayGrant(grantable, role)).find((verdict) => !verdict.may) ?? allowed

/** Role and scope in this partnership are decided by somebody else, and so is being there at all. Refusals are 403. */
export const mayDecideOver = (actor: Actor, grantable: ReadonlySet<Permission>, person: PersonFacts): Verdict =>
  actor.kind !== 'system' && actor.userId === person.id
    ? refuse('person.own-role', 'Somebody else has to change this for you.')
    : mayGrant(grantable, person.role)

/** The same for what puts somebody out of every partnership, or of their second factor. Refusals are 403. */
export const mayPutOut = (actor: Actor, grantable: ReadonlySet<Permission>, person: PersonFacts): Verdict => {
  const decides = mayDecideOver(actor, grantable, person)
  return decides.may ? mayActOn(grantable, person) : decides
}

/** Refusals are 409. */
export const mayInvite = (person: PersonFacts): Verdict =>
  !signsIn(person.role)
    ? refuse('person.mail-only', `${person.name} only receives mail and has nothing to sign in to.`)
    : !person.isActive
      ? refuse('person.disabled', `${person.name} is disabled. Enable first.`)
      : person.hasPassword
        ? refuse('person.has-password', `${person.name} has a password already and can ask for another one on the sign-in page.`)
        : allowed

/** Whether staff may look at the portal as the person. Refusals are 403, for what the person is 409. */
export const mayViewAs = (actor: Actor, person: PersonFacts): Verdict =>
  actor.kind !== 'staff'
    ? refuse('person.view-as-not-granted', 'Only staff of the vendor look at the portal as somebody else does.')
    : !mayUse(actor, 'person.view-as').may
      ? mayUse(actor, 'person.view-as')
      : !signsIn(person.role)
        ? refuse('person.mail-only', `${person.name} only receives mail: there is no portal to look at.`)
        : !person.isActive
          ? refuse('person.disabled', `${person.name} is disabled and sees nothing.`)
          : allowed

/** Who looks after people sees all customers. Refusals are 400. */
export const mayHaveScope = (role: RoleFacts, scope: 'all' | 'assigned'): Verdict =>
  isAdminRole(role) && scope === 'assigned'
    ? refuse('person.admin-sees-all', `${role.label} looks after people and so sees every customer.`)
    : allowed

/** No partnership that somebody looked after may be left without; partnerships by their keys. Refusals are 409. */
export const mayLeaveAdministered = (before: readonly number[], after: readonly number[]): Verdict =>
  before.every((partnership) => after.includes(partnership))
    ? allowed
    : refuse(
        'person.last-admin',
        'A partnership would be left without anybody who looks after its people. Give somebody else that role first.',
      )

/** Whether the actor may change or remove a role. Refusals are 403. */
export const mayEditRole = (actor: Actor, grantable: ReadonlySet<Permission>, role: RoleFacts): Verdict =>
  role.copiedFrom === null
    ? refuse('role.of-configuration', 'This role is the same for every partner. Copy it to make one of your own.')
    : actor.kind === 'member' && actor.role === role.code
      ? refuse('role.own', 'You hold this role yourself. Somebody else has to change it.')
      : mayGrant(grantable, role)

/** Refusals are 409. */
export const mayRemoveRole = (role: RoleFacts, people: number): Verdict =>
  people > 0
    ? refuse('role.in-use', `${role.label} is held by ${people === 1 ? 'one person' : `${people} people`}. Give them another role first.`)
    : allowed

/** Two roles of one name could not be told apart. Refusals are 409. */
export const mayNameRole = (label: string, others: readonly RoleFacts[]): Verdict =>
  others.some((role) => role.label.toLowerCase() === label.toLowerCase())
    ? refuse('role.label-taken', `There is a role ${label} already.`)
    : allowed
