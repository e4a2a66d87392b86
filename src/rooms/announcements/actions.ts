import { listTerms } from '#rooms/categories/actions.ts'
import { reasonOf, type Member, type Officer } from '#shared/actor.ts'
import { startOfDay, today } from '#shared/dates.ts'
import { fieldProblem, notFound } from '#shared/problem.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { addJob } from '#server/jobs.ts'
import type { Announcement, AnnouncementInput, AnnouncementRow, AudienceChoices, Recipient } from './contract.ts'
import { mayAcknowledge, mayMark, readingOf, signInRoles, stateOn, tellJob } from './rules.ts'
import * as store from './store.ts'

export type Asked = { portal: Portal; actor: Officer }

/** What is shown to the reader today. */
export const listCurrent = async (tx: Tx, actor: Member): Promise<Announcement[]> => {
  const refusal = reasonOf(mayMark(actor))
  const rows = await store.listShown(tx, actor)
  // What the schema of the reply lacks does not leave.
  return rows.map((row) => ({ ...row, id: tx.ids.outer('ann', row.id), refusal }))
}

export type NewAnnouncement = { id: string; title: string; at: string }

/** What came to be shown to the reader since a moment, and still is; `at` is when that was. */
export const listNew = async (tx: Tx, actor: Member, since: Temporal.Instant): Promise<NewAnnouncement[]> => {
  const rows = await store.listShown(tx, actor)
  return rows.flatMap(({ id, title, from, createdAt }) => {
    const at = laterOf(startOfDay(from, actor.timeZone), Temporal.Instant.from(createdAt))
    return Temporal.Instant.compare(at, since) < 0 ? [] : [{ id: tx.ids.outer('ann', id), title, at: at.toString() }]
  })
}

const laterOf = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) > 0 ? a : b)

/** The reader has read it; with `acknowledges` they say so. 404 for one that is not shown to them. */
export const markRead = (portal: Portal, actor: Member, outerId: string, { acknowledges }: { acknowledges: boolean }): Promise<void> =>
  asActor(actor, async (tx) => {
    const one = await store.getShown(tx, actor, tx.ids.inner('ann', outerId))
    insist(mayMark(actor))
    if (acknowledges) insist(mayAcknowledge(one), 409)
    await store.setReading(tx, actor, one.id, portal.now(), acknowledges)
    if (acknowledges && one.acknowledgedAt === null)
      await tell(tx, 'announcement.acknowledged', { actor, facts: { announcementId: one.id, title: one.title } })
  })

/** The vendor's announcements, a page at a time, with how many have read each. */
export const listAnnouncements = ({ portal, actor }: Asked, asked: store.AnnouncementsAsked) =>
  asActor(actor, async (tx) => {
    const { items, ...page } = await store.listAnnouncements(tx, asked)
    return { ...page, items: await rowsFrom(tx, portal, items) }
  })

export const listChoices = ({ portal, actor }: Asked): Promise<AudienceChoices> => asActor(actor, (tx) => choicesIn(tx, portal))

export const addAnnouncement = ({ portal, actor }: Asked, given: AnnouncementInput): Promise<AnnouncementRow> =>
  asActor(actor, async (tx) => {
    const written = await checked(tx, portal, given)
    const id = await store.addAnnouncement(tx, written, { by: actor.userId, at: portal.now() })
    await tell(tx, 'announcement.added', { actor, facts: { announcementId: id, title: given.title } })
    await addJob(tx, tellJob, {}) // one for later waits for its day
    return described(tx, portal, id)
  })

/** The whole of it anew; what was read and acknowledged stays. */
export const changeAnnouncement = ({ portal, actor }: Asked, outerId: string, given: AnnouncementInput): Promise<AnnouncementRow> =>
  asActor(actor, async (tx) => {
    const { id } = await store.getAnnouncement(tx, tx.ids.inner('ann', outerId))
    await store.setAnnouncement(tx, id, await checked(tx, portal, given))
    await tell(tx, 'announcement.changed', { actor, facts: { announcementId: id, title: given.title } })
    await addJob(tx, tellJob, {})
    return described(tx, portal, id)
  })

export const removeAnnouncement = ({ actor }: Asked, outerId: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const { id, title } = await store.getAnnouncement(tx, tx.ids.inner('ann', outerId))
    await store.removeAnnouncement(tx, id)
    await tell(tx, 'announcement.removed', { actor, facts: { announcementId: id, title } })
  })

