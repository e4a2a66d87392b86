import { Button, Group, Select, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { addDays } from '#shared/dates.ts'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import type { TaskDetail } from './contract.ts'
import { reasonLabel } from './life-words.tsx'
import { dismissReasons, longestSnoozeDays, quietDayChoices, type DismissReason } from './life.rules.ts'
import type { TaskDeeds } from './task-deeds.tsx'
import classes from './tasks.module.css'

type DeedBarProps = { detail: TaskDetail; deeds: TaskDeeds }

/** What can be done with a task; snoozing and dismissing ask what they need to know below the buttons. */
export const DeedBar = ({ detail, deeds }: DeedBarProps) => {
  const { t } = useLingui()
  const [asked, ask] = useState<'snooze' | 'dismiss'>()
  const { state } = detail.task
  const { refusals } = detail
  const close = () => ask(undefined)
  const isClosed = state === 'done' || state === 'dismissed' || state === 'resolved'
  if (isClosed)
    return (
      <ReasonedButton size="xs" variant="default" loading={deeds.isBusy} reason={refusals.reopen ?? undefined} onClick={() => void deeds.reopen()}>
        <Trans>Reopen</Trans>
      </ReasonedButton>
    )
  return (
    <div className={classes.deeds}>
      <Group gap={8} role="group" aria-label={t`What to do with it`}>
        {state === 'acknowledged' ? (
          <ReasonedButton size="xs" variant="default" loading={deeds.isBusy} reason={refusals.unacknowledge ?? undefined} onClick={() => void deeds.unacknowledge()}>
            <Trans>Take acknowledgement back</Trans>
          </ReasonedButton>
        ) : (
          state === 'open' && (
            <ReasonedButton size="xs" loading={deeds.isBusy} reason={refusals.acknowledge ?? undefined} onClick={() => void deeds.acknowledge()}>
              <Trans>Acknowledge</Trans>
            </ReasonedButton>
          )
        )}
        {state === 'snoozed' ? (
          <ReasonedButton size="xs" loading={deeds.isBusy} reason={refusals.wake ?? undefined} onClick={() => void deeds.wake()}>
            <Trans>Wake now</Trans>
          </ReasonedButton>
        ) : (
          <Toggle isOpen={asked === 'snooze'} reason={refusals.snooze} onClick={() => ask(asked === 'snooze' ? undefined : 'snooze')}>
            <Trans>Snooze</Trans>
          </Toggle>
        )}
        <ReasonedButton size="xs" variant="default" loading={deeds.isBusy} reason={refusals.finish ?? undefined} onClick={() => void deeds.finish()}>
          <Trans>Done</Trans>
        </ReasonedButton>
        <Toggle isOpen={asked === 'dismiss'} reason={refusals.dismiss} onClick={() => ask(asked === 'dismiss' ? undefined : 'dismiss')}>
          <Trans>Dismiss</Trans>
        </Toggle>
      </Group>
      {asked === 'snooze' && <SnoozeForm today={detail.asOf} deeds={deeds} close={close} />}
      {asked === 'dismiss' && <DismissForm deeds={deeds} close={close} />}
    </div>
  )
} // prettier-ignore

type ToggleProps = { isOpen: boolean; reason: string | null; onClick: () => void; children: React.ReactNode }

const Toggle = ({ isOpen, reason, onClick, children }: ToggleProps) => (
  <ReasonedButton size="xs" variant={isOpen ? 'light' : 'default'} reason={reason ?? undefined} onClick={onClick}>
    {children}
  </ReasonedButton>
)

const SnoozeForm = ({ today, deeds, close }: { today: string; deeds: TaskDeeds; close: () => void }) => {
  const { t } = useLingui()
  const [until, setUntil] = useState(addDays(today, 1))
  const earliest = addDays(today, 1)
  const latest = addDays(today, longestSnoozeDays)
  const isFit = until >= earliest && until <= latest
  const send = async (day: string) => {
    if (await deeds.snooze(day)) close()
  }
  return (
    <fieldset className={classes.asked}>
      <legend className="only-spoken">{t`Snooze until`}</legend>
      <Group gap={8}>
        {deeds.snoozeDays.map(({ label, until: day }) => (
          <Button key={day} size="xs" variant="default" loading={deeds.isBusy} onClick={() => void send(day)}>
            {label}
          </Button>
        ))}
      </Group>
      <Group gap={8} align="end">
        <TextInput
          size="xs" type="date" label={t`Until the day`} min={earliest} max={latest} value={until} onChange={(event) => setUntil(event.currentTarget.value)}
          error={isFit ? undefined : t`Choose a day within the next ${longestSnoozeDays} days.`}
        />
        <ReasonedButton size="xs" loading={deeds.isBusy} reason={isFit ? undefined : t`Choose a day within the next ${longestSnoozeDays} days.`} onClick={() => void send(until)}>
          <Trans>Snooze until this day</Trans>
        </ReasonedButton>
      </Group>
    </fieldset>
  )
} // prettier-ignore

const DismissForm = ({ deeds, close }: { deeds: TaskDeeds; close: () => void }) => {
  const { t } = useLingui()
  const [reason, setReason] = useState<DismissReason | null>(null)
  const [note, setNote] = useState('')
  const [quietDays, setQuietDays] = useState<(typeof quietDayChoices)[number]>(30)
  const lacks = reason === null ? t`Choose a reason first.` : reason === 'other' && note.trim() === '' ? t`Say why in a few words.` : undefined
  const send = async () => {
    if (reason !== null && (await deeds.dismiss({ reason, note: note.trim() || null, quietDays }))) close()
  }
  return (
    <fieldset className={classes.asked}>
      <legend className="only-spoken">{t`Dismiss`}</legend>
      <Select
        size="xs" label={t`Reason`} placeholder={t`Choose a reason`} value={reason} data={dismissReasons.map((value) => ({ value, label: reasonLabel(value) }))}
        onChange={(next) => setReason(dismissReasons.find((one) => one === next) ?? null)}
      />
      <TextInput size="xs" label={t`In a few words`} description={reason === 'other' ? undefined : t`Optional`} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <Select
        size="xs" label={t`Keep quiet for`} allowDeselect={false} value={String(quietDays)} data={quietDayChoices.map((value) => ({ value: String(value), label: t`${value} days` }))}
        description={t`It comes back earlier if it gets worse.`}
        onChange={(next) => setQuietDays(quietDayChoices.find((one) => String(one) === next) ?? quietDays)}
      />
      <Group gap={8}>
        <ReasonedButton size="xs" loading={deeds.isBusy} reason={lacks} onClick={() => void send()}><Trans>Dismiss the task</Trans></ReasonedButton>
        <Button size="xs" variant="default" onClick={close}><Trans>Cancel</Trans></Button>
      </Group>
    </fieldset>
  )
} // prettier-ignore
