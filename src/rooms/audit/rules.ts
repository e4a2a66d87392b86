import { allowed, refuse, type Member, type Officer, type Verdict } from '#shared/actor.ts'

/** The log names every customer and person: it is for those who see all of them. */
export const mayReadLog = (actor: Pick<Member | Officer, 'reach'>): Verdict =>
  actor.reach === 'all'
    ? allowed
    : refuse('audit.needs-full-reach', 'The log is for people who see all customers or, at the vendor, all partners.')

/** Facts that are keys of the database, which never leave, or that the entry says in words already. */
export const isShownFact = (name: string): boolean => !/^(id|subnet)$|Ids?$/.test(name)
