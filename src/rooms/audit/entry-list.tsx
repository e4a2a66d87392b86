import { UnstyledButton } from '@mantine/core'
import { useFormat } from '#ui/format.tsx'
import classes from './audit.module.css'
import type { AuditEntry } from './contract.ts'
import { eventLabel, factsLine, whoLabel } from './entry-words.tsx'

/** Entries below each other, where there is no room for a table. */
export const EntryList = ({
  entries,
  timeZone,
  open,
}: {
  entries: readonly AuditEntry[]
  timeZone: string
  open: (entry: AuditEntry) => void
}) => {
  const format = useFormat()
  return (
    <ul className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <UnstyledButton className={classes.item} onClick={() => open(entry)}>
            <strong>{eventLabel(entry.name)}</strong>
            <span className={classes.meta}>
              {[format.moment(entry.at, timeZone), whoLabel(entry), entry.subject?.name, entry.customer?.name, factsLine(entry)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}
