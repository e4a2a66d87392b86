import { Trans } from '@lingui/react/macro'
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './severity.module.css'

export type SeverityLevel = 'high' | 'medium' | 'low'
export type Tone = SeverityLevel | 'ok' | 'note'

const icons: Record<Tone, Icon> = {
  high: IconAlertTriangle,
  medium: IconAlertCircle,
  low: IconInfoCircle,
  ok: IconCircleCheck,
  note: IconInfoCircle,
}

/** A severity as icon, word and colour; never colour alone. */
export const Severity = ({ level }: { level: SeverityLevel }) => (
  <Tag tone={level}>{level === 'high' ? <Trans>High</Trans> : level === 'medium' ? <Trans>Medium</Trans> : <Trans>Low</Trans>}</Tag>
)

/** A state in the same look, in the caller's words: `<Tag tone="ok">Paying</Tag>`. */
export const Tag = ({ tone, children }: { tone: Tone; children: ReactNode }) => {
  const Sign = icons[tone]
  return (
    <span className={classes.tag} data-tone={tone}>
      <Sign size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}
