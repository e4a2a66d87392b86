import { Button, NativeSelect, Switch } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconLock } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Section } from '#ui/page-header.tsx'
import { call } from '#ui/api-client.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { useQuickChange } from '#ui/quick-change.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { Choice, Choices } from './contract.ts'
import classes from './choices.module.css'
import { eventWords, frequencyLabel, groupLabel } from './words.tsx'

/** What one is told, in the portal and by e-mail, and how often. Each choice is kept at once. */
export const ChoicesPanel = () => {
  const { t } = useLingui()
  const client = useQueryClient()
  const [isSaved, setSaved] = useState(false)
  const { data, error, refetch } = useCall('GET /notifications/choices')
  const keep = (choices: Choices) => client.setQueryData(choicesKey, choices)
  const back = useSend('DELETE /notifications/choices', { onDone: keep })
  const change = useQuickChange<readonly Change[]>('GET /notifications/choices', {
    show: (to, changes) => to.setQueryData<Choices>(choicesKey, (known) => known && withChanges(known, changes)),
    send: async (changes) => {
      // oxlint-disable-next-line no-await-in-loop -- in the order in which they were chosen
      for (const body of changes) await call('PUT /notifications/choices', { body })
      setSaved(true)
    },
    join: (waiting, next) => [...waiting, ...next],
  })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Your choices are being fetched`} />
  return (
    <Section
      title={t`Notifications`}
      about={t`What you are told, and how. “At once” by e-mail is one mail an hour at the most; daily and weekly are part of one digest.`}
      actions={
        data.isChanged && (
          <Button size="xs" variant="default" loading={back.isPending} onClick={() => back.mutate()}>
            <Trans>Back to the defaults</Trans>
          </Button>
        )
      }
    >
      <Anchored />
      <Matrix items={data.items} set={(one) => void change([one])} />
      <output className="only-spoken">{isSaved && <Trans>Your choice was saved</Trans>}</output>
    </Section>
  )
}

const choicesKey = ['GET /notifications/choices', {}]

const withChanges = (choices: Choices, changes: readonly Change[]): Choices => ({
  ...choices,
  items: choices.items.map((item) =>
    changes.filter(({ event }) => event === item.event).reduce((now, { channel, frequency }) => ({ ...now, [channel]: frequency }), item),
  ),
})

type Change = { event: Choice['event']; channel: 'portal' | 'mail'; frequency: Choice['mail'] }

const Matrix = ({ items, set }: { items: readonly Choice[]; set: (change: Change) => void }) => {
  const groups = [...new Set(items.map(({ group }) => group))]
  return (
    <table className={classes.matrix}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>What happens</Trans>
          </th>
          <th scope="col">
            <Trans>In the portal</Trans>
          </th>
          <th scope="col">
            <Trans>By e-mail</Trans>
          </th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group}>
          <tr>
            <th colSpan={3} scope="rowgroup" className={classes.group}>
              {groupLabel(group)}
              {group === 'security' && (
                <span className={classes.lock}>
                  <IconLock size={14} stroke={1.75} aria-hidden />
                  <Trans>always told at once, so that nobody can act in your name unnoticed</Trans>
                </span>
              )}
            </th>
          </tr>
          {items
            .filter((one) => one.group === group)
            .map((one) => (
              <Line key={one.event} choice={one} set={set} />
            ))}
        </tbody>
      ))}
    </table>
  )
}

const Line = ({ choice, set }: { choice: Choice; set: (change: Change) => void }) => {
  const { t } = useLingui()
  const { event, isMandatory, offers } = choice
  const { label, about } = eventWords(event)
  return (
    <tr>
      <th scope="row" className={classes.event}>
        <span>{label}</span>
        {about && <span className={classes.about}>{about}</span>}
      </th>
      <td>
        {isMandatory ? (
          <Always />
        ) : offers.portal.length > 0 ? (
          <Switch
            size="sm"
            aria-label={t`${label}, in the portal`}
            checked={choice.portal !== 'off'}
            onChange={({ currentTarget }) => set({ event, channel: 'portal', frequency: currentTarget.checked ? 'immediate' : 'off' })}
          />
        ) : (
          <span aria-hidden>–</span>
        )}
      </td>
      <td>
        {isMandatory ? (
          <Always />
        ) : (
          <NativeSelect
            size="xs"
            aria-label={t`${label}, by e-mail`}
            value={choice.mail}
            data={offers.mail.map((value) => ({ value, label: frequencyLabel(value) }))}
            onChange={({ currentTarget }) => {
              const frequency = offers.mail.find((one) => one === currentTarget.value)
              if (frequency) set({ event, channel: 'mail', frequency })
            }}
          />
        )}
      </td>
    </tr>
  )
}

const Always = () => (
  <span className={classes.always}>
    <Trans>Always</Trans>
  </span>
)

/** A link may lead to this part of the page, which stands there later than the rest. */
const Anchored = () => {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (window.location.hash === '#notifications') place.current?.scrollIntoView()
  }, [])
  return <span ref={place} id="notifications" className={classes.place} />
}
