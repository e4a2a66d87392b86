import { Progress } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useId } from 'react'
import { BlockTitle } from '#ui/block-parts.tsx'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { useSend } from '#ui/query.tsx'
import { Item } from './item.tsx'
import type { ChecklistData, ChecklistSettings } from './contract.ts'
import { percentDone } from '#rooms/blocks/percent.rules.ts'
import classes from './view.module.css'

type Props = BlockViewProps<ChecklistSettings, ChecklistData>

export const View = (props: Props) => {
  const { settings, data, room, block, isPreview } = props
  const { title, about, items } = settings
  useBeginning(props)
  const states = new Map(data?.items.map((state) => [state.id, state]))
  return (
    <div role="group" aria-label={title || undefined}>
      <BlockTitle>{title}</BlockTitle>
      <div className={classes.list}>
        {about && (
          <p className={classes.about} dir="auto">
            {about}
          </p>
        )}
        <Done all={items.length} data={data} />
        <ul className={classes.items}>
          {items.map((item) => (
            <Item
              key={item.id}
              item={item}
              state={states.get(item.id)}
              at={{ id: room.id, blockId: block.id, itemId: item.id }}
              people={data?.people ?? null}
              refusal={refusalOf(data, isPreview)}
            />
          ))}
        </ul>
        <Whose scope={settings.scope} data={data} />
      </div>
    </div>
  )
}

/** Why nothing can be marked; undefined: it can. */
const refusalOf = (data: ChecklistData | null, isPreview: boolean): string | null | undefined =>
  isPreview ? null : data?.may.mark ? undefined : (data?.may.reason ?? null)

/** The first time that the list stands before somebody who can mark it: what is due so many days later counts from then. */
const useBeginning = ({ settings, data, room, block, isPreview }: Props) => {
  const { mutate } = useSend('PUT /rooms/:id/blocks/:blockId/start', { invalidates: ['GET /rooms/:id'], quiet: true })
  const [id, blockId] = [room.id, block.id]
  const isNew =
    !isPreview && data !== null && data.may.mark && data.startedOn === null && settings.items.some(({ due }) => due.by === 'days')
  useEffect(() => {
    if (isNew) mutate({ params: { id, blockId } })
  }, [isNew, id, blockId, mutate])
}

const Done = ({ all, data }: { all: number; data: ChecklistData | null }) => {
  const { t } = useLingui()
  const id = useId()
  if (all === 0) return null
  if (data?.people) {
    const { complete, all: people } = data.people
    return <Bar id={id} percent={percentDone(complete, people)} text={t`${complete} of ${people} people are through`} />
  }
  const done = data?.done ?? 0
  const percent = data?.percent ?? 0
  return <Bar id={id} percent={percent} text={t`${done} of ${all} done`} isComplete={data?.completedAt != null} />
}

const Bar = ({ id, percent, text, isComplete = false }: { id: string; percent: number; text: string; isComplete?: boolean }) => (
  <div className={classes.done}>
    <Progress.Root size="md" className={classes.bar}>
      <Progress.Section value={percent} color={isComplete ? 'green' : undefined} aria-labelledby={id} />
    </Progress.Root>
    <span id={id} className={classes.doneText} aria-live="polite">
      {isComplete && <IconCircleCheck size={16} aria-hidden className={classes.complete} />}
      {isComplete ? <Trans>Complete</Trans> : text}
    </span>
  </div>
)

const Whose = ({ scope, data }: { scope: ChecklistSettings['scope']; data: ChecklistData | null }) => {
  const reason = data?.may.reason
  return (
    <p className={classes.whose}>
      {scope === 'person' ? (
        <Trans>Each person has a list of their own.</Trans>
      ) : (
        <Trans>Everybody in your company works on the same list.</Trans>
      )}{' '}
      {reason}
    </p>
  )
}
