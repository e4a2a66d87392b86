import { Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Plural, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { FilterBar, type FilterChip } from '#ui/filter-bar.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { paths, text, useHereWith, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { RowButton, TableOrList } from '#ui/row-list.tsx'
import { useMay } from '#ui/session.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import { TermBadge } from '#ui/term-badge.tsx'
import { useTerms } from '#ui/terms.tsx'
import { BulkBar } from './bulk-bar.tsx'
import type { PartnerRow } from './contract.ts'
import { PartnerPanel } from './panel.tsx'

const filters = { type: text(), tier: text(), category: text(), stage: text(), tag: text() }
const view = { search: text(), partner: text(), ...filters }
const filterNames = ['type', 'tier', 'category', 'stage', 'tag'] as const
const noFilters = { search: '', type: '', tier: '', category: '', stage: '', tag: '' }

/** The vendor's partners: what they are called among ourselves, and what they see because of it. */
export const Page = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const mayEdit = useMay('partner.edit')
  const [chosen, choose] = useState<ReadonlySet<string>>(nobody)
  const query = Object.fromEntries(['search' as const, ...filterNames].map((name) => [name, state[name] || undefined]))
  const { rows, total, ...list } = usePages('GET /partners', { query }, { keepPrevious: true })
  const columns = useColumns()
  const hereWith = useHereWith(view, paths.partners())
  const shown = rows.find(({ id }) => id === state.partner)
  return (
    <>
      <PageHeader title={t`Partners`} about={t`Tier, category, stage and tags decide which rooms and which parts of the kit a partner sees.`} />
      <FilterBar
        search={{ value: state.search, onChange: (search) => setState({ search }, { replace: true }), label: t`Name` }}
        chips={useChips(state, (name) => setState({ [name]: '' }))}
        onClear={() => setState(noFilters)}
        count={total === undefined ? undefined : <Plural value={total} one="# partner" other="# partners" />}
      >
        {filterNames.map((name) => (
          <Filter key={name} name={name} value={state[name]} set={(next) => setState({ [name]: next })} />
        ))}
      </FilterBar>
      {mayEdit && <BulkBar chosen={chosen} clear={() => choose(nobody)} />}
      <TableOrList
        label={t`Partners`} columns={columns} rows={rows} rowId={({ id }) => id} rowName={({ name }) => name} total={total ?? 0}
        href={({ id }) => hereWith({ partner: id })} height="page" {...list} {...(mayEdit ? { selected: chosen, onSelect: choose } : {})}
        line={(row) => (
          <RowButton
            name={row.name} open={() => setState({ partner: row.id })}
            about={[row.typeLabel, row.tier?.label, row.category?.label, row.stage?.label].filter(Boolean).join(' · ')}
          />
        )}
        empty={<EmptyState title={t`No partner is like this`}>{t`Clear a filter to see others.`}</EmptyState>}
      />
      <Panel title={shown?.name ?? t`Partner`} opened={state.partner !== ''} onClose={() => setState({ partner: '' })} size={560}>
        {state.partner && <PartnerPanel key={state.partner} id={state.partner} />}
      </Panel>
    </>
  )
} // prettier-ignore

const nobody: ReadonlySet<string> = new Set()
type FilterName = (typeof filterNames)[number]

const filterLabel = (name: FilterName) => ({ type: t`Type`, tier: t`Tier`, category: t`Category`, stage: t`Stage`, tag: t`Tag` })[name]

const useOptions = () => {
  const { options, partnerTypes } = useTerms()
  return (name: FilterName) => {
    if (name === 'type') return partnerTypes
    return name === 'tag' ? options(name) : [...options(name), { value: 'none', label: t`None` }]
  }
}

const Filter = ({ name, value, set }: { name: FilterName; value: string; set: (next: string) => void }) => {
  const label = filterLabel(name)
  return (
    <Select
      size="xs" w={132} searchable aria-label={label} placeholder={label} data={useOptions()(name)} value={value || null}
      onChange={(next) => set(next ?? '')}
    />
  )
} // prettier-ignore

const useChips = (state: Readonly<Record<FilterName, string>>, remove: (name: FilterName) => void): FilterChip[] => {
  const options = useOptions()
  return filterNames.flatMap((name) => {
    if (!state[name]) return []
    const word = options(name).find(({ value }) => value === state[name])?.label ?? state[name]
    return [{ id: name, label: `${filterLabel(name)}: ${word}`, onRemove: () => remove(name) }]
  })
}

const useColumns = () => {
  const { t } = useLingui()
  return useMemo((): Column<PartnerRow>[] => [
    { id: 'name', heading: t`Name`, width: 230, cell: ({ name }) => name },
    { id: 'type', heading: t`Type`, width: 100, cell: ({ typeLabel }) => typeLabel },
    { id: 'tier', heading: t`Tier`, width: 100, cell: ({ tier }) => tier && <TermBadge word={tier} /> },
    { id: 'category', heading: t`Category`, width: 160, cell: ({ category }) => category && <TermBadge word={category} /> },
    { id: 'stage', heading: t`Stage`, width: 115, cell: ({ stage }) => stage && <TermBadge word={stage} /> },
    { id: 'tags', heading: t`Tags`, width: 200, cell: ({ tags }) => tags.map(({ label }) => label).join(', ') },
    { id: 'country', heading: t`Country`, width: 75, cell: ({ country }) => country },
    { id: 'partnerships', heading: t`Partnerships`, width: 105, numeric: true, cell: ({ partnerships }) => partnerships },
  ], [t]) // prettier-ignore
}
