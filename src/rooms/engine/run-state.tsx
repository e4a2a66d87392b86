import { Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Tag } from '#ui/severity.tsx'
import type { Run } from './contract.ts'
import classes from './engine.module.css'
import { outcomeWords } from './words.tsx'

/** How a run stands or ended, and when. */
export const RunState = ({ run }: { run: Run }) => {
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  return (
    <span className={classes.state}>
      <Outcome run={run} />
      <span className={classes.about}>{format.moment(run.endedAt ?? run.startedAt ?? run.dueAt, timeZone)}</span>
    </span>
  )
}

export const Outcome = ({ run: { outcome, progress } }: { run: Run }) => {
  const { i18n } = useLingui()
  const { label, tone } = outcomeWords[outcome]
  return (
    <Tag tone={tone}>
      {i18n._(label)}
      {progress && <Steps {...progress} />}
    </Tag>
  )
}

/** How far it is. */
export const Steps = ({ done, total }: { done: number; total: number }) => {
  const format = useFormat()
  const [so, of] = [format.whole(done), format.whole(total)]
  return (
    <span className={classes.steps}>
      <Trans>
        {so} of {of}
      </Trans>
    </span>
  )
}