/** Begins with these, each as if it was written on its first day, where nobody has announced anything. `tx` of pp_system. */
export const takeAnnouncements = async (tx: Tx, announcements: readonly store.Written[]): Promise<void> => {
  if (await store.hasAnnouncements(tx)) return
  for (const one of announcements) await store.addAnnouncement(tx, one, { by: null, at: startOfDay(one.from, 'UTC') })
}
export type { Written as AnnouncementIn } from './store.ts'

export const listRecipients = (
  { portal, actor }: Asked,
  outerId: string,
  asked: Omit<store.RecipientsAsked, 'signInRoles'>,
): Promise<{ items: Recipient[]; next: string | null; total: number }> =>
  asActor(actor, async (tx) => {
    const { id } = await store.getAnnouncement(tx, tx.ids.inner('ann', outerId))
    const { items, ...page } = await store.listRecipients(tx, id, { ...asked, signInRoles: signInRoles(portal.config) })
    return {
      ...page,
      items: items.map(({ userId, name, partner, partnership, ...reading }) => ({
        id: tx.ids.outer('usr', userId),
        name,
        partner,
        partnership,
        state: readingOf(reading),
        at: reading.acknowledgedAt ?? reading.readAt,
      })),
    }
  })

const choicesIn = async (tx: Tx, { config }: Portal): Promise<AudienceChoices> => {
  const plain = ({ code, label }: { code: string; label: string }) => ({ code, label })
  const termsOf = async (kind: 'category' | 'tier' | 'stage' | 'tag') => (await listTerms(tx, kind)).map(plain)
  // One after the other: a writing transaction takes one question at a time.
  return {
    partnerTypes: config.models.map(plain),
    roles: config.roles.filter(({ side, permissions }) => side === 'partner' && permissions.includes('portal.sign-in')).map(plain),
    categories: await termsOf('category'),
    tiers: await termsOf('tier'),
    stages: await termsOf('stage'),
    tags: await termsOf('tag'),
  }
}

/** What was written, with the keys of the partnerships. 400 for what can not be chosen, or no longer. */
const checked = async (tx: Tx, portal: Portal, { audience, ...given }: AnnouncementInput): Promise<store.Written> => {
  const choices = await choicesIn(tx, portal)
  for (const list of ['partnerTypes', 'categories', 'tiers', 'stages', 'tags', 'roles'] as const) {
    const known = new Set(choices[list].map(({ code }) => code))
    const unknown = audience[list].find((code) => !known.has(code))
    if (unknown !== undefined)
      throw fieldProblem('announcement.unknown-choice', 400, { path: `audience.${list}`, message: `“${unknown}” can no longer be chosen.` })
  }
  const { partnerships, ...lists } = audience
  const partnershipIds = partnerships.map((id) => tx.ids.inner('psh', id))
  if ((await store.listPartnerships(tx, partnershipIds)).length !== new Set(partnershipIds).size) throw notFound()
  return { ...given, ...lists, partnershipIds }
}

const described = async (tx: Tx, portal: Portal, id: number): Promise<AnnouncementRow> => {
  const [row] = await rowsFrom(tx, portal, [await store.getAnnouncement(tx, id)])
  if (!row) throw notFound()
  return row
}

const nobody = { meant: 0, read: 0, acknowledged: 0 }

const rowsFrom = async (tx: Tx, portal: Portal, items: readonly store.StoredAnnouncement[]): Promise<AnnouncementRow[]> => {
  const here = today(portal.now, portal.config.locale.timeZone)
  const ids = items.map(({ id }) => id)
  const counts = ids.length > 0 ? await store.countReaders(tx, ids, signInRoles(portal.config)) : new Map<number, store.Counts>()
  return items.map(({ id, title, body, from, to, isPinned, needsAcknowledgement, partnerships, ...lists }) => ({
    id: tx.ids.outer('ann', id),
    title,
    body,
    audience: { ...lists, partnerships: partnerships.map((one) => ({ ...one, id: tx.ids.outer('psh', one.id) })) },
    from,
    to,
    state: stateOn({ from, to }, here),
    isPinned,
    needsAcknowledgement,
    people: counts.get(id)?.people ?? nobody,
    partners: counts.get(id)?.partners ?? nobody,
  }))
}
