import { Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import type { PartnerDetail } from './contract.ts'
import classes from './partners.module.css'
import { fieldLabel } from './words.tsx'

/** What was changed, the newest first. */
export const Changes = ({ changes }: { changes: PartnerDetail['changes'] }) => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  if (changes.length === 0) return <p className={classes.line}><Trans>Nothing yet.</Trans></p>
  const named = (words: readonly string[]) => words.join(', ') || t`none`
  return (
    <ul className={classes.changes} aria-label={t`What was changed`}>
      {changes.map(({ at, byName, field, before, after }, place) => (
        <li key={`${at} ${place}`}>
          <span>{fieldLabel(field)}: {named(before)} → <strong>{named(after)}</strong></span>
          <span className={classes.when}>{format.moment(at, timeZone)} · {byName ?? t`Import`}</span>
        </li>
      ))}
    </ul>
  )
} // prettier-ignore
