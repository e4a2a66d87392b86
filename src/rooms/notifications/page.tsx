import { Anchor, Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBell, IconRefresh } from '@tabler/icons-react'
import { Link } from 'wouter'
import { Choice } from '#ui/choice.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { oneOf, paths, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { useKnownUnread } from './live.tsx'
import { NewsList } from './news-list.tsx'
import classes from './notifications.module.css'
import { ReadAll } from './read-all.tsx'

const state = { show: oneOf(['all', 'unread'], 'all') }

/** Everything that one was told, page by page. */
export const NotificationsPage = () => {
  const { t } = useLingui()
  const [{ show }, set] = useUrlState(state)
  const pages = usePages('GET /notifications', { query: show === 'unread' ? { unread: 'true' } : {} }, { staleMs: 0 })
  const { rows, first, error, isPending } = pages
  return (
    <div className={classes.page}>
      <PageHeader
        title={t`Notifications`}
        about={
          <Anchor component={Link} href={paths.notificationChoices()} inherit>
            <Trans>Choose what you are told, and how</Trans>
          </Anchor>
        }
        actions={<ReadAll upTo={rows[0]?.id} unread={first?.unread ?? 0} />}
      />
      <div className={classes.tools}>
        <Choice
          label={t`Which notifications`}
          value={show}
          onChange={(next) => set({ show: next })}
          options={[
            { value: 'all', label: t`All` },
            { value: 'unread', label: t`Unread` },
          ]}
        />
        <Newer shown={first?.unread} show={pages.retry} />
      </div>
      {error ? (
        <ErrorState error={error} retry={pages.retry} />
      ) : isPending ? (
        <Waiting label={t`Your notifications are being fetched`} />
      ) : rows.length === 0 ? (
        <EmptyState icon={IconBell} title={show === 'unread' ? t`Everything is read` : t`Nothing yet`}>
          <Trans>New tasks, comments and finished exports appear here.</Trans>
        </EmptyState>
      ) : (
        <NewsList label={t`Notifications`} items={rows} />
      )}
      {pages.hasMore && (
        <Button variant="default" fullWidth mt="sm" loading={pages.isFetchingMore} onClick={pages.fetchMore}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </div>
  )
}

/** The list does not move below the reader's eyes: they say when. */
const Newer = ({ shown, show }: { shown: number | undefined; show: () => void }) => {
  const known = useKnownUnread()?.unread
  return (
    <output>
      {shown !== undefined && known !== undefined && known !== shown && (
        <Button size="xs" variant="light" leftSection={<IconRefresh size={15} aria-hidden />} onClick={show}>
          <Trans>Something changed. Show it</Trans>
        </Button>
      )}
    </output>
  )
}
