import type { I18n } from '@lingui/core'
import { digestUnsubscribePath, newsSentence, severityWords } from '#rooms/notifications/actions.ts'
import type { SubTab } from '#shared/config.ts'
import { chooseLocale, createFormat, type Format } from '#shared/format.ts'
import type { Letter, LetterBlock, LetterRow } from '#shared/letter.ts'
import { placeTitle } from '#shared/place-title.ts'
import { createProducts } from '#shared/products.ts'
import { readAsSession } from '#server/access.ts'
import { goPath, type LinkTarget } from '#server/deep-link.ts'
import type { Composer } from '#server/mail.ts'
import { wordsIn } from '#server/words.ts'
import { gatherDigest, isMailOnly, type DigestAsked, type Gathered, type Section, type Writing } from './gather.ts'
import { digestFrequencies, type DigestFrequency } from './rules.ts'
import { findRecipient, type DigestTask, type Recipient } from './store.ts'
import { taskSentence, type Speech } from './task-words.ts'

export const digestComposerName = 'digests.digest'

/** A digest as it is at the moment of sending: its reader's partnerships, role and customers are those of now. */
export const composeDigest: Composer = (writing, { userId, of }) => {
  const frequency = digestFrequencies.find((one) => one === of['frequency']) ?? 'weekly'
  const [since, until] = [Temporal.Instant.from(String(of['since'])), Temporal.Instant.from(String(of['until']))] as const
  return writeDigest(writing, { userId, frequency, since, until, wantsPortfolio: of['portfolio'] === 1 })
}

/** Undefined: somebody who is gone, or nothing to say. */
export const writeDigest = async (writing: Writing, asked: DigestAsked): Promise<Letter | undefined> => {
  const recipient = await readAsSession(writing, (tx) => findRecipient(tx, asked.userId))
  if (!recipient) return undefined
  const gathered = await gatherDigest(writing, asked)
  return gathered.sections.length === 0 ? undefined : letterOf(writing, asked, recipient, gathered)
}

type Pen = { writing: Writing; userId: number; i18n: I18n; format: Format; frequency: DigestFrequency }

const letterOf = (
  writing: Writing,
  { userId, frequency }: DigestAsked,
  recipient: Recipient,
  { sections, more, rows }: Gathered,
): Letter => {
  const { language, region } = writing.config.locale
  const locale = recipient.locale ?? region
  const i18n = wordsIn(locale)
  const pen: Pen = { writing, userId, i18n, frequency, format: createFormat(chooseLocale([locale], language, region)) }
  const fresh = sections.reduce((sum, { tasks }) => sum + tasks.fresh, 0)
  const isWeekly = frequency === 'weekly'
  return {
    subject: subjectOf(i18n, isWeekly, fresh),
    preheader: preheaderOf(i18n, sections),
    title: isWeekly ? i18n._('Your week') : i18n._('Your day'),
    blocks: [
      { is: 'text', text: i18n._('Hello {name}, this is what your customers need.', { name: recipient.name }) },
      ...sections.flatMap((section) => sectionBlocks(pen, section, rows)),
      ...(more > 0
        ? [
            {
              is: 'note' as const,
              text: i18n._(
                '{more, plural, one {# more partnership has} other {# more partnerships have}} something to tell. Open the portal to see it.',
                { more },
              ),
            },
          ]
        : []),
    ],
    foot: isWeekly ? i18n._('You get this summary once a week.') : i18n._('You get this summary on days on which something happened.'),
    unsubscribe: {
      label: isWeekly ? i18n._('Stop the weekly summary') : i18n._('Stop the daily summary'),
      path: digestUnsubscribePath(writing, { userId, digest: frequency }),
    },
  }
}

// Without names of customers: subjects stand on locked screens.
const subjectOf = (i18n: I18n, isWeekly: boolean, fresh: number): string => {
  if (isWeekly)
    return fresh > 0 ? i18n._('Your week: {fresh, plural, one {# new task} other {# new tasks}}', { fresh }) : i18n._('Your week')
  return fresh > 0 ? i18n._('Today: {fresh, plural, one {# new task} other {# new tasks}}', { fresh }) : i18n._('Today in the portal')
}

const preheaderOf = (i18n: I18n, sections: readonly Section[]): string => {
  const open = sections.reduce((sum, { tasks }) => sum + tasks.open, 0)
  const resolved = sections.reduce((sum, section) => sum + section.resolved, 0)
  return i18n._('{open, plural, one {# open task} other {# open tasks}}, {resolved} resolved', { open, resolved })
}

const sectionBlocks = (pen: Pen, section: Section, rows: number): LetterBlock[] => {
  const { place, actor } = section
  const link = linkMaker(pen, section)
  const open = link({ page: 'customers' })
  return [
    { is: 'section', text: placeTitle(place) },
    ...taskBlocks(pen, section, link),
    ...newsBlocks(pen, section, rows, link),
    ...renewalBlocks(pen, section, link),
    ...usageBlocks(pen, section, rows, link),
    ...(open === undefined || isMailOnly(actor) ? [] : [{ is: 'button' as const, label: pen.i18n._('Open the portal'), path: open }]),
  ]
}

