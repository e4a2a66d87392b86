import { ActionIcon, Anchor, Button, Tooltip } from '@mantine/core'
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBell } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { Panel } from '#ui/panel.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { newestQuery, useUnread } from './live.tsx'
import { NewsList } from './news-list.tsx'
import classes from './notifications.module.css'
import { ReadAll } from './read-all.tsx'
import { unreadShown } from './rules.ts'

/** How many notifications are unread, and the newest of them. */
export const Bell = () => {
  const { t } = useLingui()
  const unread = useUnread() ?? 0
  const [isOpen, setOpen] = useState(false)
  const many = unread > unreadShown
  const name =
    unread === 0
      ? t`Notifications`
      : many
        ? t`Notifications, more than ${unreadShown} unread`
        : plural(unread, { one: 'Notifications, # unread', other: 'Notifications, # unread' })
  return (
    <>
      <Tooltip label={t`Notifications`}>
        <ActionIcon size={32} onClick={() => setOpen(true)} aria-label={name} aria-haspopup="dialog" className={classes.bell}>
          <IconBell size={18} stroke={1.75} aria-hidden />
          {unread > 0 && (
            <span className={classes.count} aria-hidden>
              {many ? `${unreadShown}+` : unread}
            </span>
          )}
        </ActionIcon>
      </Tooltip>
      <Panel title={t`Notifications`} opened={isOpen} onClose={() => setOpen(false)} size={420}>
        {isOpen && <Newest close={() => setOpen(false)} />}
      </Panel>
    </>
  )
}

const Newest = ({ close }: { close: () => void }) => {
  const { t } = useLingui()
  // What the page asks by itself when something changed keeps nobody signed in.
  const { data, error, refetch } = useCall('GET /notifications', newestQuery, { againMs: () => false, staleMs: 0 })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Your notifications are being fetched`} />
  return (
    <>
      <div className={classes.tools}>
        <ReadAll upTo={data.items[0]?.id} unread={data.unread} />
        <Anchor component={Link} href={paths.notificationChoices()} size="sm" onClick={close}>
          <Trans>What you are told</Trans>
        </Anchor>
      </div>
      {data.items.length === 0 ? (
        <EmptyState icon={IconBell} title={t`Nothing yet`}>
          <Trans>New tasks, comments and finished exports appear here.</Trans>
        </EmptyState>
      ) : (
        <NewsList label={t`Notifications`} items={data.items} opened={close} />
      )}
      {data.next !== null && (
        <Button component={Link} href={paths.notifications()} variant="default" fullWidth mt="sm" onClick={close}>
          <Trans>See all notifications</Trans>
        </Button>
      )}
    </>
  )
}
