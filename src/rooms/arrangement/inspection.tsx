import { Anchor, Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import { PageHeader } from '#ui/page-header.tsx'
import { paths, text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { RowLine, TableOrList } from '#ui/row-list.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import classes from './arrangement.module.css'
import type { PartnershipChoice, SeenRoom } from './contract.ts'
import { LookerSelect } from './looker.tsx'
import { Reasons, StandingTag, StatusTag, traitLine } from './words.tsx'

const view = { partnership: text(), looker: text() }

/** One partnership before every room of its type: what it sees, and why not the rest. */
export const InspectionPage = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  // Roles are the configuration's: those of any type.
  const arranged = useCall('GET /arrangement')
  const type = arranged.data?.type ?? ''
  const choices = useCall('GET /arrangement/choices', { query: { type } }, { enabled: arranged.data !== undefined })
  const looker = state.looker || (choices.data?.roles[0]?.code ?? '')
  const isChosen = state.partnership !== '' && looker !== ''
  const query = { partnership: state.partnership, looker }
  const { data, error, refetch } = useCall('GET /arrangement/inspection', { query }, { enabled: isChosen, keepPrevious: true })
  const failed = error ?? choices.error ?? arranged.error
  return (
    <>
      <PageHeader
        title={t`What a partner sees`}
        about={<Anchor component={Link} href={paths.arrangement(data ? { type: data.type } : undefined)} size="sm">{t`Rooms`}</Anchor>}
      />
      <div className={classes.bar}>
        <PartnershipSelect chosen={isChosen ? data?.partnership : undefined} onChange={(partnership) => setState({ partnership })} />
        <LookerSelect roles={choices.data?.roles ?? []} value={looker} onChange={(next) => setState({ looker: next })} />
      </div>
      {failed ? (
        <ErrorState error={failed} retry={() => void refetch()} />
      ) : !isChosen ? (
        <EmptyState title={t`Choose a partnership`}>{t`Every room of its type is listed, with what speaks against it.`}</EmptyState>
      ) : data ? (
        <>
          <p className={classes.lead}>
            {data.partnership.partner} · {traitLine(data.traits)}
          </p>
          <SeenRooms rooms={data.rooms} />
        </>
      ) : (
        <Waiting label={t`Looking`} />
      )}
    </>
  )
}

const SeenRooms = ({ rooms }: { rooms: readonly SeenRoom[] }) => {
  const { t } = useLingui()
  const columns = useMemo((): Column<SeenRoom>[] => [
    { id: 'room', heading: t`Room`, width: 220, cell: ({ label }) => label },
    { id: 'standing', heading: t`Standing`, width: 140, cell: ({ standing }) => <StandingTag standing={standing} /> },
    { id: 'status', heading: t`Status`, width: 120, cell: ({ status }) => <StatusTag status={status} /> },
    { id: 'reasons', heading: t`What speaks against it`, width: 420, cell: (room) => (room.standing === 'open' ? '–' : <Reasons {...room} />) },
  ], [t]) // prettier-ignore
  return (
    <TableOrList
      label={t`Rooms as the partnership sees them`} columns={columns} rows={rooms} rowId={({ id }) => id} rowName={({ label }) => label}
      total={rooms.length} href={({ id }) => paths.arrangedRoom(id, 'access')} height="page" empty={<EmptyState title={t`No rooms yet`} />}
      line={(room) => (
        <RowLine
          name={<Anchor component={Link} href={paths.arrangedRoom(room.id, 'access')}>{room.label}</Anchor>}
          about={[
            <span key="signs" className={classes.about}><StandingTag standing={room.standing} /> <StatusTag status={room.status} /></span>,
            ...(room.standing === 'open' ? [] : [<Reasons key="reasons" {...room} />]),
          ]}
        />
      )}
    />
  )
} // prettier-ignore

type PartnershipSelectProps = { chosen: PartnershipChoice | undefined; onChange: (id: string) => void }

const PartnershipSelect = ({ chosen, onChange }: PartnershipSelectProps) => {
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const found = useCall('GET /arrangement/partnerships', { query: { search: search || undefined } }, { keepPrevious: true }).data
  const items = [...(chosen ? [chosen] : []), ...(found?.items ?? []).filter(({ id }) => id !== chosen?.id)]
  return (
    <Select
      size="xs" w={300} aria-label={t`Partnership`} placeholder={t`Type the name of a partnership`} searchable allowDeselect={false}
      nothingFoundMessage={<Trans>Nothing found</Trans>}
      onSearchChange={(typed) => setSearch(items.some(({ name }) => name === typed) ? '' : typed.trim())}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen?.id ?? null} onChange={(next) => next !== null && onChange(next)}
    />
  )
} // prettier-ignore
