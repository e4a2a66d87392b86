import { Button, Checkbox } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { RowList } from '#ui/row-list.tsx'
import { Severity } from '#ui/severity.tsx'
import type { Task } from './contract.ts'
import { ageWords, dueWords, stateLabel } from './life-words.tsx'
import classes from './tasks.module.css'
import { categoryLabel, taskPath, taskWords, type Shown } from './words.tsx'

type TaskListProps = {
  label: string
  tasks: readonly Task[]
  shown: Shown
  /** Shows a task beside the page. */
  open: (task: Task) => void
  withCustomer?: boolean
  chosen?: ReadonlySet<string>
  choose?: (chosen: ReadonlySet<string>) => void
}

/** Tasks below each other, each a link to the place that raised it, and what it is in short. */
export const TaskList = ({ label, tasks, chosen, choose, ...rest }: TaskListProps) => {
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    choose?.(next)
  }
  return (
    <RowList
      label={label}
      rows={tasks}
      rowId={({ id }) => id}
      line={(task) => <Item task={task} isChosen={chosen?.has(task.id)} toggle={choose && (() => toggle(task.id))} {...rest} />}
    />
  )
}

type ItemProps = Omit<TaskListProps, 'label' | 'tasks' | 'chosen' | 'choose'> & {
  task: Task
  isChosen: boolean | undefined
  toggle: (() => void) | undefined
}

const Item = ({ task, shown, open, withCustomer = false, isChosen, toggle }: ItemProps) => {
  const { t } = useLingui()
  const { title, detail } = taskWords(task, shown)
  const due = dueWords(task, shown)
  const isOverdue = task.dueOn !== null && task.dueOn < shown.today
  return (
    <div className={classes.item}>
      {toggle && <Checkbox size="xs" aria-label={t`Select ${title}`} checked={isChosen ?? false} onChange={toggle} />}
      <span className={classes.level}>
        <Severity level={task.severity} />
      </span>
      <div className={classes.words}>
        {withCustomer && <span>{task.customerName}</span>}
        <Link href={taskPath(task)} className={classes.title}>
          {title}
        </Link>
        <span className={classes.detail}>
          {categoryLabel(task.category)} · {detail}
        </span>
      </div>
      <div className={classes.when}>
        {task.state !== 'open' && <span>{stateLabel(task.state)}</span>}
        {task.assignee && <span>{task.assignee.isYou ? t`Yours` : task.assignee.name}</span>}
        {due && <span title={shown.format.day(task.dueOn ?? '')}>{isOverdue ? due : t`Due ${due}`}</span>}
        {!task.closedAt && <span title={shown.format.day(task.openedOn)}>{t`Open ${ageWords(task, shown)}`}</span>}
      </div>
      <Button size="compact-xs" variant="default" className={classes.more} aria-label={t`Details: ${title}`} onClick={() => open(task)}>
        <Trans>Details</Trans>
      </Button>
    </div>
  )
}
