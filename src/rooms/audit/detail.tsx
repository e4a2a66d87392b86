import { Button } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Format } from '#ui/format.tsx'
import { useSession } from '#ui/session.tsx'
import classes from './audit.module.css'
import type { AuditEntry } from './contract.ts'
import { capacityLabel, factText, whoLabel } from './entry-words.tsx'

type Narrow = (part: { person?: string; customer?: string; partner?: string }) => void
type Row = { term: string; value: ReactNode }
type EntryDetailProps = { entry: AuditEntry; format: Format; timeZone: string; narrow: Narrow }

/** All that is known of one entry, and the way to the others about the same person, customer or partner. */
export const EntryDetail = ({ entry, format, timeZone, narrow }: EntryDetailProps) => {
  const { isDemo } = useSession().start
  const { person, subject, customer, partner, viewer } = entry
  const only = (part: Parameters<Narrow>[0], name: string) => (
    <Button size="compact-xs" variant="subtle" aria-label={t`Only these: ${name}`} onClick={() => narrow(part)}>
      <Trans>Only these</Trans>
    </Button>
  )
  const rows: Row[] = [
    { term: t`When`, value: format.moment(entry.at, timeZone) },
    { term: t`Who`, value: <>{whoLabel(entry)} {person && only({ person: person.id }, whoLabel(entry))}</> },
    { term: t`As`, value: capacityLabel(entry.by) },
    { term: t`Seen by`, value: viewer && (viewer.name ?? t`Somebody of the vendor`) },
    { term: t`Whom`, value: subject && <>{subject.name ?? t`Somebody`} {only({ person: subject.id }, subject.name ?? t`Somebody`)}</> },
    { term: t`Partner`, value: partner && <>{partner.name} {only({ partner: partner.id }, partner.name)}</> },
    { term: t`Customer`, value: customer && <>{customer.name ?? '–'} {only({ customer: customer.id }, customer.name ?? t`Customer`)}</> },
    ...Object.entries(entry.facts).map(([name, value]) => ({ term: name, value: factText(value) })),
    { term: t`From`, value: entry.address ?? '–' },
    { term: t`Request`, value: <code className={classes.code}>{entry.requestId ?? '–'}</code> },
    { term: t`Event`, value: <code className={classes.code}>{entry.name}</code> },
    { term: t`Place in the log`, value: entry.seq === null ? (isDemo ? t`the demo’s log is not sealed` : t`not sealed yet`) : format.whole(entry.seq) },
  ]
  return (
    <dl className={classes.detail}>
      {rows.map(({ term, value }) => value !== null && (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
} // prettier-ignore
