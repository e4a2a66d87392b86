import { Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { addDays } from '#shared/dates.ts'
import { DateRange } from '#ui/date-range.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { day, text, type StateOf } from '#ui/paths.tsx'
import { useSession } from '#ui/session.tsx'
import type { AuditEntry } from './contract.ts'
import { eventLabel } from './entry-words.tsx'
import { eventNames } from './event-words.tsx'

export const view = { from: day(), to: day(), name: text(), person: text(), customer: text(), partner: text() }
export type State = StateOf<typeof view>

/** The last thirty days unless others were chosen. */
export const useShownRange = ({ from, to }: State) => {
  const { partnership } = useSession().start
  const [utcToday] = useState(() => new Date().toISOString().slice(0, 10))
  const today = partnership?.today ?? utcToday
  return { from: from || addDays(today, -29), to: to || today, today }
}
export type Range = ReturnType<typeof useShownRange>

export const queryOf = ({ to, name, person, customer, partner }: State, { from }: Range) => ({
  from,
  // Open unless chosen: the reader's today may not have begun where the log's days are counted, or be over.
  to: to || undefined,
  name: name || undefined,
  person: person || undefined,
  customer: customer || undefined,
  partner: partner || undefined,
})

type FiltersProps = { state: State; setState: (part: Partial<State>) => void; range: Range; rows: readonly AuditEntry[] }

export const Filters = ({ state, setState, range, rows }: FiltersProps) => {
  const { t } = useLingui()
  const back = (days: number) => ({ from: addDays(range.today, 1 - days), to: range.today })
  return (
    <FilterBar
      chips={chipsOf(state, rows, setState)}
      onClear={() => setState({ name: '', person: '', customer: '', partner: '', from: '', to: '' })}
    >
      <DateRange
        label={t`Days`}
        value={range}
        onChange={setState}
        max={range.today}
        presets={[
          { label: t`Today`, range: back(1) },
          { label: t`Last 7 days`, range: back(7) },
          { label: t`Last 30 days`, range: back(30) },
          { label: t`Last 365 days`, range: back(365) },
        ]}
      />
      <Select
        size="xs"
        w={240}
        searchable
        aria-label={t`Event`}
        placeholder={t`All events`}
        clearable
        value={state.name || null}
        data={eventNames.map((value) => ({ value, label: eventLabel(value) }))}
        onChange={(name) => setState({ name: name ?? '' })}
      />
    </FilterBar>
  )
}

/** The address holds ids; what they are called stands in the rows that they leave. */
const chipsOf = ({ person, customer, partner }: State, rows: readonly AuditEntry[], clear: (part: Partial<State>) => void) => {
  const people = rows.flatMap((entry) => [entry.person, entry.subject]).find((one) => one?.id === person)
  const names = {
    person: people?.name ?? t`one person`,
    customer: rows.find((entry) => entry.customer?.id === customer)?.customer?.name ?? t`one customer`,
    partner: rows.find((entry) => entry.partner?.id === partner)?.partner?.name ?? t`one partner`,
  }
  return [
    ...(person ? [{ id: 'person', label: t`Person: ${names.person}`, onRemove: () => clear({ person: '' }) }] : []),
    ...(customer ? [{ id: 'customer', label: t`Customer: ${names.customer}`, onRemove: () => clear({ customer: '' }) }] : []),
    ...(partner ? [{ id: 'partner', label: t`Partner: ${names.partner}`, onRemove: () => clear({ partner: '' }) }] : []),
  ]
}
