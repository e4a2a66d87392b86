import { t } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Choice } from '#ui/choice.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { oneOf, paths, text, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { RowLine, TableOrList } from '#ui/row-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import classes from './arrangement.module.css'
import type { Choices, RoomDetail, RoomViewer } from './contract.ts'
import { LookerSelect } from './looker.tsx'
import { Reasons, StandingTag, traitLine } from './words.tsx'

const view = { looker: text(), standing: oneOf(['all', 'open', 'locked', 'hidden'], 'all'), search: text() }

/** Every partnership of the type before the room: who sees it, and what keeps the others out. */
export const ViewersTab = ({ room, choices }: { room: RoomDetail; choices: Choices }) => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const looker = state.looker || (choices.roles[0]?.code ?? '')
  const query = { looker, standing: state.standing === 'all' ? undefined : state.standing, search: state.search || undefined }
  const { rows, total, first, ...list } = usePages('GET /arrangement/:id/viewers', { params: { id: room.id }, query }, { keepPrevious: true })
  const counts = first?.counts ?? { open: 0, locked: 0, hidden: 0 }
  const columns = useColumns()
  return (
    <>
      <p className={classes.lead}>
        {room.status === 'live' ? (
          <Trans>How the room stands to everybody at this moment.</Trans>
        ) : (
          <Trans>The room is not live, so no partner sees it. This is how it would stand to everybody if it was.</Trans>
        )}
      </p>
      <FilterBar
        search={{ value: state.search, onChange: (typed) => setState({ search: typed }, { replace: true }), label: t`Partner or partnership` }}
        onClear={() => setState({ search: '' })}
        count={total === undefined ? undefined : <Plural value={total} one="# partnership" other="# partnerships" />}
      >
        <LookerSelect roles={choices.roles} value={looker} onChange={(next) => setState({ looker: next })} />
        <Choice
          label={t`How it stands`}
          value={state.standing}
          onChange={(standing) => setState({ standing })}
          options={[
            { value: 'all', label: t`All` },
            { value: 'open', label: t`See it: ${counts.open}` },
            { value: 'locked', label: t`Locked: ${counts.locked}` },
            { value: 'hidden', label: t`Don’t see it: ${counts.hidden}` },
          ]}
        />
      </FilterBar>
      <TableOrList
        label={t`Who can see ${room.label}`} columns={columns} rows={rows} rowId={({ partnership }) => partnership.id} rowName={({ partnership }) => partnership.name}
        total={total} href={({ partnership }) => paths.inspection({ partnership: partnership.id, looker })} height="page" {...list}
        empty={<EmptyState title={t`Nobody like this`} />}
        line={(viewer) => <Line {...viewer} />}
      />
    </>
  )
} // prettier-ignore

const Line = (viewer: RoomViewer) => (
  <RowLine
    name={viewer.partnership.name}
    about={[
      viewer.partnership.partner,
      traitLine(viewer.traits),
      <StandingTag key="standing" standing={viewer.standing} />,
      ...(viewer.standing === 'open' ? [] : [<Reasons key="reasons" {...viewer} />]),
    ]}
  />
)

const useColumns = () =>
  useMemo((): Column<RoomViewer>[] => [
    { id: 'partnership', heading: t`Partnership`, width: 240, cell: ({ partnership }) => partnership.name },
    { id: 'partner', heading: t`Partner`, width: 180, cell: ({ partnership }) => partnership.partner },
    { id: 'traits', heading: t`Tier, category, stage, tags`, width: 230, cell: ({ traits }) => traitLine(traits) },
    { id: 'standing', heading: t`Standing`, width: 130, cell: ({ standing }) => <StandingTag standing={standing} /> },
    { id: 'reasons', heading: t`What speaks against it`, width: 320, cell: (viewer) => (viewer.standing === 'open' ? '–' : <Reasons {...viewer} />) },
  ], []) // prettier-ignore
