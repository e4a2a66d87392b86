import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Choice } from '#ui/choice.tsx'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Section } from '#ui/page-header.tsx'
import { usePages } from '#ui/query.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { AnnouncementRow, Recipient } from './contract.ts'
import { readingStates, type ReadingState } from './rules.ts'
import { readingLabel } from './words.tsx'

/** Who has read it and who has not. */
export const Recipients = ({ announcement: { id, people, partners, needsAcknowledgement } }: { announcement: AnnouncementRow }) => {
  const { t } = useLingui()
  const format = useFormat()
  const [state, setState] = useState<ReadingState | ''>('')
  const query = state ? { state } : {}
  const list = usePages('GET /announcements/:id/recipients', { params: { id }, query }, { keepPrevious: true })
  const of = (part: number, whole: number) => t`${format.whole(part)} of ${format.whole(whole)}`
  const offered = readingStates.filter((one) => needsAcknowledgement || one !== 'acknowledged')
  return (
    <Section title={t`Who has read it`}>
      <Stats label={t`Who has read it`} count={needsAcknowledgement ? 3 : 2}>
        <Stat label={t`Partners`} value={of(partners.read, partners.meant)} about={t`one of their people read it`} />
        <Stat label={t`People`} value={of(people.read, people.meant)} />
        {needsAcknowledgement && <Stat label={t`Acknowledged`} value={of(people.acknowledged, people.meant)} />}
      </Stats>
      <Choice
        label={t`Who is listed`}
        value={state}
        onChange={setState}
        options={[{ value: '', label: t`All` }, ...offered.map((value) => ({ value, label: readingLabel(value) }))]}
      />
      {list.error ? (
        <ErrorState error={list.error} retry={list.retry} />
      ) : list.isPending ? (
        <Waiting label={t`The people are being fetched`} />
      ) : list.rows.length === 0 ? (
        <EmptyState title={t`Nobody here`} />
      ) : (
        <RowList label={t`Who is meant`} rows={list.rows} rowId={({ id: person, partnership }) => `${person} ${partnership}`} line={(row) => <Line recipient={row} />} />
      )}
      {list.hasMore && (
        <Button variant="default" mt="sm" fullWidth loading={list.isFetchingMore} onClick={list.fetchMore}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Section>
  )
} // prettier-ignore

const Line = ({ recipient: { name, partner, partnership, state, at } }: { recipient: Recipient }) => {
  const { moment } = useFormat()
  const timeZone = useOwnTimeZone()
  const when = at === null ? readingLabel(state) : `${readingLabel(state)} · ${moment(at, timeZone)}`
  return <RowLine name={name} about={[partnership.startsWith(partner) ? partnership : `${partner}, ${partnership}`, when]} />
}
