import { Trans } from '@lingui/react/macro'
import { Link } from 'wouter'
import { Severity } from '#ui/severity.tsx'
import type { Task } from './contract.ts'
import classes from './tasks.module.css'
import { categoryLabel, taskPath, taskWords, type Shown } from './words.tsx'

/** Tasks below each other, each a link to the tab whose figures raised it. */
export const TaskList = ({ tasks, shown, withCustomer = false }: { tasks: readonly Task[]; shown: Shown; withCustomer?: boolean }) => (
  <ul className={classes.list}>
    {tasks.map((task) => (
      <li key={task.id}>
        <Item task={task} shown={shown} withCustomer={withCustomer} />
      </li>
    ))}
  </ul>
)

const Item = ({ task, shown, withCustomer }: { task: Task; shown: Shown; withCustomer: boolean }) => {
  const { title, detail } = taskWords(task, shown)
  return (
    <Link href={taskPath(task)} className={classes.item}>
      <Severity level={task.severity} />
      <span className={classes.words}>
        {withCustomer && <span>{task.customerName}</span>}
        <strong>{title}</strong>
        <span className={classes.detail}>
          {categoryLabel(task.category)} · {detail}
        </span>
      </span>
      <span className={classes.when}>
        {task.dueOn && (
          <span>
            <Trans>Due {shown.format.day(task.dueOn)}</Trans>
            <br />
          </span>
        )}
        <Trans>Open since {shown.format.day(task.openedOn)}</Trans>
      </span>
    </Link>
  )
}
