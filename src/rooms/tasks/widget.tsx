import { Anchor } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { Link, useLocation } from 'wouter'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { useTaskWords } from './shown.tsx'
import { TaskList } from './task-list.tsx'
import classes from './tasks.module.css'

const most = 5

/** The most severe open tasks, on the overview. */
export const TasksWidget = () => {
  const { t } = useLingui()
  const shown = useTaskWords()
  const [, navigate] = useLocation()
  const { data, error, refetch } = useCall('GET /tasks', { query: { limit: most } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The tasks are being fetched`} />
  if (data.items.length === 0)
    return <EmptyState title={t`No open tasks`}>{t`Nothing about your customers needs a look today.`}</EmptyState>
  return (
    <>
      <TaskList
        label={t`Most severe tasks`}
        tasks={data.items}
        shown={shown}
        withCustomer
        open={({ id }) => navigate(paths.tasks({ task: id }))}
      />
      <Anchor component={Link} href={paths.tasks()} size="sm" className={classes.all}>
        {t`All ${shown.format.whole(data.total)} open tasks`}
      </Anchor>
    </>
  )
}
