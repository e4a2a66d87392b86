import { Button } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from 'wouter'
import { Severity } from '#ui/severity.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { Task } from './contract.ts'
import { ageWords, dueWords, stateLabel } from './life-words.tsx'
import classes from './tasks.module.css'
import { taskPath, taskWords, type Shown } from './words.tsx'

/** The columns of the list over all customers. `open` shows a task beside the list. */
export const taskColumns = (shown: Shown, open: (task: Task) => void): Column<Task>[] => [
  { id: 'customer', heading: t`Customer`, width: 160, sortBy: 'customer', cell: (task) => task.customerName },
  { id: 'severity', heading: t`Severity`, width: 114, sortBy: 'severity', cell: (task) => <Severity level={task.severity} /> },
  {
    id: 'task', heading: t`Task`, width: 330,
    cell: (task) => <Link href={taskPath(task)} className={classes.title} title={taskWords(task, shown).title}>{taskWords(task, shown).title}</Link>,
  },
  { id: 'state', heading: t`State`, width: 118, cell: (task) => (task.snoozedUntil && task.state === 'snoozed' ? t`Until ${shown.format.dayShort(task.snoozedUntil)}` : stateLabel(task.state)) },
  { id: 'assignee', heading: t`Assigned to`, width: 104, cell: ({ assignee }) => (assignee ? (assignee.isYou ? t`You` : (assignee.name ?? t`Somebody gone`)) : '–') },
  { id: 'due', heading: t`Due`, width: 116, numeric: true, sortBy: 'dueOn', cell: (task) => (task.dueOn ? <span title={shown.format.day(task.dueOn)}>{dueWords(task, shown)}</span> : '–') },
  { id: 'opened', heading: t`Open`, width: 100, numeric: true, sortBy: 'openedOn', cell: (task) => <span title={shown.format.day(task.openedOn)}>{ageWords(task, shown)}</span> },
  {
    id: 'details', heading: t`Details`, width: 84,
    cell: (task) => (
      <Button size="compact-xs" variant="subtle" aria-label={t`Details: ${taskWords(task, shown).title}, ${task.customerName}`} onClick={() => open(task)}>
        <Trans>Details</Trans>
      </Button>
    ),
  },
] // prettier-ignore
