import { Button, Indicator, MultiSelect, Popover, Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconFilter } from '@tabler/icons-react'
import type { FilterChip } from '#ui/filter-bar.tsx'
import { list, oneOf, text, whole, type StateOf } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { useSession } from '#ui/session.tsx'
import classes from './dashboard.module.css'
import { stateLabel, statusLabel } from './words.tsx'

const severities = ['high', 'medium', 'low'] as const
const states = ['paying', 'trial', 'archived', 'internal', 'demo'] as const
const statuses = ['active', 'upcoming', 'expired', 'none'] as const
const anyTime = -1
const windows = [0, 30, 60, 90] as const

/** What the address says of the list. */
export const filterParts = {
  search: text(),
  state: list(),
  status: list(),
  tag: list(),
  severity: oneOf(['', ...severities], ''),
  within: whole(anyTime),
  product: text(),
  /** What needs somebody comes first. */
  sort: text('-tasks'),
}
export type Filter = StateOf<typeof filterParts>
type SetFilter = (patch: Partial<Filter>) => void

export const emptyFilter: Partial<Filter> = { search: '', state: [], status: [], tag: [], severity: '', within: anyTime, product: '' }

const known = <T extends string>(allowed: readonly T[], given: readonly string[]) => allowed.filter((one) => given.includes(one))
const orNothing = <T,>(items: readonly T[]) => (items.length ? [...items] : undefined)

/** The same as the endpoint takes it. */
export const queryOf = (filter: Filter) => ({
  search: filter.search || undefined,
  state: orNothing(known(states, filter.state))?.join(','),
  status: orNothing(known(statuses, filter.status))?.join(','),
  tag: orNothing(filter.tag)?.join(','),
  severity: filter.severity || undefined,
  renewsWithinDays: filter.within === anyTime ? undefined : filter.within,
  product: filter.product || undefined,
  sort: filter.sort,
})

const severityLabel = (severity: (typeof severities)[number]) => ({ high: t`High`, medium: t`Medium or worse`, low: t`Any` })[severity]
const windowLabel = (days: number) => (days === 0 ? t`Overdue` : t`Within ${days} days`)

/** What is set, in words, each with a way to take it back. Tag chips go by the list of tags. */
export const chipsOf = (filter: Filter, set: SetFilter, productName: (code: string) => string): FilterChip[] => [
  ...known(states, filter.state).map((state) => ({
    id: `state ${state}`,
    label: t`State: ${stateLabel(state)}`,
    onRemove: () => set({ state: filter.state.filter((one) => one !== state) }),
  })),
  ...known(statuses, filter.status).map((status) => ({
    id: `status ${status}`,
    label: t`Orders: ${statusLabel(status)}`,
    onRemove: () => set({ status: filter.status.filter((one) => one !== status) }),
  })),
  ...(filter.tag.length ? [{ id: 'tag', label: t`Tags: ${filter.tag.length}`, onRemove: () => set({ tag: [] }) }] : []),
  ...(filter.severity
    ? [{ id: 'severity', label: t`Tasks: ${severityLabel(filter.severity)}`, onRemove: () => set({ severity: '' }) }]
    : []),
  ...(filter.within === anyTime
    ? []
    : [{ id: 'within', label: t`Renewal: ${windowLabel(filter.within)}`, onRemove: () => set({ within: anyTime }) }]),
  ...(filter.product ? [{ id: 'product', label: t`Uses ${productName(filter.product)}`, onRemove: () => set({ product: '' }) }] : []),
]

/** Opens the filters; the number says how many are set. */
export const FilterButton = ({ filter, setFilter, count }: { filter: Filter; setFilter: SetFilter; count: number }) => {
  const { t } = useLingui()
  return (
    <Popover position="bottom-start" shadow="md" trapFocus>
      <Indicator label={count} size={16} disabled={count === 0}>
        <Popover.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFilter size={15} aria-hidden />}
            aria-label={count ? t`Filter, ${count} set` : t`Filter`}
          >
            <Trans>Filter</Trans>
          </Button>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t`Filter customers`}>
        <Filters filter={filter} setFilter={setFilter} />
      </Popover.Dropdown>
    </Popover>
  )
}

const Filters = ({ filter, setFilter }: { filter: Filter; setFilter: SetFilter }) => {
  const { t } = useLingui()
  const { products } = useSession().start
  const tags = useCall('GET /tags').data?.items ?? []
  const inside = { comboboxProps: { withinPortal: false }, size: 'xs' } as const
  return (
    <div className={classes.filters}>
      <MultiSelect
        {...inside}
        label={t`State`}
        data={states.map((value) => ({ value, label: stateLabel(value) }))}
        value={filter.state}
        onChange={(state) => setFilter({ state })}
      />
      <MultiSelect
        {...inside}
        label={t`Orders`}
        data={statuses.map((value) => ({ value, label: statusLabel(value) }))}
        value={filter.status}
        onChange={(status) => setFilter({ status })}
      />
      <MultiSelect
        {...inside}
        label={t`Tags`}
        data={tags.map((tag) => ({ value: tag.id, label: `${tag.label} (${tag.customers})` }))}
        value={filter.tag}
        onChange={(tag) => setFilter({ tag })}
      />
      <Select
        {...inside}
        clearable
        label={t`Open tasks`}
        data={severities.map((value) => ({ value, label: severityLabel(value) }))}
        value={filter.severity || null}
        onChange={(value) => setFilter({ severity: severities.find((one) => one === value) ?? '' })}
      />
      <Select
        {...inside}
        clearable
        label={t`Renewal`}
        data={windows.map((days) => ({ value: String(days), label: windowLabel(days) }))}
        value={filter.within === anyTime ? null : String(filter.within)}
        onChange={(value) => setFilter({ within: value === null ? anyTime : Number(value) })}
      />
      <Select
        {...inside}
        clearable
        label={t`Uses the product`}
        data={products.map((product) => ({ value: product.code, label: product.name }))}
        value={filter.product || null}
        onChange={(product) => setFilter({ product: product ?? '' })}
      />
    </div>
  )
}
