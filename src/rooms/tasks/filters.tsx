import { Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Plural, useLingui } from '@lingui/react/macro'
import { addDays } from '#shared/dates.ts'
import { DateRange } from '#ui/date-range.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { day, oneOf, text, type StateOf } from '#ui/paths.tsx'
import { Severity } from '#ui/severity.tsx'
import type { TaskCounts, TaskPerson } from './contract.ts'
import { stateLabel } from './life-words.tsx'
import { taskStates } from './life.rules.ts'
import { dueDays, taskCategories, taskDues, taskRules, taskSeverities, taskSorts } from './rules.ts'
import type { Shown } from './words.tsx'
import classes from './tasks.module.css'
import { categoryLabel, ruleLabel, severityLabel } from './words.tsx'

/** Where the address keeps what is shown. */
export const view = {
  severity: oneOf(['', ...taskSeverities], ''),
  category: oneOf(['', ...taskCategories], ''),
  rule: oneOf(['', ...taskRules], ''),
  state: oneOf(['', ...taskStates], ''),
  assignee: text(),
  due: oneOf(['', ...taskDues, 'range'], ''),
  from: day(),
  to: day(),
  search: text(),
  sort: oneOf(taskSorts, 'severity'),
  task: text(),
}
export type State = StateOf<typeof view>

/** What the server is asked. */
export const queryOf = ({ severity, category, rule, state, assignee, due, from, to, search, sort }: State) => ({
  severity: severity || undefined,
  category: category || undefined,
  rule: rule || undefined,
  state: state || undefined,
  assignee: assignee || undefined,
  due: due && due !== 'range' ? due : undefined,
  dueFrom: due === 'range' ? from || undefined : undefined,
  dueTo: due === 'range' ? to || undefined : undefined,
  search: search || undefined,
  sort,
})

const nothing = { severity: '', category: '', rule: '', state: '', assignee: '', due: '', from: '', to: '', search: '' } as const

type FiltersProps = {
  state: State
  setState: (part: Partial<State>, options?: { replace?: boolean }) => void
  counts: TaskCounts | undefined
  total: number | undefined
  people: readonly TaskPerson[]
  shown: Shown
}

/** Which tasks are shown; all of it is in the address. */
export const Filters = ({ state, setState, counts, total, people, shown }: FiltersProps) => {
  const { t } = useLingui()
  const choices = <T extends string>(all: string, values: readonly T[], label: (value: T) => string) => [
    { value: '', label: all },
    ...values.map((value) => ({ value: value as string, label: label(value) })), // a literal among the others' values
  ]
  return (
    <FilterBar
      search={{ value: state.search, onChange: (typed) => setState({ search: typed }, { replace: true }), label: t`Customer` }}
      chips={chipsOf(state, setState, people, shown)}
      onClear={() => setState(nothing)}
      count={total === undefined ? undefined : <Plural value={total} one="# task" other="# tasks" />}
    >
      <Counts counts={counts} chosen={state.severity} choose={(severity) => setState({ severity })} />
      <Select
        size="xs" aria-label={t`Category`} w={140} allowDeselect={false} value={state.category} data={choices(t`All categories`, taskCategories, categoryLabel)}
        onChange={(next) => setState({ category: view.category.read([next ?? '']) })}
      />
      <Select
        size="xs" aria-label={t`Kind of task`} w={150} allowDeselect={false} value={state.rule} data={choices(t`All kinds`, taskRules, ruleLabel)}
        onChange={(next) => setState({ rule: view.rule.read([next ?? '']) })}
      />
      <Select
        size="xs" aria-label={t`State`} w={150} allowDeselect={false} value={state.state} data={choices(t`Open, seen or not`, taskStates, stateChoice)}
        onChange={(next) => setState({ state: view.state.read([next ?? '']) })}
      />
      <Select
        size="xs" aria-label={t`Assigned to`} w={150} allowDeselect={false} value={state.assignee} data={assigneeChoices(people)}
        onChange={(next) => setState({ assignee: next ?? '' })}
      />
      <Select
        size="xs" aria-label={t`Due`} w={150} allowDeselect={false} value={state.due} data={choices(t`Due at any time`, [...taskDues, 'range'] as const, dueLabel)}
        onChange={(next) => {
          const due = view.due.read([next ?? ''])
          setState({ due, from: due === 'range' ? shown.today : '', to: due === 'range' ? addDays(shown.today, dueDays.month) : '' })
        }}
      />
      {state.due === 'range' && (
        <DateRange label={t`Due between`} value={{ from: state.from, to: state.to }} onChange={({ from, to }) => setState({ from, to })} />
      )}
    </FilterBar>
  )
} // prettier-ignore

const stateChoice = (state: (typeof taskStates)[number]) => (state === 'open' ? t`Not acknowledged` : stateLabel(state))

const dueLabel = (due: Exclude<State['due'], ''>) =>
  ({ overdue: t`Overdue`, week: t`Due in 7 days`, month: t`Due in 30 days`, range: t`Due between…` })[due]

const assigneeChoices = (people: readonly TaskPerson[]) => [
  { value: '', label: t`Anybody’s` },
  { value: 'me', label: t`Mine` },
  { value: 'nobody', label: t`Nobody’s` },
  ...people.filter(({ isYou }) => !isYou).map(({ id, name }) => ({ value: id, label: name })),
]

const chipsOf = (state: State, clear: (part: Partial<State>) => void, people: readonly TaskPerson[], { format }: Shown) => {
  const { severity, category, rule, state: life, assignee, due, from, to } = state
  const whose = assigneeChoices(people).find(({ value }) => value === assignee)?.label ?? t`Somebody else’s`
  return [
    severity && { id: 'severity', label: t`Severity: ${severityLabel(severity)}`, onRemove: () => clear({ severity: '' }) },
    category && { id: 'category', label: t`Category: ${categoryLabel(category)}`, onRemove: () => clear({ category: '' }) },
    rule && { id: 'rule', label: t`Kind: ${ruleLabel(rule)}`, onRemove: () => clear({ rule: '' }) },
    life && { id: 'state', label: t`State: ${stateChoice(life)}`, onRemove: () => clear({ state: '' }) },
    assignee && { id: 'assignee', label: t`Whose: ${whose}`, onRemove: () => clear({ assignee: '' }) },
    due && {
      id: 'due',
      label: due === 'range' && from && to ? t`Due: ${format.days(from, to)}` : dueLabel(due),
      onRemove: () => clear({ due: '', from: '', to: '' }),
    },
  ].filter((chip) => typeof chip === 'object')
}

type Chosen = State['severity']

/** How many of each severity; pressing one shows those alone, pressing it again shows all. */
const Counts = ({ counts, chosen, choose }: { counts: TaskCounts | undefined; chosen: Chosen; choose: (severity: Chosen) => void }) => {
  const { t } = useLingui()
  return (
    <div className={classes.counts} role="group" aria-label={t`Severity`}>
      {taskSeverities.toReversed().map((severity) => (
        <button
          key={severity}
          type="button"
          className={classes.count}
          aria-pressed={chosen === severity}
          onClick={() => choose(chosen === severity ? '' : severity)}
        >
          <Severity level={severity} />
          <span className={classes.number}>{counts?.[severity] ?? '–'}</span>
        </button>
      ))}
    </div>
  )
}
