import { Button, Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconPackage } from '@tabler/icons-react'
import { useEffect } from 'react'
import { call } from '#ui/api-client.tsx'
import { FilterBar, type FilterChip } from '#ui/filter-bar.tsx'
import { languageName } from '#ui/language-names.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { flag, text, useUrlState } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { useCall, usePages } from '#ui/query.tsx'
import { usePerson } from '#ui/session.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { KitChoices } from './contract.ts'
import { ItemCard } from './item-card.tsx'
import classes from './kit.module.css'

const filterNames = ['type', 'audience', 'industry', 'product', 'language'] as const
type FilterName = (typeof filterNames)[number]
const view = { search: text(), type: text(), audience: text(), industry: text(), product: text(), language: text(), news: flag() }
const nothing = { search: '', type: '', audience: '', industry: '', product: '', language: '', news: false }

/** Everything that helps to sell: found by what it is, whom it is for, and what is new. */
export const Page = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const { data: choices } = useCall('GET /kit/choices')
  useVisit()
  const { search, news } = state
  const named = Object.fromEntries(filterNames.map((name) => [name, state[name] || undefined]))
  const query = { ...named, search: search || undefined, news: news ? ('yes' as const) : undefined }
  const { rows, total, error, isPending, retry, hasMore, isFetchingMore, fetchMore } = usePages('GET /kit', { query }, { keepPrevious: true })
  const chips = useChips(state, choices, (patch) => setState(patch))
  const isNarrowed = chips.length > 0 || search !== ''
  return (
    <>
      <PageHeader title={t`Kit`} about={t`What helps you to sell: always the version that holds.`} />
      <FilterBar
        search={{ value: search, onChange: (next) => setState({ search: next }, { replace: true }), label: t`Title or description` }}
        chips={chips} onClear={() => setState(nothing)}
        count={total === undefined ? undefined : <Plural value={total} one="# item" other="# items" />}
      >
        {filterNames.map((name) => (
          <Filter key={name} name={name} choices={choices} value={state[name]} set={(next) => setState({ [name]: next })} />
        ))}
        {choices !== undefined && choices.news > 0 && (
          <Button size="xs" variant={news ? 'filled' : 'default'} aria-pressed={news} onClick={() => setState({ news: !news })}>
            <Trans>New since your last visit: {choices.news}</Trans>
          </Button>
        )}
      </FilterBar>
      {error ? (
        <ErrorState error={error} retry={retry} />
      ) : isPending ? (
        <Waiting label={t`The kit is being fetched`} />
      ) : rows.length === 0 ? (
        <EmptyState icon={IconPackage} title={isNarrowed ? t`Nothing is like this` : t`Nothing here yet`}>
          {isNarrowed ? t`Clear a filter to see more.` : t`What your vendor prepares for you will stand here.`}
        </EmptyState>
      ) : (
        <ul className={classes.grid} aria-label={t`Kit`}>
          {rows.map((item) => (
            <li key={item.id} className={classes.card}><ItemCard item={item} /></li>
          ))}
        </ul>
      )}
      {hasMore && (
        <Button variant="default" mt="sm" fullWidth loading={isFetchingMore} onClick={fetchMore}><Trans>Show more</Trans></Button>
      )}
    </>
  )
} // prettier-ignore

/** Tells that the reader is here; staff who look on leave no trace, also in the log of failed requests. */
const useVisit = () => {
  const { side } = usePerson()
  useEffect(() => {
    // What is new stays marked for as long as the visit lasts, whether or not this arrives.
    if (side === 'partner') void call('POST /kit/visits').catch(() => {})
  }, [side])
}

const filterLabel = (name: FilterName) =>
  ({ type: t`Type`, audience: t`Audience`, industry: t`Industry`, product: t`Product`, language: t`Language` })[name]

const useOptions = (choices: KitChoices | undefined) => {
  const products = useProducts()
  const coded = (words: readonly { code: string; label: string }[] = []) => words.map(({ code, label }) => ({ value: code, label }))
  return (name: FilterName) =>
    ({
      type: coded(choices?.types),
      audience: coded(choices?.audiences),
      industry: coded(choices?.industries),
      product: (choices?.products ?? []).map((value) => ({ value, label: products.name(value) })),
      language: (choices?.languages ?? []).map((value) => ({ value, label: languageName(value) })),
    })[name]
}

type FilterProps = { name: FilterName; choices: KitChoices | undefined; value: string; set: (next: string) => void }

/** Only where there is a choice. */
const Filter = ({ name, choices, value, set }: FilterProps) => {
  const options = useOptions(choices)(name)
  const label = filterLabel(name)
  if (options.length < 2 && !value) return null
  return <Select size="xs" w={136} searchable aria-label={label} placeholder={label} data={options} value={value || null} onChange={(next) => set(next ?? '')} />
} // prettier-ignore

type State = Record<FilterName, string> & { news: boolean }

const useChips = (state: State, choices: KitChoices | undefined, set: (patch: Partial<State>) => void): FilterChip[] => {
  const options = useOptions(choices)
  const chips = filterNames.flatMap((name) => {
    if (!state[name]) return []
    const word = options(name).find(({ value }) => value === state[name])?.label ?? state[name]
    return [{ id: name, label: `${filterLabel(name)}: ${word}`, onRemove: () => set({ [name]: '' }) }]
  })
  return state.news ? [...chips, { id: 'news', label: t`New to you`, onRemove: () => set({ news: false }) }] : chips
}
