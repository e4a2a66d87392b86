import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { PageHeader } from '#ui/page-header.tsx'
import { useUrlState } from '#ui/paths.tsx'
import { useCall, usePages } from '#ui/query.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { taskColumns } from './columns.tsx'
import type { TaskPerson } from './contract.ts'
import { TaskPanel } from './detail.tsx'
import { Filters, queryOf, view, type State } from './filters.tsx'
import { useTaskWords } from './shown.tsx'
import { TaskList } from './task-list.tsx'
import { taskPath, taskWords } from './words.tsx'

const noPeople: readonly TaskPerson[] = []
const none: ReadonlySet<string> = new Set()

/** The tasks of every customer that the reader may see. */
export const Page = () => {
  const { t } = useLingui()
  const shown = useTaskWords()
  const [state, setState] = useUrlState(view)
  const [chosen, choose] = useState(none)
  const { rows, total, first, ...list } = usePages('GET /tasks', { query: queryOf(state) }, { keepPrevious: true })
  const people = useCall('GET /tasks/people').data?.items ?? noPeople
  const columns = useMemo(() => taskColumns(shown, ({ id }) => setState({ task: id })), [shown, setState])
  const isNarrow = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false })
  const refusal = first?.may.edit ?? null
  const selection = refusal === null ? { selected: chosen, onSelect: choose } : {}
  // What is chosen is what was seen: other filters, another choice.
  const narrow = (part: Partial<State>, options?: { replace?: boolean }) => {
    choose(none)
    setState(part, options)
  }
  return (
    <>
      <PageHeader title={t`Tasks`} about={<Trans>What needs a look today, over all your customers. A task closes by itself when its cause is gone.</Trans>} />
      <Filters state={state} setState={narrow} counts={first?.counts} total={total} people={people} shown={shown} />
      <BulkBar chosen={chosen} clear={() => choose(none)} people={people} refusal={refusal} />
      {isNarrow && rows.length > 0 ? (
        <>
          <TaskList label={t`Tasks`} tasks={rows} shown={shown} open={({ id }) => setState({ task: id })} withCustomer {...(refusal === null ? { chosen, choose } : {})} />
          {list.hasMore && <Button variant="default" mt="sm" fullWidth loading={list.isFetchingMore} onClick={list.fetchMore}><Trans>Show more</Trans></Button>}
        </>
      ) : (
        <DataTable
          label={t`Tasks`} columns={columns} rows={rows} rowId={(task) => task.id} rowName={(task) => `${task.customerName}: ${taskWords(task, shown).title}`}
          href={taskPath} total={total} sort={state.sort} onSort={(sort) => setState({ sort: view.sort.read([sort]) })} height="page" {...selection} {...list}
          empty={<EmptyState title={t`No tasks`}>{t`Nothing needs a look with these filters.`}</EmptyState>}
        />
      )}
      <TaskPanel id={state.task} close={() => setState({ task: '' })} />
    </>
  )
} // prettier-ignore
