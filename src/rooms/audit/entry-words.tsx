import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'
import type { AuditEntry } from './contract.ts'
import { eventWords } from './event-words.tsx'

/** What an event is called; its own name where it is of a newer release than this page. */
export const eventLabel = (name: string): string => {
  const words = eventWords[name]
  return words ? i18n._(words) : name
}

/** Who did it, as a list has room for. */
export const whoLabel = ({ person, subject, name }: AuditEntry): string => {
  if (person) return person.name ?? t`Somebody`
  if (unproven.has(name)) return t`Somebody unknown`
  if (isOwnDeed(name)) return subject?.name ?? t`Somebody`
  return t`The system`
}

/** Whom it was done to; undefined where people did it to themselves. */
export const whomLabel = ({ subject, name }: AuditEntry): string | undefined =>
  !subject || (!unproven.has(name) && isOwnDeed(name)) ? undefined : (subject.name ?? t`Somebody`)

// Whoever knows an address can do these in its owner's name.
const unproven = new Set(['session.refused', 'session.locked', 'session.frozen', 'session.id-reused', 'factor.missed', 'factor.session-spent', 'person.reset-requested']) // prettier-ignore
const ownDeeds = new Set(['person.password-changed', 'person.password-reset', 'person.profile-changed', 'person.invitation-used'])

/** What people do to their own account, some of it before anybody knows that it is them. */
const isOwnDeed = (name: string) => ownDeeds.has(name) || /^(session|factor)\./.test(name)

/** In which capacity. */
export const capacityLabel = (by: string): string => {
  if (by === 'member') return t`Partner’s person`
  if (by === 'staff') return t`Vendor, in the partner’s portal`
  if (by === 'officer') return t`Vendor`
  return t`System (${by.replace('system:', '')})`
}

type Fact = AuditEntry['facts'][string]

export const factText = (value: Fact): string => {
  if (Array.isArray(value)) return value.join(', ') || '–'
  if (typeof value === 'boolean') return value ? t`yes` : t`no`
  return value === null || value === '' ? '–' : String(value)
}

/** The facts in one line. */
export const factsLine = ({ facts }: AuditEntry): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}: ${factText(value)}`)
    .join(' · ')

/** An entry in one line, where there is no room for columns; its moment comes as the reader writes it. */
export const summaryOf = (entry: AuditEntry, moment: string): string =>
  [moment, whoLabel(entry), whomLabel(entry), entry.customer?.name, factsLine(entry)].filter(Boolean).join(' · ')
