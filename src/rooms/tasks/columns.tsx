import { t } from '@lingui/core/macro'
import { Link } from 'wouter'
import { Severity } from '#ui/severity.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { Task } from './contract.ts'
import classes from './tasks.module.css'
import { taskPath, taskWords, type Shown } from './words.tsx'

/** The columns of the list over all customers. */
export const taskColumns = (shown: Shown): Column<Task>[] => [
  { id: 'customer', heading: t`Customer`, width: 180, sortBy: 'customer', cell: (task) => task.customerName },
  { id: 'severity', heading: t`Severity`, width: 116, sortBy: 'severity', cell: (task) => <Severity level={task.severity} /> },
  {
    id: 'task', heading: t`Task`, width: 372,
    cell: (task) => <Link href={taskPath(task)} className={classes.title}>{taskWords(task, shown).title}</Link>,
  },
  { id: 'detail', heading: t`Details`, width: 246, cell: (task) => <span className={classes.detail}>{taskWords(task, shown).detail}</span> },
  { id: 'due', heading: t`Due`, width: 116, numeric: true, sortBy: 'dueOn', cell: (task) => (task.dueOn ? shown.format.day(task.dueOn) : '–') },
  { id: 'opened', heading: t`Open since`, width: 124, numeric: true, sortBy: 'openedOn', cell: (task) => shown.format.day(task.openedOn) },
] // prettier-ignore
