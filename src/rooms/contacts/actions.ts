import { reasonOf, type Member, type Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { getPlace } from '#rooms/customers/place.actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { ContactChange, ContactInput, CustomerContacts } from './contract.ts'
import { mayAdd, mayChange, mayEditContacts, missingTypes, unknownType, type ContactFacts } from './rules.ts'
import * as store from './store.ts'

/** Whom a customer's people are shown to, and for which deployment. */
export type Asked = { actor: Member; config: PortalConfig; customerId: string }

/** A customer's people, the types that nobody holds, and what this reader may do. */
export const listContacts = (asked: Asked): Promise<CustomerContacts> =>
  asActor(asked.actor, async (tx) => described(tx, asked, await whoseOf(tx, asked)))

/** 409 `contact.email-taken` or `contact.too-many`. */
export const addContact = (asked: Asked, { types, ...values }: ContactInput): Promise<CustomerContacts> =>
  edit(asked, types, async (tx, whose, people) => {
    insistState(mayAdd(values.email, people))
    const id = await store.addContact(tx, whose, values)
    await store.setTypesOf(tx, whose, id, types)
    return { event: 'contact.added', facts: { contactId: id, types } }
  })

/** 409 `contact.changed-meanwhile` when the person is no longer the one that the editor saw, or `contact.email-taken`. */
export const changeContact = (asked: Asked, contactId: string, { version, types, ...values }: ContactChange): Promise<CustomerContacts> =>
  edit(asked, types ?? [], async (tx, whose, people) => {
    const contact = store.contactIn(people, tx.ids.inner('con', contactId))
    insistState(mayChange(contact, { seenVersion: version, email: values.email }, people))
    await store.setContact(tx, whose, contact.id, values)
    if (types) await store.setTypesOf(tx, whose, contact.id, types)
    return { event: 'contact.changed', facts: { contactId: contact.id, fields: Object.keys(values), ...(types ? { types } : {}) } }
  })

export const removeContact = (asked: Asked, contactId: string): Promise<CustomerContacts> =>
  edit(asked, [], async (tx, whose, people) => {
    const contact = store.contactIn(people, tx.ids.inner('con', contactId))
    await store.removeContact(tx, whose, contact.id)
    return { event: 'contact.removed', facts: { contactId: contact.id } }
  })

/** Somebody else takes a type over, or nobody does (null). */
export const assignType = (asked: Asked, type: string, contactId: string | null): Promise<CustomerContacts> =>
  edit(asked, [type], async (tx, whose, people) => {
    const holder = contactId === null ? null : store.contactIn(people, tx.ids.inner('con', contactId)).id
    await store.setHolder(tx, whose, type, holder)
    return { event: 'contact.type-assigned', facts: { type, contactId: holder } }
  })

type Told = { event: string; facts: Parameters<typeof tell>[2]['facts'] }

/** What every edit has in common: 404 before 403, the lock before the decision, the event in the same transaction. */
const edit = (asked: Asked, types: readonly string[], change: (tx: Tx, whose: store.Whose, people: ContactFacts[]) => Promise<Told>) =>
  asActor(asked.actor, async (tx) => {
    const whose = await whoseOf(tx, asked)
    insist(mayEditContacts(asked.actor))
    insistKnownTypes(asked.config, types)
    const { event, facts } = await change(tx, whose, await store.lockContacts(tx, whose))
    await tell(tx, event, { actor: asked.actor, customerId: whose.customerId, facts })
    return described(tx, asked, whose)
  })

const whoseOf = async (tx: Tx, { actor, customerId }: Asked): Promise<store.Whose> => ({
  actor,
  customerId: (await getPlace(tx, actor, customerId)).id,
})

const insistKnownTypes = (config: PortalConfig, types: readonly string[]) => {
  const unknown = unknownType(types, codesOf(config))
  if (unknown === undefined) return
  const message = `"${unknown}" is no contact type here. Use one of: ${codesOf(config).join(', ')}.`
  throw fieldProblem('contact.unknown-type', 400, { path: 'types', message })
}

/** 409, on the field that it is about where there is one. */
const insistState = (verdict: Verdict) => {
  if (verdict.may) return
  if (verdict.code === 'contact.email-taken') throw fieldProblem(verdict.code, 409, { path: 'email', message: verdict.reason })
  throw new Problem(verdict.code, 409, { publicMessage: verdict.reason })
}

const codesOf = (config: PortalConfig) => config.contactTypes.map((type) => type.code)

const described = async (tx: Tx, { actor, config }: Asked, whose: store.Whose): Promise<CustomerContacts> => {
  const types = codesOf(config)
  const items = await store.listContacts(tx, whose, types)
  const verdict = mayEditContacts(actor)
  return {
    items,
    missing: missingTypes(
      types,
      items.flatMap((contact) => contact.types),
    ),
    may: { edit: verdict.may, reason: reasonOf(verdict) },
  }
}
