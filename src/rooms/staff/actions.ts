import { reasonOf, type Officer } from '#shared/actor.ts'
import type { PortalConfig, Role } from '#shared/config.ts'
import { fieldProblem } from '#shared/problem.ts'
import { issueInvitation, listInvitationStates, shutOut } from '#rooms/accounts/actions.ts'
import { resetFactors } from '#rooms/factors/actions.ts'
import { mayResetFactors } from '#rooms/factors/rules.ts'
import { endSessionsOf, unlockPerson } from '#rooms/sessions/ends.actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import type { NewStaff, StaffChange, StaffRow } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export type Asked = { portal: Portal; actor: Officer }

/** The vendor's own people, a page at a time, with the roles that the reader may give them. */
export const listStaff = ({ portal: { config }, actor }: Asked, asked: store.StaffAsked) =>
  asActor(actor, async (tx) => {
    insist(rules.mayLookAfterStaff(actor))
    const { items, ...page } = await store.listStaff(tx, asked)
    const invitations = await listInvitationStates(tx, items)
    const roles = rules.staffRoles(config).map((role) => {
      const { code, label, reach } = role
      return { code, label, reach, refusal: reasonOf(rules.mayGrant(actor, role)) }
    })
    return { ...page, items: items.map((person) => rowFrom(tx, actor, config, person, invitations)), roles }
  })

export const listPartners = (actor: Officer, search: string | undefined) =>
  asActor(actor, async (tx) => {
    insist(rules.mayLookAfterStaff(actor))
    const partners = await store.listPartners(tx, search)
    return { items: partners.map(({ id, name }) => ({ id: tx.ids.outer('par', id), name })) }
  })

/** Invites one more. 409 `staff.address-taken`. */
export const addStaff = ({ portal, actor }: Asked, given: NewStaff): Promise<{ person: StaffRow; passphrase: string }> =>
  edit({ portal, actor }, async (tx) => {
    const role = insistRole(portal.config, given.role)
    insist(rules.mayGrant(actor, role))
    const id = await store.addStaff(tx, given)
    if (id === undefined) throw addressTaken()
    const partners = await setPartners(tx, id, role, given.partners)
    await tell(tx, 'staff.added', { actor, facts: { userId: id, role: role.code, partners } })
    const { passphrase } = await issueInvitation(tx, portal, { userId: id, by: actor })
    return { person: await described(tx, actor, portal.config, id), passphrase }
  })

/** Name, role and partners; what is left out stays. A role that sees every partner has none assigned. */
export const changeStaff = (asked: Asked, outerId: string, { name, role: code, partners }: StaffChange): Promise<StaffRow> =>
  editOne(asked, outerId, async (tx, person) => {
    const { actor, portal } = asked
    const now = factsOf(portal.config, person)
    insist(rules.mayGrant(actor, now.role))
    if (code !== undefined || partners !== undefined) insist(rules.mayDecideOver(actor, now))
    const role = code === undefined ? now.role : insistRole(portal.config, code)
    insist(rules.mayGrant(actor, role))
    await store.setStaff(tx, person.id, { name: name ?? person.name, role: role.code })
    const isWidened = role.reach === 'all' && person.partners.length > 0
    const set = partners !== undefined || isWidened ? await setPartners(tx, person.id, role, partners ?? []) : undefined
    const facts = { userId: person.id, name: name ?? person.name, role: role.code, roleBefore: person.role }
    await tell(tx, 'staff.changed', { actor, facts: set === undefined ? facts : { ...facts, partners: set } })
  })

export const setDisabled = (asked: Asked, outerId: string, isDisabled: boolean): Promise<StaffRow> =>
  editOne(asked, outerId, async (tx, person) => {
    insist(rules.mayDecideOver(asked.actor, factsOf(asked.portal.config, person)))
    await store.setActive(tx, person.id, !isDisabled)
    const told = { actor: asked.actor, facts: { userId: person.id } }
    if (!isDisabled) return tell(tx, 'staff.enabled', told)
    await shutOut(tx, person.id)
    return tell(tx, 'staff.disabled', told)
  })

export const inviteStaff = (asked: Asked, outerId: string): Promise<{ passphrase: string }> =>
  edit(asked, async (tx) => {
    const person = await getActedOn(tx, asked, outerId)
    insist(rules.mayInvite(factsOf(asked.portal.config, person)), 409)
    return issueInvitation(tx, asked.portal, { userId: person.id, by: asked.actor })
  })

