import { Button } from '@mantine/core'
import { plural, t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconChecklist, IconPackage, IconSpeakerphone, type Icon } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { Link } from 'wouter'
import { addDays } from '#shared/dates.ts'
import { Choice } from '#ui/choice.tsx'
import { useFormat, type Format } from '#ui/format.tsx'
import { oneOf, paths, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { roomIcon } from '#ui/room-icons.tsx'
import { useMay, usePartnership } from '#ui/session.tsx'
import { Severity } from '#ui/severity.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { Feed as FeedOf, FeedItem } from './contract.ts'
import classes from './overview.module.css'
import { feedKinds, type FeedKind } from './rules.ts'

const view = { feed: oneOf(['', ...feedKinds], '') }

/** What happened lately of what the reader may open, with a line where the last visit ended. */
export const Feed = () => {
  const { t } = useLingui()
  const [{ feed: kind }, setState] = useUrlState(view)
  const { data, error, refetch } = useCall('GET /overview/feed', { query: kind ? { kind } : {} }, { keepPrevious: true })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`What happened is being fetched`} />
  return (
    <>
      {data.kinds.length > 1 && (
        <Choice
          label={t`What is listed`}
          value={kind}
          onChange={(next) => setState({ feed: next }, { replace: true })}
          options={[{ value: '', label: t`All` }, ...data.kinds.map((value) => ({ value, label: kindLabel(value) }))]}
        />
      )}
      {data.items.length === 0 ? (
        <p className={classes.dimmed}>{t`Nothing happened in the last thirty days. What changes from now on stands here.`}</p>
      ) : (
        <Days feed={data} />
      )}
    </>
  )
}

const kindLabel = (kind: FeedKind): string => ({ task: t`Tasks`, room: t`Rooms`, announcement: t`Announcements`, kit: t`Kit` })[kind]

/** As much as one reads at a glance. */
const firstShown = 15

const Days = ({ feed: { items: all, since, asOf } }: { feed: FeedOf }) => {
  const format = useFormat()
  const [isWhole, setWhole] = useState(false)
  const items = isWhole ? all : all.slice(0, firstShown)
  const days = [...new Set(items.map(({ day }) => day))]
  const lastNew = items.findLastIndex(({ isNew }) => isNew)
  return (
    <div className={classes.feed}>
      {since !== null && lastNew === -1 && <LastVisit since={since} />}
      {days.map((day) => (
        <section key={day} aria-label={dayLabel(day, asOf, format)}>
          <h3 className={classes.day}>{dayLabel(day, asOf, format)}</h3>
          <ul className={classes.events}>
            {items.map((item, at) =>
              item.day === day ? (
                <Fragment key={`${item.kind} ${at}`}>
                  <li>
                    <Line item={item} />
                  </li>
                  {since !== null && at === lastNew && (
                    <li>
                      <LastVisit since={since} />
                    </li>
                  )}
                </Fragment>
              ) : null,
            )}
          </ul>
        </section>
      ))}
      {items.length < all.length && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setWhole(true)}>
          <Trans>Show all of the last thirty days</Trans>
        </Button>
      )}
    </div>
  )
}

const dayLabel = (day: string, today: string, format: Format): string =>
  day === today ? t`Today` : day === addDays(today, -1) ? t`Yesterday` : format.day(day)

/** Above it is new. */
const LastVisit = ({ since }: { since: string }) => {
  const { moment } = useFormat()
  const { timeZone } = usePartnership()
  const at = moment(since, timeZone)
  return (
    <p className={classes.visit}>
      <span>
        <Trans>Your last visit: {at}</Trans>
      </span>
    </p>
  )
}

const Line = ({ item }: { item: FeedItem }) => {
  const { t } = useLingui()
  const mayOpenCustomers = useMay('customer.read')
  const { sign: Sign, name, words, href } = lineOf(item, mayOpenCustomers)
  return (
    <Link href={href} className={classes.event} data-new={item.isNew || undefined}>
      <Sign size={18} stroke={1.5} aria-hidden className={classes.sign} />
      <span className={classes.eventWords}>
        <span className={classes.eventName}>
          {item.isNew && <span className="only-spoken">{t`New`}: </span>}
          {name}
        </span>
        <span className={classes.dimmed}>{words}</span>
      </span>
      {item.kind === 'task' && item.worst && <Severity level={item.worst} />}
    </Link>
  )
}

type LineWords = { sign: Icon; name: string; words: string; href: string }

const lineOf = (item: FeedItem, mayOpenCustomers: boolean): LineWords => {
  switch (item.kind) {
    case 'task': {
      const { customer, taskId } = item
      const href = mayOpenCustomers ? paths.customer(customer.id, 'tasks', { task: taskId }) : paths.tasks({ search: customer.name })
      return { sign: IconChecklist, name: customer.name, words: taskWords(item), href }
    }
    case 'room':
      return {
        sign: roomIcon(item.icon),
        name: item.label,
        words: item.isFirst ? t`A new room` : t`Has new content`,
        href: paths.room(item.roomId),
      }
    case 'announcement':
      return {
        sign: IconSpeakerphone,
        name: item.title,
        words: t`Announcement`,
        href: paths.overview({ announcement: item.announcementId }),
      }
    case 'kit':
      return {
        sign: IconPackage,
        name: plural(item.count, { one: '# new item in the kit', other: '# new items in the kit' }),
        words: item.titles.join(', ') + (item.count > item.titles.length ? ' …' : ''),
        href: paths.kit(),
      }
  }
}

const taskWords = ({ raised, worsened, ended, assigned, commented }: Extract<FeedItem, { kind: 'task' }>): string =>
  [
    raised > 0 && plural(raised, { one: '# new task', other: '# new tasks' }),
    worsened > 0 && plural(worsened, { one: '# became more severe', other: '# became more severe' }),
    ended > 0 && plural(ended, { one: '# task ended', other: '# tasks ended' }),
    assigned > 0 && plural(assigned, { one: '# given to somebody', other: '# given to somebody' }),
    commented > 0 && plural(commented, { one: '# comment', other: '# comments' }),
  ]
    .filter(Boolean)
    .join(', ')
