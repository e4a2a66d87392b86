import { Badge, Button, Drawer, Group } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { usePages } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import classes from './editor.module.css'

type RevisionsProps = {
  roomId: string
  opened: boolean
  close: () => void
  asideAt: string | null
  preview: (number: number) => void
  restore: (from: number | 'aside') => void
}

/** Every version that was published, the newest first, and the draft that the last restoration took the place of. */
export const Revisions = ({ opened, close, ...props }: RevisionsProps) => {
  const { t } = useLingui()
  return (
    <Drawer opened={opened} onClose={close} position="right" size={460} title={t`Versions`} closeButtonProps={{ 'aria-label': t`Close` }}>
      {opened && <List {...props} />}
    </Drawer>
  )
}

const List = ({ roomId, asideAt, preview, restore }: Omit<RevisionsProps, 'opened' | 'close'>) => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  const { rows, error, isPending, hasMore, fetchMore, isFetchingMore, retry } = usePages('GET /drafts/:id/revisions', {
    params: { id: roomId },
    query: { limit: 20 },
  })
  if (error) return <ErrorState error={error} retry={retry} />
  if (isPending) return <Waiting label={t`Looking up the versions`} />
  return (
    <>
      {asideAt !== null && (
        <div className={classes.aside}>
          <p>{t`A draft was put aside on ${format.moment(asideAt, timeZone)}, when another one took its place.`}</p>
          <Button size="xs" variant="default" onClick={() => restore('aside')}>
            <Trans>Take it back</Trans>
          </Button>
        </div>
      )}
      {rows.length === 0 ? (
        <EmptyState title={t`Nothing was published yet`}>
          <Trans>Each time the room is published, a version is kept here.</Trans>
        </EmptyState>
      ) : (
        <ol className={classes.revisions} reversed>
          {rows.map(({ number, publishedAt, publishedBy, blockCount, isPublished }) => (
            <li key={number}>
              <div className={classes.revisionLine}>
                <strong>{t`Version ${number}`}</strong>
                {isPublished && (
                  <Badge variant="light" size="sm">
                    <Trans>Partners read this</Trans>
                  </Badge>
                )}
              </div>
              <p className={classes.hint}>
                {format.moment(publishedAt, timeZone)}
                {publishedBy && t`, by ${publishedBy}`}, <Plural value={blockCount} one="# block" other="# blocks" />
              </p>
              <Group gap="xs">
                <Button size="xs" variant="default" aria-label={t`Preview version ${number}`} onClick={() => preview(number)}>
                  <Trans>Preview</Trans>
                </Button>
                <Button size="xs" variant="default" aria-label={t`Restore version ${number}`} onClick={() => restore(number)}>
                  <Trans>Restore</Trans>
                </Button>
              </Group>
            </li>
          ))}
        </ol>
      )}
      {hasMore && (
        <Button variant="default" loading={isFetchingMore} onClick={fetchMore}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  )
}