type MakeLink = (target: Omit<LinkTarget, 'userId' | 'partnershipId'>) => string | undefined

/** Links into the partnership; none for people who can't sign in. */
const linkMaker =
  ({ writing, userId }: Pen, { place, actor }: Section): MakeLink =>
  (target) =>
    isMailOnly(actor) ? undefined : goPath(writing, { userId, partnershipId: place.partnershipId, ...target })

const withPath = (row: LetterRow, path: string | undefined): LetterRow => (path === undefined ? row : { ...row, path })
const linkBlock = (label: string, path: string | undefined): LetterBlock =>
  path === undefined ? { is: 'note', text: label } : { is: 'link', label, path }

const taskBlocks = (pen: Pen, { tasks, resolved, actor }: Section, link: MakeLink): LetterBlock[] => {
  const { i18n, format, writing } = pen
  const { config } = writing
  const speech: Speech = {
    i18n,
    format,
    today: actor.today,
    products: createProducts(config.products, format),
    contactTypes: config.contactTypes,
  }
  const row = (task: DigestTask): LetterRow =>
    withPath(
      {
        title: task.customer,
        detail: taskSentence(task, speech),
        mark: { text: `${signs[task.severity]} ${severityWords(i18n, task.severity)}`, tone: task.severity },
      },
      link({ customerId: task.customerId, subTab: task.subTab satisfies SubTab }),
    )
  const list = (heading: string, of: DigestTask[]): LetterBlock[] =>
    of.length === 0
      ? []
      : [
          { is: 'heading', text: heading },
          { is: 'rows', rows: of.map(row) },
        ]
  const left = tasks.open - tasks.items.length
  return [
    ...list(
      i18n._('New and more severe'),
      tasks.items.filter(({ isFresh }) => isFresh),
    ),
    ...list(
      i18n._('Still open'),
      tasks.items.filter(({ isFresh }) => !isFresh),
    ),
    ...(left > 0 ? [linkBlock(i18n._('and {left} more', { left: format.whole(left) }), link({ page: 'tasks' }))] : []),
    ...(resolved > 0
      ? [{ is: 'text' as const, text: i18n._('{resolved, plural, one {# task was} other {# tasks were}} resolved.', { resolved }) }]
      : []),
  ]
}

// Shape as well as colour: not everybody sees both.
const signs = { high: '▲', medium: '◆', low: '▽' }

const newsBlocks = ({ i18n }: Pen, { news }: Section, rows: number, link: MakeLink): LetterBlock[] => {
  if (news.length === 0) return []
  const shown = news
    .slice(0, rows)
    .map((one) =>
      withPath(
        { title: newsSentence(i18n, one), ...(one.customerName === null ? {} : { detail: one.customerName }) },
        one.customerId === null ? link({ page: 'notifications' }) : link({ customerId: one.customerId, subTab: 'tasks' }),
      ),
    )
  const left = news.length - shown.length
  return [
    { is: 'heading', text: i18n._('What happened') },
    { is: 'rows', rows: shown },
    ...(left > 0 ? [linkBlock(i18n._('and {left} more', { left }), link({ page: 'notifications' }))] : []),
  ]
}

const renewalBlocks = ({ i18n, format }: Pen, { renewals, actor }: Section, link: MakeLink): LetterBlock[] => {
  const due = renewals?.buckets.filter(({ lines }) => lines > 0) ?? []
  if (due.length === 0) return []
  const labels = {
    overdue: i18n._('Overdue'),
    '0-30': i18n._('Within 30 days'),
    '31-60': i18n._('31 to 60 days'),
    '61-90': i18n._('61 to 90 days'),
  }
  return [
    { is: 'heading', text: i18n._('Renewals') },
    {
      is: 'figures',
      figures: due.map(({ bucket, lines, acvMinor }) => ({
        label: labels[bucket],
        value: i18n._('{lines, plural, one {# line} other {# lines}}, {acv}', { lines, acv: format.moneyWhole(acvMinor, actor.currency) }),
      })),
    },
    linkBlock(i18n._('See the report'), link({ page: 'report' })),
  ]
}

const usageBlocks = ({ i18n, format, writing }: Pen, { usage }: Section, rows: number, link: MakeLink): LetterBlock[] => {
  const cells = usage?.cells.filter(({ peak, commitment }) => peak !== null || commitment !== null) ?? []
  if (cells.length === 0) return []
  const products = createProducts(writing.config.products, format)
  const month = usage?.cycles[0]?.name
  return [
    { is: 'heading', text: month ? i18n._('Peak usage of {month}', { month: format.monthLong(month) }) : i18n._('Peak usage') },
    {
      is: 'figures',
      figures: cells.slice(0, Math.max(rows, 4)).map(({ product, peak, commitment }) => ({
        label: products.name(product),
        value:
          commitment === null
            ? products.units(product, peak ?? 0)
            : i18n._('{peak} of {commitment} committed', {
                peak: format.whole(peak ?? 0),
                commitment: products.units(product, commitment),
              }),
      })),
    },
    linkBlock(i18n._('See the report'), link({ page: 'report' })),
  ]
}
