import { Anchor } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { Panel } from '#ui/panel.tsx'
import { text, useUrlState } from '#ui/paths.tsx'
import { useSession } from '#ui/session.tsx'
import { EmptyState, Waiting } from '#ui/states.tsx'
import classes from './announcements.module.css'
import { One } from './one.tsx'
import { useAnnouncements } from './reading.tsx'
import { insists } from './rules.ts'

const view = { announcement: text() }

/**
 * On every page: what the reader still has to acknowledge, until they do; and the announcement that the address names, beside whatever the
 * page is.
 */
export const AnnouncementBanner = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const { partnership, person } = useSession().start
  const { data, isFetching, refetch } = useAnnouncements(partnership !== null && (person?.permissions.includes('portal.sign-in') ?? false))
  const opened = data?.items.find(({ id }) => id === state.announcement)
  const unknown = data !== undefined && opened === undefined ? state.announcement : ''
  // One that a notification leads to may be newer than what was fetched.
  useEffect(() => {
    if (unknown !== '') void refetch()
  }, [unknown, refetch])
  if (!data) return null
  const [first, ...others] = data.items.filter((one) => insists(one) && one.refusal === null)
  return (
    <>
      {first && (
        <aside className={classes.banner} aria-label={t`To be acknowledged`}>
          <span>
            <Trans>
              Please read and acknowledge: <strong>{first.title}</strong>
            </Trans>
            {others.length > 0 && ` ${t`and ${others.length} more`}`}
          </span>
          <Anchor component="button" type="button" inherit fw={600} onClick={() => setState({ announcement: first.id })}>
            <Trans>Read it</Trans>
          </Anchor>
        </aside>
      )}
      <Panel title={opened?.title ?? t`Announcement`} opened={state.announcement !== ''} onClose={() => setState({ announcement: '' })}>
        {opened ? (
          <One announcement={opened} />
        ) : isFetching ? (
          <Waiting label={t`The announcements are being fetched`} />
        ) : (
          <EmptyState title={t`This is announced no longer`} />
        )}
      </Panel>
    </>
  )
}
