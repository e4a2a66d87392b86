import { Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconUserPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { Panel } from '#ui/panel.tsx'
import { PassphraseNote } from '#ui/passphrase-note.tsx'
import { oneOf, paths, text, useHereWith, useUrlState } from '#ui/paths.tsx'
import { PersonState } from '#ui/person-state.tsx'
import { useCall, usePages } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { usePartnership } from '#ui/session.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { PersonRow, RoleRow } from './contract.ts'
import { seesCustomers } from './fields.tsx'
import { NewPersonForm, type Added } from './new-person.tsx'
import { PersonPanel } from './person-panel.tsx'
import { personSorts, personStates } from './rules.ts'

const view = { search: text(), role: text(), state: oneOf(['', ...personStates], ''), sort: oneOf(personSorts, 'name'), person: text() }

const noRoles: readonly RoleRow[] = []

const stateLabel = (state: (typeof personStates)[number]) => ({ active: t`Active`, invited: t`Invited`, disabled: t`Disabled` })[state]

export const PeopleTab = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const [isAdding, setAdding] = useState(false)
  const [added, setAdded] = useState<Added>()
  const close = () => {
    setAdding(false)
    setAdded(undefined)
  }
  const query = { search: state.search || undefined, role: state.role || undefined, state: state.state || undefined, sort: state.sort }
  const { rows, total, first, ...list } = usePages('GET /people', { query }, { keepPrevious: true })
  const roles = useCall('GET /roles').data?.items ?? noRoles
  const columns = useColumns(roles)
  const hereWith = useHereWith(view, paths.people())
  const chips = [
    ...(state.role ? [{ id: 'role', label: t`Role: ${roles.find(({ code }) => code === state.role)?.label ?? state.role}`, onRemove: () => setState({ role: '' }) }] : []),
    ...(state.state ? [{ id: 'state', label: t`State: ${stateLabel(state.state)}`, onRemove: () => setState({ state: '' }) }] : []),
  ]
  return (
    <>
      <FilterBar
        search={{ value: state.search, onChange: (typed) => setState({ search: typed }, { replace: true }), label: t`Name or address` }}
        chips={chips}
        onClear={() => setState({ role: '', state: '' })}
        count={total === undefined ? undefined : <Plural value={total} one="# person" other="# people" />}
        actions={
          <ReasonedButton size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} reason={first?.may.add ?? undefined} onClick={() => setAdding(true)}>
            <Trans>Add a person</Trans>
          </ReasonedButton>
        }
      >
        <Select
          size="xs" aria-label={t`Role`} w={150} allowDeselect={false} value={state.role}
          data={[{ value: '', label: t`All roles` }, ...roles.map(({ code, label }) => ({ value: code, label }))]}
          onChange={(role) => setState({ role: role ?? '' })}
        />
        <Select
          size="xs" aria-label={t`State`} w={140} allowDeselect={false} value={state.state}
          data={[{ value: '', label: t`All states` }, ...personStates.map((value) => ({ value, label: stateLabel(value) }))]}
          onChange={(next) => setState({ state: view.state.read([next ?? '']) })}
        />
      </FilterBar>
      <DataTable
        label={t`People`} columns={columns} rows={rows} rowId={(person) => person.id} rowName={(person) => person.name} total={total}
        href={({ id }) => hereWith({ person: id })} sort={state.sort} onSort={(sort) => setState({ sort: view.sort.read([sort]) })} height="page" {...list}
        empty={<EmptyState title={t`Nobody found`}>{t`Nobody fits these filters.`}</EmptyState>}
      />
      <Panel title={added ? t`${added.person.name} is invited` : t`Add a person`} opened={isAdding} onClose={close}>
        {added?.passphrase ? (
          <PassphraseNote name={added.person.name} email={added.person.email} passphrase={added.passphrase} close={close} />
        ) : (
          isAdding && <NewPersonForm roles={roles} close={close} onAdded={(reply) => (reply.passphrase ? setAdded(reply) : close())} />
        )}
      </Panel>
      <PersonPanel id={state.person} roles={roles} close={() => setState({ person: '' })} />
    </>
  )
} // prettier-ignore

const useColumns = (roles: readonly RoleRow[]) => {
  const format = useFormat()
  const { timeZone } = usePartnership()
  return useMemo((): Column<PersonRow>[] => [
    { id: 'name', heading: t`Name`, width: 200, sortBy: 'name', cell: ({ name, isYou }) => (isYou ? t`${name} (you)` : name) },
    { id: 'role', heading: t`Role`, width: 140, cell: ({ roleLabel }) => roleLabel },
    {
      id: 'scope', heading: t`Customers`, width: 130,
      cell: ({ role, scope, customers }) => (!seesCustomers(roles.find(({ code }) => code === role)) ? '–' : scope === 'all' ? t`All` : customers === 0 ? t`None yet` : <Plural value={customers} one="# assigned" other="# assigned" />),
    },
    { id: 'state', heading: t`State`, width: 170, cell: (person) => <PersonState {...person} /> },
    { id: 'email', heading: t`E-mail`, width: 230, sortBy: 'email', cell: ({ email }) => email },
    {
      id: 'lastSeen', heading: t`Last seen`, width: 190, numeric: true, sortBy: 'lastSeen',
      cell: ({ lastSeenAt }) => (lastSeenAt ? format.moment(lastSeenAt, timeZone) : t`Never`),
    },
  ], [format, timeZone, roles]) // prettier-ignore
}
