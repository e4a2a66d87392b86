import { reasonOf, type Member } from '#shared/actor.ts'
import { fieldProblem } from '#shared/problem.ts'
import { issueInvitation, listInvitationStates, shutOut } from '#rooms/accounts/actions.ts'
import { resetFactors } from '#rooms/factors/actions.ts'
import { mayResetFactors } from '#rooms/factors/rules.ts'
import { endSessionsOf, unlockPerson } from '#rooms/sessions/ends.actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell, type Fact } from '#server/events.ts'
import type { NewPerson, PersonChange, PersonDetail, PersonFilter, PersonRow } from './contract.ts'
import { editPeople, factsOf, insistRole, loadRoles, type Asked, type Roles } from './roles.actions.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** The people of the partnership, a page at a time, and whether this reader may add one. */
export const listPeople = ({ portal, actor }: Asked, asked: { filter: PersonFilter; limit: number; cursor?: string | undefined }) =>
  asActor(actor, async (tx) => {
    insist(rules.seesPeople(actor))
    const roles = await loadRoles(tx, portal, actor)
    const { items, ...page } = await store.listPeople(tx, actor, { ...asked, mailOnly: roles.mailOnly })
    const invitations = await listInvitationStates(tx, items)
    return {
      ...page,
      items: items.map((person) => rowFrom(tx, actor, roles, person, invitations)),
      may: { add: reasonOf(rules.mayEditPeople(actor)) },
    }
  })

export const getPerson = ({ portal, actor }: Asked, id: string): Promise<PersonDetail> =>
  asActor(actor, async (tx) => {
    insist(rules.seesPeople(actor))
    return described(tx, actor, await loadRoles(tx, portal, actor), tx.ids.inner('usr', id))
  })

/**
 * Makes somebody a person of the partnership; who has no password is invited. 409 `person.address-refused` for an address of another
 * partner, of the vendor or of nobody's choosing: the words are the same. 409 `person.already-here`.
 */
export const addPerson = ({ portal, actor }: Asked, given: NewPerson): Promise<{ person: PersonDetail; passphrase: string | null }> =>
  editPeople({ portal, actor }, async (tx, roles) => {
    const role = insistRole(roles, given.role)
    insist(rules.mayGrant(roles.grantable, role))
    insistScope(role, given.scope)
    const id = await store.addPerson(tx, actor, given)
    if (id === undefined) throw addressRefused()
    if (!(await store.addMember(tx, actor, id, role.code, given.scope))) throw alreadyHere()
    if (given.scope === 'assigned') await store.setAssigned(tx, actor, id, innerCustomers(tx, given.customers))
    const added = await store.getPerson(tx, actor, id, roles.mailOnly)
    const facts = { userId: id, role: role.code, scope: given.scope, customers: added.customers }
    await tell(tx, 'person.added', { actor, facts })
    const isInvited = rules.mayInvite(factsOf(roles, added)).may
    const passphrase = isInvited ? (await issueInvitation(tx, portal, { userId: id, by: actor })).passphrase : null
    return { person: await described(tx, actor, roles, id), passphrase }
  })

/** Name, role and which customers they see; what is left out stays. */
export const changePerson = (asked: Asked, id: string, { name, customers, ...change }: PersonChange): Promise<PersonDetail> =>
  editPerson(asked, id, async (tx, roles, person) => {
    const { actor } = asked
    const facts: Record<string, Fact> = {}
    const now = factsOf(roles, person)
    if (name !== undefined && name !== person.name) {
      insist(rules.mayActOn(roles.grantable, now))
      await store.setName(tx, person.id, name)
      facts.name = name
    }
    const role = change.role === undefined ? now.role : insistRole(roles, change.role)
    const isPromoted = change.scope === undefined && change.role !== undefined && rules.isAdminRole(role)
    const scope = isPromoted ? 'all' : (change.scope ?? person.scope)
    const isElsewhere = role.code !== person.role || scope !== person.scope
    if (isElsewhere || customers !== undefined) insist(rules.mayDecideOver(actor, roles.grantable, now))
    if (isElsewhere) {
      insist(rules.mayGrant(roles.grantable, role))
      insistScope(role, scope)
      await store.setMember(tx, actor, person.id, role.code, scope)
      Object.assign(facts, { role: role.code, scope, roleBefore: person.role, scopeBefore: person.scope })
    }
    const assigned = scope === 'all' ? [] : customers && innerCustomers(tx, customers)
    if (assigned && (customers !== undefined || isElsewhere)) {
      await store.setAssigned(tx, actor, person.id, assigned)
      facts.customers = assigned.length
    }
    if (Object.keys(facts).length > 0) await tell(tx, 'person.changed', { actor, facts: { userId: person.id, ...facts } })
  })

/** Out of the partnership; the account stays for other partnerships. Whoever is signed in is out with the next request. */
export const removePerson = (asked: Asked, id: string): Promise<void> =>
  editPeople(asked, async (tx, roles) => {
    const { actor } = asked
    const person = await store.getPerson(tx, actor, tx.ids.inner('usr', id), roles.mailOnly)
    insist(rules.mayDecideOver(actor, roles.grantable, factsOf(roles, person)))
    await shutOut(tx, person.id) // while the person is still in sight
    await store.removeMember(tx, actor, person.id)
    await tell(tx, 'person.removed', { actor, facts: { userId: person.id, role: person.role } })
  })

