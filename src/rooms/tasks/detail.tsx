import { Button, Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { FollowButton } from '#ui/follow-button.tsx'
import { Panel } from '#ui/panel.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { Severity, Tag } from '#ui/severity.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { Comments } from './comments.tsx'
import type { TaskDetail } from './contract.ts'
import { DeedBar } from './deed-bar.tsx'
import { ageWords, dueWords, eventWords, stateLabel, stateTones } from './life-words.tsx'
import { useTaskWords } from './shown.tsx'
import { useTaskDeeds, type TaskDeeds } from './task-deeds.tsx'
import classes from './tasks.module.css'
import { categoryLabel, kindLabel, taskPath, taskWords, type Shown } from './words.tsx'

/** One task beside the page: what it says, what can be done, what people wrote and what happened. `id` empty: closed. */
export const TaskPanel = ({ id, close }: { id: string; close: () => void }) => {
  const { t } = useLingui()
  const shown = useTaskWords()
  const { data, error, refetch } = useCall('GET /tasks/:id', { params: { id } }, { enabled: id !== '' })
  const title = data ? taskWords(data.task, shown).title : t`Task`
  return (
    <Panel title={title} opened={id !== ''} onClose={close}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data ? (
        <Detail key={data.task.id} detail={data} shown={shown} />
      ) : (
        <Waiting label={t`The task is being fetched`} />
      )}
    </Panel>
  )
}

const Detail = ({ detail, shown }: { detail: TaskDetail; shown: Shown }) => {
  const { timeZone } = usePartnership()
  const deeds = useTaskDeeds(detail)
  const { task } = detail
  return (
    <div className={classes.task}>
      <div className={classes.tags}>
        <Severity level={task.severity} />
        <Tag tone={stateTones[task.state]}>{stateLabel(task.state)}</Tag>
        <span className={classes.follow}>
          <FollowButton kind="task" id={task.id} />
        </span>
      </div>
      <p className={classes.sentence}>{taskWords(task, shown).detail}</p>
      <Facts detail={detail} shown={shown} deeds={deeds} />
      <Button component={Link} href={taskPath(task)} size="xs" variant="light" className={classes.go}>
        <Trans>Go to where it comes from</Trans>
      </Button>
      <DeedBar detail={detail} deeds={deeds} />
      <Comments detail={detail} deeds={deeds} timeZone={timeZone} />
      <History detail={detail} shown={shown} timeZone={timeZone} />
    </div>
  )
}

type FactsProps = { detail: TaskDetail; shown: Shown; deeds: TaskDeeds }

const Facts = ({ detail, shown, deeds }: FactsProps) => {
  const { t } = useLingui()
  const { task, refusals, people } = detail
  const { format } = shown
  const rows: [string, React.ReactNode][] = [
    [t`Customer`, <Link key="customer" href={paths.customer(task.customerId)} className={classes.title}>{task.customerName}</Link>],
    [t`Kind`, `${categoryLabel(task.category)} · ${kindLabel(task.rule)}`],
    ...(task.dueOn ? [[t`Due`, `${format.day(task.dueOn)} (${dueWords(task, shown)})`] as [string, string]] : []),
    [task.closedAt ? t`Opened` : t`Open`, task.closedAt ? format.day(task.openedOn) : `${ageWords(task, shown)} (${format.day(task.openedOn)})`],
    ...(task.snoozedUntil && task.state === 'snoozed' ? [[t`Snoozed until`, format.day(task.snoozedUntil)] as [string, string]] : []),
    ...(task.quietUntil ? [[t`Quiet until`, format.day(task.quietUntil)] as [string, string]] : []),
    ...(task.causeGoneOn ? [[t`Cause gone since`, format.day(task.causeGoneOn)] as [string, string]] : []),
  ]
  return (
    <>
      <dl className={classes.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {refusals.assign === null ? (
        <Select
          size="xs" label={t`Assigned to`} placeholder={t`Nobody`} clearable searchable={people.length > 8} disabled={deeds.isBusy}
          clearButtonProps={{ 'aria-label': t`Assign to nobody` }}
          value={task.assignee?.id ?? null}
          data={assigneeChoices(detail)}
          onChange={(userId) => void deeds.assign(userId)}
        />
      ) : (
        task.assignee && <p className={classes.quiet}><Trans>Assigned to {task.assignee.name ?? t`somebody who works here no longer`}</Trans></p>
      )}
    </>
  )
} // prettier-ignore

/** Who has it stands among the choices, also when they could not be given it now. */
const assigneeChoices = ({ task, people }: TaskDetail) => {
  const choices = people.map(({ id, name, isYou, isStaff }) => ({
    value: id,
    label: isYou ? t`${name} (you)` : isStaff ? t`${name} (vendor)` : name,
  }))
  const { assignee } = task
  if (!assignee || choices.some(({ value }) => value === assignee.id)) return choices
  return [...choices, { value: assignee.id, label: assignee.name ?? t`Somebody who works here no longer`, disabled: true }]
}

const History = ({ detail, shown, timeZone }: { detail: TaskDetail; shown: Shown; timeZone: string }) => {
  const { t } = useLingui()
  return (
    <section className={classes.part} aria-label={t`History`}>
      <h3 className={classes.heading}>{t`History`}</h3>
      <ol className={classes.history}>
        {detail.history.map((event, at) => (
          // Steps are never changed nor removed, and have no other name.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={detail.history.length - at}>
            <span>{eventWords(event, shown)}</span>
            {event.facts.note && <q>{event.facts.note}</q>}
            <span className={classes.byline}>
              {event.by ?? t`Automatic`}, {shown.format.moment(event.at, timeZone)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
