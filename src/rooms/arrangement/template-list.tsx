import { Button, Group, Text } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { blockLooks } from '#ui/block-looks.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useSend } from '#ui/query.tsx'
import { roomIcon } from '#ui/room-icons.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import type { RoomDetail } from './contract.ts'
import classes from './sets.module.css'
import { ChangeTemplate, StartForm } from './template-forms.tsx'
import type { Template } from './templates.contract.ts'

type TemplateListProps = { type: string; templates: readonly Template[]; onStarted: (room: RoomDetail) => void }
type Open = { id: string; as: 'start' | 'change' | 'remove' }

/** What a room can be started from; the vendor's own can be renamed and removed here. */
export const TemplateList = ({ type, templates, onStarted }: TemplateListProps) => {
  const { t } = useLingui()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const bodyOf = (template: Template) => {
    if (open?.id !== template.id) return <Deeds template={template} choose={(as) => setOpen({ id: template.id, as })} />
    if (open.as === 'start') return <StartForm type={type} template={template} onStarted={onStarted} close={close} />
    return open.as === 'change' ? <ChangeTemplate template={template} close={close} /> : <Removal template={template} close={close} />
  }
  return (
    <RowList
      label={t`Templates`}
      rows={templates}
      rowId={({ id }) => id}
      line={(template) => (
        <>
          <RowLine
            sign={roomIcon(template.icon)}
            name={template.label}
            about={[template.about, <Kinds key="kinds" kinds={template.kinds} />, <Origin key="origin" template={template} />]}
          />
          <div className={classes.body}>{bodyOf(template)}</div>
        </>
      )}
    />
  )
}

const Kinds = ({ kinds }: Pick<Template, 'kinds'>) => {
  const { i18n } = useLingui()
  const looks = new Map(Object.entries(blockLooks))
  const names = [...new Set(kinds)].flatMap((kind) => looks.get(kind) ?? []).map(({ label }) => i18n._(label))
  return <Text size="xs">{names.join(', ')}</Text>
}

const Origin = ({ template: { saved } }: { template: Template }) => {
  const by = saved?.by
  return (
    <Text size="xs">{!saved ? <Trans>Ships with the portal</Trans> : by ? <Trans>Saved by {by}</Trans> : <Trans>Saved by you</Trans>}</Text>
  )
}

const Deeds = ({ template, choose }: { template: Template; choose: (as: Open['as']) => void }) => {
  const { t } = useLingui()
  const name = template.label
  return (
    <Group gap={8}>
      <Button size="xs" variant="default" aria-label={t`Start a room from ${name}`} onClick={() => choose('start')}>
        <Trans>Start a room</Trans>
      </Button>
      {template.saved && (
        <>
          <Button size="xs" variant="subtle" aria-label={t`Rename ${name}`} onClick={() => choose('change')}>
            <Trans>Rename</Trans>
          </Button>
          <Button size="xs" variant="subtle" color="red" aria-label={t`Remove ${name}`} onClick={() => choose('remove')}>
            <Trans>Remove</Trans>
          </Button>
        </>
      )}
    </Group>
  )
}

const Removal = ({ template: { id, label }, close }: { template: Template; close: () => void }) => {
  const { t } = useLingui()
  const remove = useSend('DELETE /arrangement/templates/:id', {
    invalidates: ['GET /arrangement/templates'],
    onDone: () => {
      noticeDone(t`The template ${label} was removed`)
      close()
    },
  })
  return (
    <Group gap={8}>
      <Text size="sm">
        <Trans>It can’t be brought back. Rooms that were started from it stay.</Trans>
      </Text>
      <Button size="xs" color="red" loading={remove.isPending} onClick={() => remove.mutate({ params: { id } })}>
        <Trans>Remove {label}</Trans>
      </Button>
      <Button size="xs" variant="default" onClick={close}>
        <Trans>Keep it</Trans>
      </Button>
    </Group>
  )
}
