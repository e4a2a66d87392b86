import { UnstyledButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { RowList } from '#ui/row-list.tsx'
import { useSession } from '#ui/session.tsx'
import { Severity } from '#ui/severity.tsx'
import type { Notification } from './contract.ts'
import classes from './notifications.module.css'
import { newsSentence, placeOf, taskKind } from './words.tsx'

/** What one was told, each leading to its place. `opened` is called when somebody goes there. */
export const NewsList = ({ label, items, opened }: { label: string; items: readonly Notification[]; opened?: () => void }) => {
  const open = useOpen(opened)
  return <RowList label={label} rows={items} rowId={({ id }) => id} line={(one) => <News one={one} open={() => void open(one)} />} />
}

const News = ({ one, open }: { one: Notification; open: () => void }) => {
  const { t } = useLingui()
  const { moment } = useFormat()
  const timeZone = useOwnTimeZone()
  const here = useSession().start.partnership?.id
  const place = one.partnership && one.partnership.id !== here ? `${one.partnership.partnerName} · ${one.partnership.name}` : null
  const about = [one.customer?.name, taskKind(one)].filter(Boolean).join(' · ')
  return (
    <UnstyledButton className={classes.news} data-unread={!one.isRead || undefined} onClick={open}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.words}>
        <span className={classes.sentence}>
          {!one.isRead && <span className="only-spoken">{t`Unread`}: </span>}
          {newsSentence(one)}
          {one.severity && <Severity level={one.severity} />}
        </span>
        {about && <span className={classes.customer}>{about}</span>}
        <span className={classes.when}>{[place, moment(one.at, timeZone)].filter(Boolean).join(' · ')}</span>
      </span>
    </UnstyledButton>
  )
}

/** Marks it as read and goes there, through another of one's partnerships where that is where it happened. */
const useOpen = (opened: (() => void) | undefined) => {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const { start, choosePartnership } = useSession()
  return async (one: Notification) => {
    opened?.()
    // Staff who look with somebody's eyes read nothing away.
    if (!one.isRead && !start.viewer)
      void call('PUT /notifications/:id/reading', { params: { id: one.id } })
        .then(() => refreshNews(client))
        .catch(() => undefined) // it stays unread, which is no reason not to go there
    if (one.partnership && one.partnership.id !== start.partnership?.id) await choosePartnership(one.partnership.id, placeOf(one))
    else navigate(placeOf(one))
  }
}

export const refreshNews = (client: ReturnType<typeof useQueryClient>) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['GET /notifications'] }),
    client.invalidateQueries({ queryKey: ['GET /notifications/unread'] }),
  ])
