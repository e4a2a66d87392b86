import { randomInt } from 'node:crypto'
import { reasonOf, type Member } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import { fieldProblem, Problem, notFound } from '#shared/problem.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import type { NewRole, RoleChange, RoleRow } from './contract.ts'
import * as roleStore from './roles.store.ts'
import * as rules from './rules.ts'
import { listAdministered, lockPeople, type StoredPerson } from './store.ts'

export type Asked = { portal: Portal; actor: Member }

/** What the partner's people can hold at this moment, and what the actor may give of it. */
export type Roles = {
  all: readonly rules.RoleFacts[]
  /** The codes of those that look after people. */
  admin: string[]
  /** The codes of those that never sign in. */
  mailOnly: string[]
  grantable: ReadonlySet<Permission>
}

export const loadRoles = async (tx: Tx, { config }: Portal, actor: Member): Promise<Roles> => {
  const all = rules.rolesFor(config, await roleStore.listOwnRoles(tx, actor))
  return {
    all,
    admin: codesOf(all, rules.isAdminRole),
    mailOnly: codesOf(all, (role) => !rules.signsIn(role)),
    grantable: rules.grantableBy(actor, config),
  }
}

const codesOf = (all: readonly rules.RoleFacts[], which: (role: rules.RoleFacts) => boolean) => all.filter(which).map((role) => role.code)

/** A stored person as the decisions see them. */
export const factsOf = ({ all }: Roles, person: StoredPerson): rules.PersonFacts => {
  const { id, name, isActive, hasPassword } = person
  const roleOf = (code: string) => all.find((role) => role.code === code) ?? rules.goneRole(code)
  return { id, name, isActive, hasPassword, role: roleOf(person.role), held: person.rolesHeld.map(roleOf) }
}

/** The role of a code, or 400 on its field. */
export const insistRole = ({ all }: Roles, code: string): rules.RoleFacts => {
  const role = all.find((one) => one.code === code)
  if (role) return role
  throw fieldProblem('person.unknown-role', 400, { path: 'role', message: 'This role does not exist any more. Choose another one.' })
}

/** What every edit of people and roles has in common: the permission, the lock before the decision, and nobody left without an administrator. */
export const editPeople = <T>({ portal, actor }: Asked, work: (tx: Tx, roles: Roles) => Promise<T>): Promise<T> =>
  asActor(actor, async (tx) => {
    insist(rules.mayEditPeople(actor))
    await lockPeople(tx, actor)
    const roles = await loadRoles(tx, portal, actor)
    const before = await listAdministered(tx, actor, roles.admin)
    const result = await work(tx, roles)
    // The roles themselves may be others now.
    const { admin } = await loadRoles(tx, portal, actor)
    insist(rules.mayLeaveAdministered(before, await listAdministered(tx, actor, admin)), 409)
    return result
  })

/** Every role of the partner's people, what the reader can give to one, and whether they may make one. */
export const listRoles = ({ portal, actor }: Asked) =>
  asActor(actor, async (tx) => {
    insist(rules.seesPeople(actor))
    const roles = await loadRoles(tx, portal, actor)
    const holders = await roleStore.countHolders(tx, actor)
    return {
      items: roles.all.map((role) => rowFrom(actor, roles, role, holders)),
      grantable: [...roles.grantable],
      may: { add: reasonOf(rules.mayEditPeople(actor)) },
    }
  })

/** A copy of a role with permissions of one's choice, none beyond one's own. */
export const addRole = (asked: Asked, { label, copyOf, permissions }: NewRole): Promise<RoleRow> =>
  editPeople(asked, async (tx, roles) => {
    const source = getRole(roles, copyOf)
    const own = roles.all.filter((role) => role.copiedFrom !== null)
    if (own.length >= rules.maxOwnRoles)
      throw new Problem('role.too-many', 409, { publicMessage: `A partner has at most ${rules.maxOwnRoles} roles of its own.` })
    const copiedFrom = source.copiedFrom ?? source.code
    const role = { code: codeFor(label), label, permissions, reach: source.reach, copiedFrom }
    insist(rules.mayGrant(roles.grantable, role))
    insistName(label, roles.all)
    await roleStore.addOwnRole(tx, asked.actor, role)
    await tell(tx, 'role.added', { actor: asked.actor, facts: { role: role.code, label, permissions } })
    return described(tx, asked, role.code)
  })

/** Name and permissions; both act on the next request of everybody who holds it. */
export const changeRole = (asked: Asked, code: string, change: RoleChange): Promise<RoleRow> =>
  editPeople(asked, async (tx, roles) => {
    const role = getRole(roles, code)
    insist(rules.mayEditRole(asked.actor, roles.grantable, role))
    const { label = role.label, permissions = role.permissions } = change
    const next = { ...role, label, permissions }
    insist(rules.mayGrant(roles.grantable, next))
    insistName(label, roles.all.filter((one) => one.code !== code)) // prettier-ignore
    await roleStore.setOwnRole(tx, asked.actor, next)
    await tell(tx, 'role.changed', { actor: asked.actor, facts: { role: code, label, permissions: [...permissions] } })
    return described(tx, asked, code)
  })

/** 409 `role.in-use` while anybody of the partner holds it. */
export const removeRole = (asked: Asked, code: string): Promise<void> =>
  editPeople(asked, async (tx, roles) => {
    const role = getRole(roles, code)
    insist(rules.mayEditRole(asked.actor, roles.grantable, role))
    insist(rules.mayRemoveRole(role, (await roleStore.countHolders(tx, asked.actor)).get(code) ?? 0), 409)
    await roleStore.removeOwnRole(tx, asked.actor, code)
    await tell(tx, 'role.removed', { actor: asked.actor, facts: { role: code, label: role.label } })
  })

const getRole = ({ all }: Roles, code: string): rules.RoleFacts => {
  const role = all.find((one) => one.code === code)
  if (!role) throw notFound()
  return role
}

const insistName = (label: string, others: readonly rules.RoleFacts[]) => {
  const verdict = rules.mayNameRole(label, others)
  if (!verdict.may) throw fieldProblem(verdict.code, 409, { path: 'label', message: verdict.reason })
}

/** Readable in a log, and never a code that a configuration is likely to bring along one day. */
const codeFor = (label: string): string => {
  const word = label.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 24) // prettier-ignore
  const tail = randomInt(36 ** 5).toString(36).padStart(5, '0') // prettier-ignore
  return ['own', word, tail].filter(Boolean).join('-')
}

const described = async (tx: Tx, { portal, actor }: Asked, code: string): Promise<RoleRow> => {
  const roles = await loadRoles(tx, portal, actor)
  return rowFrom(actor, roles, getRole(roles, code), await roleStore.countHolders(tx, actor))
}

const rowFrom = (actor: Member, roles: Roles, role: rules.RoleFacts, holders: ReadonlyMap<string, number>): RoleRow => {
  const people = holders.get(role.code) ?? 0
  const edits = rules.mayEditPeople(actor)
  const change = reasonOf(edits, rules.mayEditRole(actor, roles.grantable, role))
  const source = roles.all.find((one) => one.code === role.copiedFrom)
  return {
    code: role.code,
    label: role.label,
    permissions: [...role.permissions],
    reach: role.reach,
    copiedFrom: role.copiedFrom === null ? null : (source?.label ?? role.copiedFrom),
    people,
    refusals: {
      grant: reasonOf(edits, rules.mayGrant(roles.grantable, role)),
      change,
      remove: change ?? reasonOf(rules.mayRemoveRole(role, people)),
    },
  }
}
