import type { Officer } from '#shared/actor.ts'
import type { Letter } from '#shared/letter.ts'
import { notFound } from '#shared/problem.ts'
import { asActor, insist, readAsSession } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { sendComposed, type Composer } from '#server/mail.ts'
import { writeLetter, type Written } from '#rooms/outbox/letter.actions.ts'
import type { DigestPerson, PreviewQuery } from './contract.ts'
import type { Writing } from './gather.ts'
import { writeDigest } from './letter.ts'
import { digestFrequencies, mayPreviewDigests, newSince } from './rules.ts'
import { findRecipient, listPeople } from './store.ts'

export const previewComposerName = 'digests.preview'

/** Who works in a partnership, for an administrator to choose from. 404 for no such partnership. */
export const listDigestPeople = (portal: Portal, actor: Officer, partnership: string): Promise<DigestPerson[]> => {
  insist(mayPreviewDigests(actor))
  return readAsSession(portal, async (tx) => {
    const people = await listPeople(tx, tx.ids.inner('psh', partnership))
    if (!people) throw notFound()
    return people.map(({ id, ...person }) => ({ ...person, id: tx.ids.outer('usr', id) }))
  })
}

/** Somebody's digest as it would be now; undefined when there is nothing to say. 404 for somebody who is not active. */
export const previewDigest = async (portal: Portal, actor: Officer, { person, frequency }: PreviewQuery): Promise<Written | undefined> => {
  insist(mayPreviewDigests(actor))
  const userId = await activePerson(portal, person)
  const letter = await previewOf(portal, { userId, frequency })
  const { branding, locale } = portal.config
  return letter && writeLetter(letter, { name: branding.name, colour: branding.colour, language: locale.language, origin: portal.origin })
}

/** Sends somebody's digest to the administrator who looks at it. */
export const sendPreview = async (portal: Portal, actor: Officer, { person, frequency }: PreviewQuery): Promise<void> => {
  insist(mayPreviewDigests(actor))
  const of = { person: await activePerson(portal, person), frequency }
  await asActor(actor, (tx) => sendComposed(tx, { userId: actor.userId, kind: 'digest.preview', compose: previewComposerName, of }))
}

export const composePreview: Composer = (running, { of }) => {
  const frequency = digestFrequencies.find((one) => one === of['frequency']) ?? 'weekly'
  return previewOf(running, { userId: Number(of['person']), frequency })
}

const activePerson = (portal: Portal, person: string): Promise<number> =>
  readAsSession(portal, async (tx) => {
    const userId = tx.ids.inner('usr', person)
    if (!(await findRecipient(tx, userId))) throw notFound()
    return userId
  })

/** Without the way to stop it, which is its reader's. */
const previewOf = async (
  writing: Writing,
  { userId, frequency }: { userId: number; frequency: PreviewQuery['frequency'] },
): Promise<Letter | undefined> => {
  const until = writing.now()
  const since = newSince(frequency, until, undefined)
  const letter = await writeDigest(writing, { userId, frequency, since, until, wantsPortfolio: true })
  if (!letter?.unsubscribe) return letter
  return { ...letter, unsubscribe: undefined, foot: `${letter.foot ?? ''} ${letter.unsubscribe.label}.`.trim() }
}
