import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { TaskPanel } from './detail.tsx'
import { useTaskWords } from './shown.tsx'
import { TaskList } from './task-list.tsx'
import classes from './tasks.module.css'

const view = { task: text() }

/** A customer's open tasks, each leading to the place that raised it; what sleeps and what was closed last stands below. */
export const TasksPanel = ({ customerId }: { customerId: string }) => {
  const shown = useTaskWords()
  const [state, setState] = useUrlState(view)
  const { data, error, refetch } = useCall('GET /customers/:id/tasks', { params: { id: customerId } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The tasks are being fetched`} />
  const { items, snoozed, closed } = data
  const open = ({ id }: { id: string }) => setState({ task: id })
  return (
    <>
      {items.length === 0 ? (
        <EmptyState title={t`No open tasks`}>{t`Nothing about this customer needs a look today.`}</EmptyState>
      ) : (
        <>
          <p className={classes.about}>
            <Plural value={items.length} one="# open task" other="# open tasks" />.{' '}
            <Trans>A task closes by itself when its cause is gone.</Trans>
          </p>
          <TaskList label={t`Open tasks`} tasks={items} shown={shown} open={open} />
        </>
      )}
      {snoozed.length > 0 && (
        <section className={classes.part} aria-label={t`Snoozed`}>
          <h2 className={classes.heading}>{t`Snoozed`}</h2>
          <TaskList label={t`Snoozed tasks`} tasks={snoozed} shown={shown} open={open} />
        </section>
      )}
      {closed.length > 0 && (
        <section className={classes.part} aria-label={t`Closed last`}>
          <h2 className={classes.heading}>{t`Closed last`}</h2>
          <TaskList label={t`Closed tasks`} tasks={closed} shown={shown} open={open} />
        </section>
      )}
      <TaskPanel id={state.task} close={() => setState({ task: '' })} />
    </>
  )
}
