import { t } from '@lingui/core/macro'
import { CellButton } from '#ui/cell-button.tsx'
import type { Format } from '#ui/format.tsx'
import type { Column } from '#ui/table-columns.tsx'
import classes from './audit.module.css'
import type { AuditEntry } from './contract.ts'
import { eventLabel, factsLine, whoLabel, whomLabel } from './entry-words.tsx'

export type Shown = { format: Format; timeZone: string; isVendor: boolean; open: (entry: AuditEntry) => void }

export const auditColumns = ({ format, timeZone, isVendor, open }: Shown): Column<AuditEntry>[] => [
  {
    id: 'what', heading: t`What`, width: 200,
    cell: (entry) => <CellButton open={() => open(entry)}>{eventLabel(entry.name)}</CellButton>,
  },
  { id: 'at', heading: t`When`, width: 190, cell: ({ at }) => format.moment(at, timeZone) },
  { id: 'who', heading: t`Who`, width: 125, cell: whoLabel },
  { id: 'subject', heading: t`Whom`, width: 125, cell: (entry) => whomLabel(entry) ?? '–' },
  ...(isVendor ? [{ id: 'partner', heading: t`Partner`, width: 130, cell: ({ partner }: AuditEntry) => partner?.name ?? '–' }] : []),
  { id: 'customer', heading: t`Customer`, width: 130, cell: ({ customer }) => customer?.name ?? '–' },
  { id: 'facts', heading: t`Details`, width: 150, cell: (entry) => <span className={classes.facts}>{factsLine(entry) || '–'}</span> },
  { id: 'address', heading: t`From`, width: 112, cell: ({ address }) => address ?? '–' },
] // prettier-ignore
