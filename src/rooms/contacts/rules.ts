import { allowed, mayUse, refuse, type Actor, type Verdict } from '#shared/actor.ts'

/** What the decisions need to know of a person. */
export type ContactFacts = { id: number; name: string; email: string | null; version: number }

/** A customer has a handful of people; more is an import gone wrong. */
export const maxContacts = 50

/** The directory belongs to the partner: the vendor's staff read it. Refusals are 403. */
export const mayEditContacts = (actor: Actor): Verdict =>
  actor.kind === 'staff'
    ? refuse('contact.staff-reads-only', "You look at a partner's portal: you can read it, and only its own people change it.")
    : mayUse(actor, 'contact.edit')

/** `people` are those whom the customer has. Refusals are 409. */
export const mayAdd = (email: string | null, people: readonly ContactFacts[]): Verdict =>
  people.length >= maxContacts
    ? refuse('contact.too-many', `A customer has at most ${maxContacts} contacts. Remove one first.`)
    : mayHaveEmail(email, people)

/** `seenVersion` is that of the person whom the editor saw; `email` undefined: it stays. Refusals are 409. */
export const mayChange = (
  contact: ContactFacts,
  { seenVersion, email }: { seenVersion: number; email: string | null | undefined },
  people: readonly ContactFacts[],
): Verdict =>
  contact.version !== seenVersion
    ? refuse('contact.changed-meanwhile', `${contact.name} was changed by somebody else in the meantime. Nothing was overwritten.`)
    : email === undefined
      ? allowed
      : mayHaveEmail(
          email,
          people.filter((person) => person.id !== contact.id),
        )

/** The first asked type that the configuration lacks, or undefined. */
export const unknownType = (asked: readonly string[], known: readonly string[]): string | undefined =>
  asked.find((type) => !known.includes(type))

/** Types that nobody holds, in the configuration's order. */
export const missingTypes = (known: readonly string[], held: Iterable<string>): string[] => {
  const holds = new Set(held)
  return known.filter((type) => !holds.has(type))
}

// An address names one person: two of the same would be one person twice.
const mayHaveEmail = (email: string | null, others: readonly ContactFacts[]): Verdict => {
  const owner = email === null ? undefined : others.find((person) => person.email?.toLowerCase() === email.toLowerCase())
  return owner ? refuse('contact.email-taken', `${owner.name} already has this address.`) : allowed
}
