import type { I18n } from '@lingui/core'
import type { Letter, LetterRow } from '#shared/letter.ts'
import { placeTitle } from '#shared/place-title.ts'
import { actingFor } from '#server/acting.ts'
import { asActor, bindActor, readAsSession, systemActor } from '#server/access.ts'
import { goPath } from '#server/deep-link.ts'
import type { Running } from '#server/jobs.ts'
import type { Composer } from '#server/mail.ts'
import { permissionsOf, roleOf } from '#server/roles.ts'
import { wordsIn } from '#server/words.ts'
import { groupWords, newsSentence, severityWords, taskKind } from './letter-words.ts'
import { findRecipient, listMailed, listMailedPlaces, type MailedNews, type MailedPlace } from './mailed.store.ts'
import { eventsFor, isMailOnly, ruleOf, type NewsGroup } from './rules.ts'
import { oneClickPath } from './unsubscribe-token.ts'

export const newsComposerName = 'notifications.news'

/**
 * A mail of the news that were put into it, as far as its reader may see them and wants them when it leaves: their customers, their role
 * and what they switched off are those of that moment.
 */
export const composeNews: Composer = async (running, { userId, of }) => {
  const at = Temporal.Instant.from(String(of['at']))
  const recipient = await readAsSession(running, (tx) => findRecipient(tx, userId))
  if (!recipient) return undefined
  const places = await asActor(systemActor('notifications', running.database), (tx) => listMailedPlaces(tx, userId, at))
  const sections: Section[] = []
  for (const place of places) {
    const section = await sectionAt(running, { userId, vendorRole: recipient.vendorRole, place, at })
    if (section && section.news.length > 0) sections.push(section)
  }
  return sections.length === 0
    ? undefined
    : letterOf(running, { userId, locale: recipient.locale ?? running.config.locale.region }, sections)
}

type Section = { place: MailedPlace; news: MailedNews[]; /** Whoever can’t sign in has no use for links. */ hasLinks: boolean }
type Asked = { userId: number; vendorRole: string | null; place: MailedPlace; at: Temporal.Instant }

/** Read as the person, so that row-level security decides; undefined for somebody who is nobody there. */
const sectionAt = async (running: Running, { userId, vendorRole, place, at }: Asked): Promise<Section | undefined> => {
  const { partnerId, partnershipId } = place
  const actor =
    partnerId !== null && partnershipId !== null
      ? await actingFor(running, { userId, partnerId, partnershipId })
      : officerFor(running, userId, vendorRole)
  if (!actor) return undefined
  const news = await asActor(actor, (tx) => listMailed(tx, { userId, events: eventsFor(actor) }, place, at))
  return { place, news, hasLinks: !isMailOnly([...actor.permissions]) }
}

/** One of the vendor's people outside any partner's portal. */
const officerFor = ({ config, database }: Running, userId: number, vendorRole: string | null) => {
  const role = roleOf(config, 'vendor', vendorRole)
  if (!role) return undefined
  const { code, reach } = role
  return bindActor({ kind: 'officer' as const, userId, name: '', role: code, permissions: permissionsOf(role), reach }, database, {
    readOnly: true,
  })
}

/** Of one partnership: mail programs cut off what is longer than some 100 kB. */
const mostRows = 30

const letterOf = (running: Running, { userId, locale }: { userId: number; locale: string }, sections: Section[]): Letter => {
  const i18n = wordsIn(locale)
  const all = sections.flatMap(({ news }) => news)
  const groups = [...new Set(all.map(({ event }) => ruleOf(event).group))]
  return {
    // Without names of customers: subjects stand on locked screens.
    subject: i18n._('{count, plural, one {# notification} other {# notifications}} in {portal}', {
      count: all.length,
      portal: running.config.branding.name,
    }),
    title: i18n._('What happened'),
    blocks: [
      ...sections.flatMap(({ place, news, hasLinks }) => [
        ...(place.name === null
          ? []
          : [{ is: 'heading' as const, text: placeTitle({ partnerName: place.partnerName ?? '', name: place.name }) }]),
        { is: 'rows' as const, rows: news.slice(0, mostRows).map((one) => rowOf(running, i18n, { userId, place, one, hasLinks })) },
        ...(news.length > mostRows ? [{ is: 'note' as const, text: i18n._('and {left} more', { left: news.length - mostRows }) }] : []),
      ]),
      ...(sections.some(({ hasLinks }) => hasLinks)
        ? [
            {
              is: 'button' as const,
              label: i18n._('See all notifications'),
              path: goPath(running, { userId, page: 'notifications', ...hereOf(sections) }),
            },
          ]
        : []),
    ],
    foot: i18n._('You get this because you asked to be told at once. There is one such mail an hour at the most.'),
    unsubscribe: {
      label: i18n._('Stop mails about: {groups}', { groups: groups.map((group: NewsGroup) => groupWords(i18n, group)).join(', ') }),
      path: oneClickPath(running, { userId, groups }),
    },
  }
}

const rowOf = (
  running: Running,
  i18n: I18n,
  { userId, place, one, hasLinks }: { userId: number; place: MailedPlace; one: MailedNews; hasLinks: boolean },
): LetterRow => ({
  title: newsSentence(i18n, one),
  detail: [one.customerName, taskKind(i18n, one)].filter(Boolean).join(' · '),
  ...(one.severity === null ? {} : { mark: { text: severityWords(i18n, one.severity), tone: one.severity } }),
  ...(hasLinks
    ? {
        path: goPath(running, {
          userId,
          ...(place.partnershipId === null ? {} : { partnershipId: place.partnershipId }),
          ...(one.customerId === null ? {} : { customerId: one.customerId, subTab: 'tasks' as const }),
          ...(one.customerId === null ? { page: 'notifications' as const } : {}),
        }),
      }
    : {}),
})

const hereOf = (sections: Section[]) => {
  const [only, ...more] = sections
  return only && more.length === 0 && only.place.partnershipId !== null ? { partnershipId: only.place.partnershipId } : {}
}
