import { t } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconUserPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { PassphraseNote } from '#ui/passphrase-note.tsx'
import { paths, text, useHereWith, useUrlState } from '#ui/paths.tsx'
import { PersonLine } from '#ui/person-line.tsx'
import { PersonState } from '#ui/person-state.tsx'
import { usePages } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { StaffRole, StaffRow } from './contract.ts'
import { StaffDeeds } from './deeds.tsx'
import { StaffForm } from './form.tsx'

const view = { search: text(), person: text() }

/** The vendor's own people: who they are, what they may, and which partners they see. */
export const Page = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const [isAdding, setAdding] = useState(false)
  const [told, setTold] = useState<{ person: StaffRow; passphrase: string }>()
  const { rows, total, first, ...list } = usePages('GET /staff', { query: { search: state.search || undefined } }, { keepPrevious: true })
  const columns = useColumns()
  const hereWith = useHereWith(view, paths.staff())
  const roles: readonly StaffRole[] = first?.roles ?? []
  const shown = rows.find((person) => person.id === state.person)
  const close = () => {
    setAdding(false)
    setTold(undefined)
    setState({ person: '' })
  }
  return (
    <>
      <PageHeader title={t`Our own people`} about={t`Who of us signs in here, what they may do and which partners they see.`} />
      <FilterBar
        search={{ value: state.search, onChange: (typed) => setState({ search: typed }, { replace: true }), label: t`Name or address` }}
        onClear={() => setState({ search: '' })}
        count={total === undefined ? undefined : <Plural value={total} one="# person" other="# people" />}
        actions={
          <ReasonedButton size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            <Trans>Add a person</Trans>
          </ReasonedButton>
        }
      />
      <DataTable
        label={t`Our own people`} columns={columns} rows={rows} rowId={(person) => person.id} rowName={(person) => person.name}
        total={total} href={({ id }) => hereWith({ person: id })} height="page" {...list} empty={<EmptyState title={t`Nobody found`} />}
      />
      <Panel title={told?.person.name ?? shown?.name ?? t`Add a person`} opened={isAdding || shown !== undefined || told !== undefined} onClose={close}>
        {told ? (
          <PassphraseNote name={told.person.name} email={told.person.email} passphrase={told.passphrase} close={close} />
        ) : shown ? (
          <Shown key={shown.id} person={shown} roles={roles} close={close} onTold={(passphrase) => setTold({ person: shown, passphrase })} />
        ) : (
          isAdding && <StaffForm person={undefined} roles={roles} close={close} onAdded={setTold} />
        )}
      </Panel>
    </>
  )
} // prettier-ignore

type ShownProps = { person: StaffRow; roles: readonly StaffRole[]; close: () => void; onTold: (passphrase: string) => void }

const Shown = ({ person, roles, close, onTold }: ShownProps) => (
  <>
    <PersonLine email={person.email} state={person.state} invitation={person.invitation} />
    <StaffForm person={person} roles={roles} close={close} />
    <StaffDeeds person={person} onPassphrase={onTold} />
  </>
)

const useColumns = () => {
  const format = useFormat()
  const timeZone = useOwnTimeZone() // no partnership whose clock it could be
  return useMemo((): Column<StaffRow>[] => [
    { id: 'name', heading: t`Name`, width: 200, cell: ({ name, isYou }) => (isYou ? t`${name} (you)` : name) },
    { id: 'role', heading: t`Role`, width: 150, cell: ({ roleLabel }) => roleLabel },
    {
      id: 'partners', heading: t`Partners`, width: 200,
      cell: ({ reach, partners }) => (reach === 'all' ? t`All` : partners.map(({ name }) => name).join(', ') || t`None yet`),
    },
    { id: 'state', heading: t`State`, width: 160, cell: (person) => <PersonState {...person} /> },
    { id: 'email', heading: t`E-mail`, width: 210, cell: ({ email }) => email },
    {
      id: 'lastSeen', heading: t`Last seen`, width: 190, numeric: true,
      cell: ({ lastSeenAt }) => (lastSeenAt ? format.moment(lastSeenAt, timeZone) : t`Never`),
    },
  ], [format, timeZone]) // prettier-ignore
}
