import { Button, Tabs } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { OrderList } from '#ui/order-list.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { oneOf, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import classes from './categories.module.css'
import type { Term, Terms } from './contract.ts'
import { keepTerms } from './deeds.tsx'
import { TermForm } from './form.tsx'
import { ArchivedList } from './archived.tsx'
import { TermLine } from './term-line.tsx'
import { termKinds, type TermKind } from './rules.ts'
import { addLabel, kindAbout, kindLabel } from './words.tsx'

const view = { kind: oneOf(termKinds, 'tier') }

/** The vendor's own words: what partners and the kit are sorted by. */
export const Page = () => {
  const { t } = useLingui()
  const [{ kind }, setState] = useUrlState(view)
  return (
    <>
      <PageHeader title={t`Categories`} about={t`Your own words for partners and for the kit. A name can change at any time; whoever has it keeps it.`} />
      <Tabs value={kind} onChange={(next) => setState({ kind: view.kind.read([next ?? '']) })} keepMounted={false} className={classes.tabs}>
        <Tabs.List aria-label={t`Lists`}>
          {termKinds.map((one) => (
            <Tabs.Tab key={one} value={one}>{kindLabel(one)}</Tabs.Tab>
          ))}
        </Tabs.List>
        {termKinds.map((one) => (
          <Tabs.Panel key={one} value={one} pt="md"><KindList key={one} kind={one} /></Tabs.Panel>
        ))}
      </Tabs>
    </>
  )
} // prettier-ignore

const KindList = ({ kind }: { kind: TermKind }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { data, error, refetch } = useCall('GET /categories', { query: { kind } })
  const [edited, edit] = useState<Term | 'new'>()
  const close = () => edit(undefined)
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The list is being fetched`} />
  const inUse = data.items.filter(({ isArchived }) => !isArchived)
  const put = async (deed: Promise<Terms>, said?: string) => {
    try {
      await keepTerms(client, await deed)
      if (said) noticeDone(said)
    } catch (problem) {
      noticeProblem(problem)
      void refetch()
    }
  }
  const move = (from: number, to: number) => {
    const moved = inUse.toSpliced(from, 1)
    moved.splice(to, 0, ...inUse.slice(from, from + 1))
    // The list follows at once; the server's answer has the last word.
    client.setQueryData(['GET /categories', { query: { kind } }], { kind, items: [...moved, ...data.items.filter(({ isArchived }) => isArchived)] })
    void put(call('PUT /categories/order', { body: { kind, ids: moved.map(({ id }) => id) } }))
  }
  const restore = (term: Term) => put(call('DELETE /categories/:id/archival', { params: { id: term.id } }), t`Restored: ${term.label}`)
  const archive = async (term: Term) => {
    try {
      await keepTerms(client, await call('POST /categories/:id/archival', { params: { id: term.id } }))
      noticeDone(t`Archived: ${term.label}`, () => void restore(term))
    } catch (problem) {
      noticeProblem(problem)
    }
  }
  return (
    <>
      <div className={classes.head}>
        <p className={classes.about}>{kindAbout(kind)}</p>
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => edit('new')}>{addLabel(kind)}</Button>
      </div>
      {inUse.length === 0 ? (
        <EmptyState title={t`Nothing here yet`} />
      ) : (
        <OrderList
          label={kindLabel(kind)} rows={inUse} rowId={({ id }) => id} rowName={({ label }) => label} move={move}
          line={(term) => <TermLine term={term} edit={() => edit(term)} archive={() => void archive(term)} />}
        />
      )}
      <ArchivedList terms={data.items.filter(({ isArchived }) => isArchived)} restore={(term) => void restore(term)} />
      <Panel title={edited === 'new' ? addLabel(kind) : edited?.label} opened={edited !== undefined} onClose={close}>
        {edited && <TermForm kind={kind} term={edited === 'new' ? undefined : edited} close={close} />}
      </Panel>
    </>
  )
} // prettier-ignore
