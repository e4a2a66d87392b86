import { Button } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconPackage, IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { Choice } from '#ui/choice.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { oneOf, paths, text, useHereWith, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { RowButton, TableOrList } from '#ui/row-list.tsx'
import { Tag } from '#ui/severity.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { KitLine } from './contract.ts'
import { ItemForm } from './item-form.tsx'
import { ItemPanel } from './item-panel.tsx'
import classes from './kit.module.css'
import { kitStates, type KitState } from './rules.ts'
import { stateLabel } from './words.tsx'

const view = { search: text(), state: oneOf(['', ...kitStates], ''), word: text(), item: text() }

/** The kit as the vendor keeps it: what is in it, who takes it, and what goes out of date. */
export const Page = () => {
  const { t } = useLingui()
  const [{ search, state, word, item }, setState] = useUrlState(view)
  const [isAdding, setAdding] = useState(false)
  const query = { search: search || undefined, state: state || undefined, word: word || undefined }
  const { rows, total, first, ...list } = usePages('GET /kit-items', { query }, { keepPrevious: true })
  const columns = useColumns()
  const hereWith = useHereWith(view, paths.kitItems())
  const counts = first?.counts
  const counted = (one: KitState) => (counts ? `${stateLabel(one)} (${counts[one]})` : stateLabel(one))
  const shown = rows.find(({ id }) => id === item)
  return (
    <>
      <PageHeader
        title={t`Kit items`} about={t`What partners find in the room Kit. A new version takes the place of the one before; you keep them all.`}
        actions={<Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}><Trans>Add an item</Trans></Button>}
      />
      <div className={classes.states}>
        <Choice
          label={t`State`} value={state} onChange={(next) => setState({ state: next })}
          options={[{ value: '', label: t`All in use` }, ...kitStates.map((value) => ({ value, label: counted(value) }))]}
        />
      </div>
      <FilterBar
        search={{ value: search, onChange: (next) => setState({ search: next }, { replace: true }), label: t`Title or description` }}
        chips={word ? [{ id: 'word', label: t`Has: ${word}`, onRemove: () => setState({ word: '' }) }] : []}
        onClear={() => setState({ search: '', word: '', state: '' })}
        count={total === undefined ? undefined : <Plural value={total} one="# item" other="# items" />}
      />
      <TableOrList
        label={t`Kit items`} columns={columns} rows={rows} rowId={({ id }) => id} rowName={({ title }) => title} total={total ?? 0}
        href={({ id }) => hereWith({ item: id })} height="page" {...list}
        line={(row) => <RowButton name={row.title} about={`${row.type.label} · ${stateLabel(row.state)}`} open={() => setState({ item: row.id })} />}
        empty={
          search || state || word ? (
            <EmptyState icon={IconPackage} title={t`Nothing is like this`} />
          ) : (
            <EmptyState icon={IconPackage} title={t`The kit is empty`}>{t`Add datasheets, presentations and whatever else helps partners to sell.`}</EmptyState>
          )
        }
      />
      <Panel title={t`Add an item`} opened={isAdding} onClose={() => setAdding(false)} size={600}>
        <ItemForm item={undefined} close={() => setAdding(false)} onAdded={(id) => setState({ item: id })} />
      </Panel>
      <Panel title={shown?.title ?? t`Item`} opened={item !== '' && !isAdding} onClose={() => setState({ item: '' })} size={600}>
        {item && <ItemPanel key={item} id={item} />}
      </Panel>
    </>
  )
} // prettier-ignore

const tones = { current: 'ok', expiring: 'medium', expired: 'high', stale: 'medium', archived: 'note' } as const

const useColumns = () => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  return useMemo((): Column<KitLine>[] => [
    { id: 'title', heading: t`Title`, width: 270, cell: ({ title }) => title },
    { id: 'type', heading: t`Type`, width: 130, cell: ({ type }) => type.label },
    { id: 'state', heading: t`State`, width: 180, cell: ({ state }) => <Tag tone={tones[state]}>{stateLabel(state)}</Tag> },
    { id: 'version', heading: t`Version`, width: 80, numeric: true, cell: ({ version }) => version },
    { id: 'renewed', heading: t`Renewed`, width: 115, cell: ({ renewedAt }) => format.dayAt(renewedAt, timeZone) },
    { id: 'expires', heading: t`Expires`, width: 115, cell: ({ expiresOn }) => expiresOn && format.day(expiresOn) },
    { id: 'recent', heading: t`In 90 days`, about: t`Downloads in the last 90 days.`, width: 100, numeric: true, cell: ({ recentDownloads }) => format.whole(recentDownloads) },
    { id: 'all', heading: t`Downloads`, width: 105, numeric: true, cell: ({ downloads }) => format.whole(downloads) },
  ], [t, format, timeZone]) // prettier-ignore
}