export const setDisabled = (asked: Asked, id: string, isDisabled: boolean): Promise<PersonDetail> =>
  editPerson(asked, id, async (tx, roles, person) => {
    insist(rules.mayPutOut(asked.actor, roles.grantable, factsOf(roles, person)))
    await store.setActive(tx, person.id, !isDisabled)
    const told = { actor: asked.actor, facts: { userId: person.id } }
    if (!isDisabled) return tell(tx, 'person.enabled', told)
    await shutOut(tx, person.id)
    return tell(tx, 'person.disabled', told)
  })

/** Invites anew; what was sent before is void. Returns the passphrase, which is not kept. */
export const invitePerson = (asked: Asked, id: string): Promise<{ passphrase: string }> =>
  editPeople(asked, async (tx, roles) => {
    const person = await getActedOn(tx, asked, roles, id)
    insist(rules.mayInvite(factsOf(roles, person)), 409)
    return issueInvitation(tx, asked.portal, { userId: person.id, by: asked.actor })
  })

/** For somebody who lost the second factor. */
export const resetFactorsOf = (asked: Asked, id: string): Promise<PersonDetail> =>
  editPerson(asked, id, async (tx, roles, person) => {
    insist(rules.mayPutOut(asked.actor, roles.grantable, factsOf(roles, person)))
    await resetFactors(tx, asked.actor, person.id)
  })

/** For somebody who typed too many wrong passwords. */
export const unlock = (asked: Asked, id: string): Promise<void> =>
  editPeople(asked, async (tx, roles) => unlockPerson(tx, asked.actor, (await getActedOn(tx, asked, roles, id)).id))

export const endSessions = (asked: Asked, id: string): Promise<void> =>
  editPeople(asked, async (tx, roles) => {
    const { id: userId } = await getActedOn(tx, asked, roles, id)
    const sessions = await endSessionsOf(tx, userId)
    await tell(tx, 'person.sessions-ended', { actor: asked.actor, facts: { userId, sessions } })
  })

/** Somebody of the partnership whose way in the actor may look after. 404, or 403. */
const getActedOn = async (tx: Tx, { actor }: Asked, roles: Roles, outerId: string): Promise<store.StoredPerson> => {
  const person = await store.getPerson(tx, actor, tx.ids.inner('usr', outerId), roles.mailOnly)
  insist(rules.mayActOn(roles.grantable, factsOf(roles, person)))
  return person
}

/** An edit of one person of the partnership, or 404; replies with the person as they are then. */
const editPerson = (asked: Asked, outerId: string, work: (tx: Tx, roles: Roles, person: store.StoredPerson) => Promise<void>) =>
  editPeople(asked, async (tx, roles) => {
    const person = await store.getPerson(tx, asked.actor, tx.ids.inner('usr', outerId), roles.mailOnly)
    await work(tx, roles, person)
    return described(tx, asked.actor, roles, person.id)
  })

const insistScope = (role: rules.RoleFacts, scope: 'all' | 'assigned') => {
  const verdict = rules.mayHaveScope(role, scope)
  if (!verdict.may) throw fieldProblem(verdict.code, 400, { path: 'scope', message: verdict.reason })
}

const addressRefused = () =>
  fieldProblem('person.address-refused', 409, { path: 'email', message: 'This address can’t be added. Check it, or use another one.' })

const alreadyHere = () =>
  fieldProblem('person.already-here', 409, { path: 'email', message: 'Somebody with this address is here already.' })

const innerCustomers = (tx: Tx, customers: readonly string[]) => customers.map((customer) => tx.ids.inner('cus', customer))

type Invitations = Awaited<ReturnType<typeof listInvitationStates>>
const rowFrom = (tx: Tx, actor: Member, roles: Roles, person: store.StoredPerson, invitations: Invitations): PersonRow => {
  const { id, name, email, role, scope, customers, state, lastSeenAt } = person
  return {
    id: tx.ids.outer('usr', id),
    name,
    email,
    role,
    roleLabel: factsOf(roles, person).role.label,
    scope,
    customers: scope === 'all' ? 0 : customers,
    state,
    invitation: invitations.get(id) ?? null,
    lastSeenAt,
    isYou: id === actor.userId,
  }
}

const described = async (tx: Tx, actor: Member, roles: Roles, id: number): Promise<PersonDetail> => {
  const person = await store.getPerson(tx, actor, id, roles.mailOnly)
  const assigned = person.scope === 'all' ? [] : await store.listAssigned(tx, actor, id)
  const facts = factsOf(roles, person)
  const edits = rules.mayEditPeople(actor)
  const acts = reasonOf(edits, rules.mayActOn(roles.grantable, facts))
  const decides = reasonOf(edits, rules.mayDecideOver(actor, roles.grantable, facts))
  const putsOut = reasonOf(edits, rules.mayPutOut(actor, roles.grantable, facts))
  return {
    ...rowFrom(tx, actor, roles, person, await listInvitationStates(tx, [person])),
    assigned: assigned.map((customer) => ({ id: tx.ids.outer('cus', customer.id), name: customer.name })),
    hasSecondFactor: person.hasSecondFactor,
    refusals: {
      change: acts,
      changeRole: decides,
      disable: putsOut,
      remove: decides,
      invite: acts ?? reasonOf(rules.mayInvite(facts)),
      resetFactors: putsOut ?? reasonOf(mayResetFactors(person)),
      viewAs: reasonOf(rules.mayViewAs(actor, facts)),
    },
  }
}
