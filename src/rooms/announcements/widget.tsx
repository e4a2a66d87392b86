import { Trans, useLingui } from '@lingui/react/macro'
import { IconPin } from '@tabler/icons-react'
import { UnstyledButton } from '@mantine/core'
import { useFormat } from '#ui/format.tsx'
import { text, useUrlState } from '#ui/paths.tsx'
import { RowList } from '#ui/row-list.tsx'
import { Tag } from '#ui/severity.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import classes from './announcements.module.css'
import type { Announcement } from './contract.ts'
import { useAnnouncements } from './reading.tsx'
import { insists } from './rules.ts'

const view = { announcement: text() }

/** What the vendor has to say, on the overview; one opens beside the page, which the banner's panel does. */
export const AnnouncementsWidget = () => {
  const { t } = useLingui()
  const [, setState] = useUrlState(view)
  const { data, error, refetch } = useAnnouncements()
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The announcements are being fetched`} />
  if (data.items.length === 0) return <p className={classes.dimmed}>{t`Nothing is announced. What your vendor has to say stands here.`}</p>
  return (
    <RowList
      label={t`Announcements`}
      rows={data.items}
      rowId={({ id }) => id}
      line={(one) => <Line announcement={one} open={() => setState({ announcement: one.id })} />}
    />
  )
}

const Line = ({ announcement, open }: { announcement: Announcement; open: () => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { title, body, from, isPinned, readAt, refusal } = announcement
  const isNew = readAt === null && refusal === null
  return (
    <UnstyledButton className={classes.line} data-new={isNew || undefined} onClick={open}>
      <span className={classes.title}>
        {isNew && <span className="only-spoken">{t`Unread`}: </span>}
        {isPinned && <IconPin size={15} aria-label={t`Pinned`} />}
        {title}
      </span>
      <span className={classes.beginning}>{body}</span>
      <span className={classes.dimmed}>
        {format.day(from)} {insists(announcement) && <Tag tone="medium"><Trans>Please acknowledge</Trans></Tag>}
      </span>
    </UnstyledButton>
  )
} // prettier-ignore
