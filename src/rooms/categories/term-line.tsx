import { Button } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Fragment } from 'react'
import { Link } from 'wouter'
import { paths } from '#ui/paths.tsx'
import { TermBadge } from '#ui/term-badge.tsx'
import { useTerms } from '#ui/terms.tsx'
import classes from './categories.module.css'
import type { Term } from './contract.ts'
import { partnerKinds, type PartnerKind } from './rules.ts'
import { phaseLabel } from './words.tsx'

const isOfPartners = (kind: string): kind is PartnerKind => partnerKinds.some((one) => one === kind)

/** A word with who and what has it. */
export const TermLine = ({ term, edit, archive }: { term: Term; edit: () => void; archive: () => void }) => {
  const { t } = useLingui()
  const { partnerTypes } = useTerms()
  const type = partnerTypes.find(({ value }) => value === term.partnerType)?.label
  return (
    <div className={classes.term}>
      <div className={classes.words}>
        {isOfPartners(term.kind) ? <TermBadge word={term} /> : <strong>{term.label}</strong>}
        <span className={classes.quiet}>{[type, term.phase && t`Phase: ${phaseLabel(term.phase)}`].filter(Boolean).join(' · ')}</span>
      </div>
      <span className={classes.usage}><Held term={term} /></span>
      <span className={classes.deeds}>
        <Button size="compact-xs" variant="subtle" onClick={edit} aria-label={t`Edit ${term.label}`}><Trans>Edit</Trans></Button>
        <Button size="compact-xs" variant="subtle" onClick={archive} aria-label={t`Archive ${term.label}`}><Trans>Archive</Trans></Button>
      </span>
    </div>
  )
} // prettier-ignore

/** Each count leads to what was counted. */
export const Held = ({ term: { kind, code, usage } }: { term: Term }) => {
  const counts = [
    ...(isOfPartners(kind) && usage.partners > 0
      ? [<Link key="partners" href={paths.partners({ [kind]: code })}><Plural value={usage.partners} one="# partner" other="# partners" /></Link>]
      : []),
    ...(usage.rooms > 0 ? [<Link key="rooms" href={paths.arrangement()}><Plural value={usage.rooms} one="# room" other="# rooms" /></Link>] : []),
    ...(usage.kitItems > 0
      ? [<Link key="kit" href={paths.kitItems({ word: code })}><Plural value={usage.kitItems} one="# kit item" other="# kit items" /></Link>]
      : []),
  ] // prettier-ignore
  if (counts.length === 0) return <Trans>Not used</Trans>
  return counts.map((count, at) => (
    <Fragment key={count.key}>
      {at > 0 && ' · '}
      {count}
    </Fragment>
  ))
}
