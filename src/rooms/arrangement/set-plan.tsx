import { Checkbox, Skeleton } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArchive, IconPlus, IconPlayerPlay, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCall } from '#ui/query.tsx'
import { ErrorState } from '#ui/states.tsx'
import type { PresetCode } from './presets.rules.ts'
import type { AnswerCode } from './questions.rules.ts'
import classes from './sets.module.css'

type SetPlanProps = {
  type: string
  preset: PresetCode
  answers: readonly AnswerCode[]
  archivesOutside: boolean
  archive: (next: boolean) => void
}

/** What choosing the set would change, before it happens. */
export const SetPlan = ({ type, preset, answers, archivesOutside, archive }: SetPlanProps) => {
  const { t } = useLingui()
  const query = { type, preset, ...(answers.length > 0 ? { answers: answers.join(',') } : {}) }
  const { data: plan, error, refetch } = useCall('GET /arrangement/presets/plan', { query }, { keepPrevious: true })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!plan) return <Skeleton height={120} />
  const { adds, opens, outside } = plan
  const isNothing = adds.length + opens.length === 0 && !(archivesOutside && outside.length > 0)
  return (
    <section className={classes.plan} aria-label={t`What changes`}>
      <h3>
        <Trans>What changes</Trans>
      </h3>
      {isNothing && <p>{t`Nothing: these rooms are there already.`}</p>}
      <ul>
        {adds.map(({ label, status, comesLater, isPattern }) => (
          <Line key={label} Sign={IconPlus}>
            {status === 'live' ? (
              <Trans>{label} is added, live</Trans>
            ) : comesLater ? (
              <Trans>{label} is added as a draft: it is not available yet</Trans>
            ) : isPattern ? (
              <Trans>{label} is added as a draft, with blocks for you to fill</Trans>
            ) : (
              <Trans>{label} is added as a draft</Trans>
            )}
          </Line>
        ))}
        {opens.map(({ id, label }) => (
          <Line key={id} Sign={IconPlayerPlay}>
            <Trans>{label} goes live again</Trans>
          </Line>
        ))}
        {archivesOutside &&
          outside.map(({ id, label }) => (
            <Line key={id} Sign={IconArchive}>
              <Trans>{label} goes to the archive</Trans>
            </Line>
          ))}
      </ul>
      {outside.length > 0 && (
        <Checkbox
          checked={archivesOutside}
          onChange={(event) => archive(event.currentTarget.checked)}
          label={t`Archive what the set does not have`}
          description={t`${outside.map(({ label }) => label).join(', ')}. They can be taken out of the archive at any time. Rooms of your own stay as they are.`}
        />
      )}
    </section>
  )
}

const Line = ({ Sign, children }: { Sign: Icon; children: ReactNode }) => (
  <li>
    <Sign size={14} aria-hidden /> <span>{children}</span>
  </li>
)