/** For somebody who lost the second factor: another administrator's to decide. */
export const resetFactorsOf = (asked: Asked, outerId: string): Promise<StaffRow> =>
  editOne(asked, outerId, async (tx, person) => {
    insist(rules.mayDecideOver(asked.actor, factsOf(asked.portal.config, person)))
    await resetFactors(tx, asked.actor, person.id)
  })

export const unlock = (asked: Asked, outerId: string): Promise<void> =>
  edit(asked, async (tx) => unlockPerson(tx, asked.actor, (await getActedOn(tx, asked, outerId)).id))

export const endSessions = (asked: Asked, outerId: string): Promise<void> =>
  edit(asked, async (tx) => {
    const { id } = await getActedOn(tx, asked, outerId)
    const sessions = await endSessionsOf(tx, id)
    await tell(tx, 'staff.sessions-ended', { actor: asked.actor, facts: { userId: id, sessions } })
  })

/** What every edit has in common: the reach, the lock before the decision, and one active administrator left. */
const edit = <T>({ portal, actor }: Asked, work: (tx: Tx) => Promise<T>): Promise<T> =>
  asActor(actor, async (tx) => {
    insist(rules.mayLookAfterStaff(actor))
    await store.lockStaff(tx)
    const roles = rules.staffRoles(portal.config).filter(rules.isAdministratorRole).map(({ code }) => code) // prettier-ignore
    const before = await store.countActive(tx, roles)
    const result = await work(tx)
    insist(rules.mayLeaveAdministered(before, await store.countActive(tx, roles)), 409)
    return result
  })

const editOne = (asked: Asked, outerId: string, work: (tx: Tx, person: store.StoredStaff) => Promise<void>): Promise<StaffRow> =>
  edit(asked, async (tx) => {
    const person = await store.getStaff(tx, tx.ids.inner('usr', outerId))
    await work(tx, person)
    return described(tx, asked.actor, asked.portal.config, person.id)
  })

const getActedOn = async (tx: Tx, { portal, actor }: Asked, outerId: string): Promise<store.StoredStaff> => {
  const person = await store.getStaff(tx, tx.ids.inner('usr', outerId))
  insist(rules.mayGrant(actor, factsOf(portal.config, person).role))
  return person
}

const insistRole = (config: PortalConfig, code: string): Role => {
  const role = rules.staffRoles(config).find((one) => one.code === code)
  if (role) return role
  throw fieldProblem('staff.unknown-role', 400, { path: 'role', message: 'This role does not exist. Choose another one.' })
}

const addressTaken = () => fieldProblem('staff.address-taken', 409, { path: 'email', message: 'Somebody has this address already.' })

/** How many partners are assigned from now on. */
const setPartners = async (tx: Tx, userId: number, role: Role, partners: readonly string[]): Promise<number> => {
  const wanted = role.reach === 'all' ? [] : partners.map((partner) => tx.ids.inner('par', partner))
  await store.setPartners(tx, userId, wanted)
  return wanted.length
}

const factsOf = (config: PortalConfig, person: store.StoredStaff): rules.StaffFacts => ({
  ...person,
  role: rules.staffRoles(config).find(({ code }) => code === person.role) ?? rules.goneRole(person.role),
})

type Invitations = Awaited<ReturnType<typeof listInvitationStates>>

const described = async (tx: Tx, actor: Officer, config: PortalConfig, id: number): Promise<StaffRow> => {
  const person = await store.getStaff(tx, id)
  return rowFrom(tx, actor, config, person, await listInvitationStates(tx, [person]))
}

const rowFrom = (tx: Tx, actor: Officer, config: PortalConfig, person: store.StoredStaff, invitations: Invitations): StaffRow => {
  const facts = factsOf(config, person)
  const acts = rules.mayGrant(actor, facts.role)
  const decides = rules.mayDecideOver(actor, facts)
  const { name, email, state, hasSecondFactor, lastSeenAt } = person
  return {
    id: tx.ids.outer('usr', person.id),
    name,
    email,
    role: facts.role.code,
    roleLabel: facts.role.label,
    reach: facts.role.reach,
    partners: person.partners.map((partner) => ({ id: tx.ids.outer('par', partner.id), name: partner.name })),
    state,
    invitation: invitations.get(person.id) ?? null,
    hasSecondFactor,
    lastSeenAt,
    isYou: person.id === actor.userId,
    refusals: {
      change: reasonOf(acts),
      changeRole: reasonOf(decides),
      disable: reasonOf(decides),
      invite: reasonOf(acts, rules.mayInvite(facts)),
      resetFactors: reasonOf(decides, mayResetFactors(facts)),
    },
  }
}
