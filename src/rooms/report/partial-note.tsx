import { Trans } from '@lingui/react/macro'
import { Tag } from '#ui/severity.tsx'
import classes from './report.module.css'

/** Somebody who sees some of the customers should know that sums are of those. */
export const PartialNote = ({ bills = false }: { bills?: boolean }) => (
  <p className={classes.note}>
    <Tag tone="note">
      <Trans>Your customers only</Trans>
    </Tag>
    {bills ? (
      <Trans>
        Sums are of the customers that are assigned to you. Commitments and bills are the whole partnership's, so no bill is worked out from
        a part.
      </Trans>
    ) : (
      <Trans>Sums are of the customers that are assigned to you.</Trans>
    )}
  </p>
)
