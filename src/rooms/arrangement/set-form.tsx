import { Accordion, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { presetAbout, presetLabel } from './preset-words.tsx'
import type { Presets } from './presets.contract.ts'
import { presetCodes, type PresetCode } from './presets.rules.ts'
import { Questions } from './questions.tsx'
import { areAnswered, recommend, type AnswerCode } from './questions.rules.ts'
import { SetPlan } from './set-plan.tsx'
import classes from './sets.module.css'

type SetFormProps = { presets: Presets; close: () => void }

/** The set that is chosen, the answers that spoke for it, and what will change. */
export const SetForm = ({ presets: { type, setup, presets }, close }: SetFormProps) => {
  const { t } = useLingui()
  const [answers, setAnswers] = useState<readonly AnswerCode[]>(setup?.answers ?? [])
  const [preset, setPreset] = useState<PresetCode | undefined>(setup?.preset)
  const [archivesOutside, setArchivesOutside] = useState(false)
  const choose = useSend('PUT /arrangement/presets', {
    invalidates: ['GET /arrangement', 'GET /arrangement/presets', 'GET /arrangement/presets/plan', 'GET /rooms'],
    quiet: true,
    onDone: () => {
      noticeDone(t`The rooms are arranged`)
      close()
    },
  })
  const answer = (next: readonly AnswerCode[]) => {
    setAnswers(next)
    if (areAnswered(next)) setPreset(recommend(next).preset)
  }
  // Half an answer says nothing: the rooms that it names come with all five.
  const counted = areAnswered(answers) ? answers : []
  return (
    <Stack gap="md">
      <ProblemNote problem={choose.error ?? undefined} />
      {setup && <Last setup={setup} />}
      <Accordion variant="contained" {...(setup?.answers.length ? { defaultValue: 'questions' } : {})}>
        <Accordion.Item value="questions">
          <Accordion.Control>
            <Trans>Let five questions choose</Trans>
          </Accordion.Control>
          <Accordion.Panel>
            <Questions answers={answers} change={answer} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      <Radio.Group label={t`Set`} value={preset ?? ''} onChange={(next) => setPreset(presetCodes.find((code) => code === next))}>
        <div className={classes.sets}>
          {presets.map(({ code, rooms }) => (
            <Radio
              key={code}
              value={code}
              label={presetLabel(code)}
              description={
                <>
                  {presetAbout(code)} <span className={classes.rooms}>{rooms.map(({ label }) => label).join(', ')}</span>
                </>
              }
            />
          ))}
        </div>
      </Radio.Group>
      {preset && <SetPlan type={type} preset={preset} answers={counted} archivesOutside={archivesOutside} archive={setArchivesOutside} />}
      <Group gap="sm">
        <ReasonedButton
          loading={choose.isPending}
          reason={preset ? undefined : t`Choose a set first.`}
          onClick={() => preset && choose.mutate({ body: { type, preset, answers: [...counted], archivesOutside } })}
        >
          <Trans>Use this set</Trans>
        </ReasonedButton>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
    </Stack>
  )
}

const Last = ({ setup }: { setup: NonNullable<Presets['setup']> }) => {
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  const [set, day, by] = [presetLabel(setup.preset), format.moment(setup.chosenAt, timeZone), setup.chosenBy]
  return (
    <Text size="sm" c="dimmed">
      {by ? (
        <Trans>
          {set}, chosen on {day} by {by}. Another choice removes nothing.
        </Trans>
      ) : (
        <Trans>
          {set}, chosen on {day}. Another choice removes nothing.
        </Trans>
      )}
    </Text>
  )
}
