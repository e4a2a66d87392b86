import { allowed, refuse, type Actor, type Verdict } from '#shared/actor.ts'
import { addDays, type Day } from '#shared/dates.ts'

export const checklistScopes = ['person', 'partnership'] as const
export type ChecklistScope = (typeof checklistScopes)[number]
export const evidences = ['none', 'note', 'file'] as const
export type Evidence = (typeof evidences)[number]
export const mostItems = 50

/** Why a reader can't open what was brought: it waits for the scanner, it held malware, it is for who sees all customers, it is gone. */
export const hiddenEvidence = ['checking', 'infected', 'for-others', 'gone'] as const
export type HiddenEvidence = (typeof hiddenEvidence)[number]

/** `state`: of the file, where the reader is told of it. */
export const whyHidden = (state: 'quarantined' | 'infected' | undefined, { seesPart }: { seesPart: boolean }): HiddenEvidence =>
  state === 'quarantined' ? 'checking' : state === 'infected' ? 'infected' : seesPart ? 'for-others' : 'gone'

export type Due = { by: 'none' } | { by: 'days'; days: number } | { by: 'day'; on: Day }

/** Null: at no time, or at one that depends on a beginning which has not been. */
export const dueOn = (due: Due, startedOn: Day | null): Day | null =>
  due.by === 'day' ? due.on : due.by === 'days' && startedOn !== null ? addDays(startedOn, due.days) : null

/** `isViewing`: a member's portal as somebody else looks at it. Refusal is 403. */
export const mayMark = (actor: Actor, { isViewing }: { isViewing: boolean }): Verdict => {
  if (actor.kind !== 'member') return refuse('checklist.of-partners-people', 'Only the partner’s own people mark what they have done.')
  return isViewing ? refuse('checklist.only-looking', 'You are looking at somebody else’s list: only they can mark it.') : allowed
}

/** Refusal is 400. */
export const maySuffice = (wanted: Evidence, given: { note: string | null; file: string | null }): Verdict => {
  if (wanted === 'note' && !given.note) return refuse('checklist.note-missing', 'Write a few words about it.')
  if (wanted === 'file' && !given.file) return refuse('checklist.file-missing', 'Add a file that shows it.')
  return allowed
}
