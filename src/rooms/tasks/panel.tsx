import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { useTaskWords } from './shown.tsx'
import { TaskList } from './task-list.tsx'
import classes from './tasks.module.css'

/** A customer's open tasks; each leads to the tab whose figures raised it. */
export const TasksPanel = ({ customerId }: { customerId: string }) => {
  const shown = useTaskWords()
  const { data, error, refetch } = useCall('GET /customers/:id/tasks', { params: { id: customerId } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The tasks are being fetched`} />
  if (data.items.length === 0) return <EmptyState title={t`No open tasks`}>{t`Nothing about this customer needs a look today.`}</EmptyState>
  return (
    <>
      <p className={classes.about}>
        <Plural value={data.items.length} one="# open task" other="# open tasks" />.{' '}
        <Trans>A task closes by itself when its cause is gone.</Trans>
      </p>
      <TaskList tasks={data.items} shown={shown} />
    </>
  )
}
