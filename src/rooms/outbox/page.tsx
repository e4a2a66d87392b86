import { Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { CellButton } from '#ui/cell-button.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { oneOf, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { RowButton, TableOrList } from '#ui/row-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { MailLine } from './contract.ts'
import { MailDetail } from './detail.tsx'
import classes from './outbox.module.css'
import { Troubles } from './troubles.tsx'
import { mailStates } from './rules.ts'
import { stateLabel, subjectLabel } from './words.tsx'

const view = { state: oneOf(['', ...mailStates], '') }

/** Every mail that the portal has written, and what became of it. */
export const Page = () => {
  const { t } = useLingui()
  const format = useFormat()
  const [{ state }, setState] = useUrlState(view)
  const { rows, first, ...list } = usePages('GET /outbox', { query: { state: state || undefined } }, { keepPrevious: true })
  const [opened, open] = useState<MailLine>()
  const timeZone = first?.timeZone ?? 'UTC'
  const columns = useMemo((): Column<MailLine>[] => [
    {
      id: 'subject', heading: t`Subject`, width: 340,
      cell: (mail) => <CellButton open={() => open(mail)}>{subjectLabel(mail)}</CellButton>,
    },
    { id: 'address', heading: t`To`, width: 240, cell: (mail) => mail.address },
    { id: 'state', heading: t`State`, width: 120, cell: (mail) => stateLabel(mail.state) },
    { id: 'tries', heading: t`Tries`, width: 80, numeric: true, cell: (mail) => format.whole(mail.tries) },
    { id: 'created', heading: t`Written`, width: 170, cell: (mail) => format.moment(mail.createdAt, timeZone) },
    { id: 'changed', heading: t`Changed`, width: 170, cell: (mail) => format.moment(mail.changedAt, timeZone) },
  ], [t, format, timeZone]) // prettier-ignore
  return (
    <>
      <PageHeader title={t`Outbox`} about={<Trans>Every mail that the portal has written, and what became of it.</Trans>} />
      {first?.isKeeping && <p className={classes.note}><Trans>No mail leaves from here. Mails are kept for you to read, with their links.</Trans></p>}
      <Troubles />
      <FilterBar chips={[]} onClear={() => setState({ state: '' })}>
        <Select
          size="xs" w={160} aria-label={t`State`} allowDeselect={false} value={state}
          data={[{ value: '', label: t`All states` }, ...mailStates.map((value) => ({ value, label: stateLabel(value) }))]}
          onChange={(next) => setState({ state: view.state.read([next ?? '']) })}
        />
      </FilterBar>
      <TableOrList
        label={t`Mails`} columns={columns} rows={rows} rowId={(mail) => mail.id} rowName={subjectLabel} height="page" {...list}
        line={(mail) => (
          <RowButton
            name={subjectLabel(mail)}
            about={<>{mail.address} · {stateLabel(mail.state)} · {format.moment(mail.createdAt, timeZone)}</>}
            open={() => open(mail)}
          />
        )}
        empty={<EmptyState title={t`No mail yet`}>{t`Invitations, password resets and notices will stand here.`}</EmptyState>}
      />
      <Panel title={opened && subjectLabel(opened)} opened={opened !== undefined} onClose={() => open(undefined)}>
        {opened && <MailDetail id={opened.id} timeZone={timeZone} />}
      </Panel>
    </>
  )
} // prettier-ignore
