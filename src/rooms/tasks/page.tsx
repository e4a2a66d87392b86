import { Button, Select } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { t } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { FilterBar } from '#ui/filter-bar.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { oneOf, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { Severity } from '#ui/severity.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import { taskColumns } from './columns.tsx'
import type { TaskCounts } from './contract.ts'
import { taskCategories, taskRules, taskSeverities, taskSorts } from './rules.ts'
import { useTaskWords } from './shown.tsx'
import { TaskList } from './task-list.tsx'
import classes from './tasks.module.css'
import { categoryLabel, ruleLabel, severityLabel, taskPath } from './words.tsx'

const view = {
  severity: oneOf(['', ...taskSeverities], ''),
  category: oneOf(['', ...taskCategories], ''),
  rule: oneOf(['', ...taskRules], ''),
  sort: oneOf(taskSorts, 'severity'),
}

/** Every open task of every customer that the reader may see. */
export const Page = () => {
  const { t } = useLingui()
  const shown = useTaskWords()
  const [state, setState] = useUrlState(view)
  const query = { severity: state.severity || undefined, category: state.category || undefined, rule: state.rule || undefined, sort: state.sort }
  const { rows, total, first, ...list } = usePages('GET /tasks', { query }, { keepPrevious: true })
  const columns = useMemo(() => taskColumns(shown), [shown])
  const isNarrow = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false })
  const empty = <EmptyState title={t`No open tasks`}>{t`Nothing needs a look with these filters.`}</EmptyState>
  const counts = first?.counts
  return (
    <>
      <PageHeader title={t`Tasks`} about={<Trans>What needs a look today, over all your customers. A task closes by itself when its cause is gone.</Trans>} />
      <FilterBar
        chips={chipsOf(state, (cleared) => setState(cleared))}
        onClear={() => setState({ severity: '', category: '', rule: '' })}
        count={total === undefined ? undefined : <Plural value={total} one="# open task" other="# open tasks" />}
      >
        <Counts counts={counts} chosen={state.severity} choose={(severity) => setState({ severity })} />
        <Select
          size="xs" aria-label={t`Category`} w={150} allowDeselect={false} value={state.category}
          data={[{ value: '', label: t`All categories` }, ...taskCategories.map((value) => ({ value, label: categoryLabel(value) }))]}
          onChange={(next) => setState({ category: view.category.read([next ?? '']) })}
        />
        <Select
          size="xs" aria-label={t`Kind of task`} w={170} allowDeselect={false} value={state.rule}
          data={[{ value: '', label: t`All kinds` }, ...taskRules.map((value) => ({ value, label: ruleLabel(value) }))]}
          onChange={(next) => setState({ rule: view.rule.read([next ?? '']) })}
        />
      </FilterBar>
      {isNarrow && rows.length > 0 ? (
        <>
          <TaskList tasks={rows} shown={shown} withCustomer />
          {list.hasMore && <Button variant="default" mt="sm" fullWidth loading={list.isFetchingMore} onClick={list.fetchMore}><Trans>Show more</Trans></Button>}
        </>
      ) : (
        <DataTable
          label={t`Open tasks`} columns={columns} rows={rows} rowId={(task) => task.id} rowName={(task) => task.customerName} href={taskPath} total={total}
          sort={state.sort} onSort={(sort) => setState({ sort: view.sort.read([sort]) })} height="page" {...list} empty={empty}
        />
      )}
    </>
  )
} // prettier-ignore

type State = {
  severity: (typeof taskSeverities)[number] | ''
  category: (typeof taskCategories)[number] | ''
  rule: (typeof taskRules)[number] | ''
}

const chipsOf = (state: State, clear: (part: Partial<State>) => void) => [
  ...(state.severity
    ? [{ id: 'severity', label: t`Severity: ${severityLabel(state.severity)}`, onRemove: () => clear({ severity: '' }) }]
    : []),
  ...(state.category
    ? [{ id: 'category', label: t`Category: ${categoryLabel(state.category)}`, onRemove: () => clear({ category: '' }) }]
    : []),
  ...(state.rule ? [{ id: 'rule', label: t`Kind: ${ruleLabel(state.rule)}`, onRemove: () => clear({ rule: '' }) }] : []),
]

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
