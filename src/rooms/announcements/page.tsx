import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { Choice } from '#ui/choice.tsx'
import { FilterBar } from '#ui/filter-bar.tsx'
import { useFormat } from '#ui/format.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { paths, text, useHereWith, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import classes from './announcements.module.css'
import type { AnnouncementRow } from './contract.ts'
import { AnnouncementForm } from './form.tsx'
import { Recipients } from './recipients.tsx'
import { StateTag } from './words.tsx'

const view = { search: text(), announcement: text() }

/** What the vendor has to say to its partners: to whom, for how long, and who has read it. */
export const Page = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const [isAdding, setAdding] = useState(false)
  const { rows, total, ...list } = usePages('GET /announcements', { query: { search: state.search || undefined } }, { keepPrevious: true })
  const columns = useColumns()
  const hereWith = useHereWith(view, paths.announcements())
  const shown = rows.find(({ id }) => id === state.announcement)
  const close = () => {
    setAdding(false)
    setState({ announcement: '' })
  }
  return (
    <>
      <PageHeader title={t`Announcements`} about={t`What you have to say to partners. It stands on their overview from its first day to its last.`} />
      <FilterBar
        search={{ value: state.search, onChange: (typed) => setState({ search: typed }, { replace: true }), label: t`Title` }}
        onClear={() => setState({ search: '' })}
        count={total === undefined ? undefined : <Plural value={total} one="# announcement" other="# announcements" />}
        actions={
          <ReasonedButton size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            <Trans>Announce something</Trans>
          </ReasonedButton>
        }
      />
      <DataTable
        label={t`Announcements`} columns={columns} rows={rows} rowId={({ id }) => id} rowName={({ title }) => title} total={total}
        href={({ id }) => hereWith({ announcement: id })} height="page" {...list}
        empty={<EmptyState icon={IconSpeakerphone} title={t`Nothing is announced`}>{t`Say what is new, and see who has read it.`}</EmptyState>}
      />
      <Panel title={shown?.title ?? t`Announce something`} opened={isAdding || shown !== undefined} onClose={close} size={620}>
        {shown ? (
          <Shown key={shown.id} announcement={shown} close={close} />
        ) : (
          isAdding && <AnnouncementForm announcement={undefined} close={close} />
        )}
      </Panel>
    </>
  )
} // prettier-ignore

/** One of them: what it says, and who has read it. */
const Shown = ({ announcement, close }: { announcement: AnnouncementRow; close: () => void }) => {
  const { t } = useLingui()
  const [part, setPart] = useState<'text' | 'readers'>('text')
  return (
    <div className={classes.one}>
      <Choice
        label={t`What is shown`}
        value={part}
        onChange={setPart}
        options={[
          { value: 'text', label: t`Announcement` },
          { value: 'readers', label: t`Who has read it` },
        ]}
      />
      {part === 'text' ? <AnnouncementForm announcement={announcement} close={close} /> : <Recipients announcement={announcement} />}
    </div>
  )
}

const useColumns = () => {
  const { t } = useLingui()
  const format = useFormat()
  return useMemo((): Column<AnnouncementRow>[] => {
    const share = ({ read, meant }: AnnouncementRow['people']) => t`${format.whole(read)} of ${format.whole(meant)}`
    return [
      { id: 'title', heading: t`Title`, width: 260, cell: ({ title }) => title },
      { id: 'state', heading: t`State`, width: 130, cell: ({ state }) => <StateTag state={state} /> },
      { id: 'from', heading: t`First day`, numeric: true, width: 120, cell: ({ from }) => format.day(from) },
      { id: 'to', heading: t`Last day`, numeric: true, width: 120, cell: ({ to }) => (to === null ? t`Open` : format.day(to)) },
      { id: 'partners', heading: t`Partners who read it`, numeric: true, width: 150, cell: ({ partners }) => share(partners) },
      { id: 'people', heading: t`People who read it`, numeric: true, width: 150, cell: ({ people }) => share(people) },
      {
        id: 'acknowledged', heading: t`Acknowledged`, numeric: true, width: 130,
        cell: ({ people, needsAcknowledgement }) => (needsAcknowledgement ? t`${format.whole(people.acknowledged)} of ${format.whole(people.meant)}` : '–'),
      },
    ]
  }, [t, format]) // prettier-ignore
}
