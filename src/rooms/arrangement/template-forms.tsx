import { Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import type { RoomDetail } from './contract.ts'
import type { Template } from './templates.contract.ts'

const schema = (pick: 'start' | 'change') => () =>
  import('./templates.contract.ts').then(({ TemplateWords }) => (pick === 'start' ? TemplateWords.pick({ label: true }) : TemplateWords))

const useStale = () => {
  const client = useQueryClient()
  return (...lines: string[]) => {
    for (const line of lines) void client.invalidateQueries({ queryKey: [line] })
  }
}

type StartFormProps = { type: string; template: Template; onStarted: (room: RoomDetail) => void; close: () => void }

/** What the new room is called. */
export const StartForm = ({ type, template: { id, label }, onStarted, close }: StartFormProps) => {
  const { t } = useLingui()
  const stale = useStale()
  const form = useContractForm({
    initial: { label },
    schema: schema('start'),
    send: (values) => call('POST /arrangement/templates/:id/rooms', { params: { id }, body: { type, ...values } }),
    onDone: (room) => {
      stale('GET /arrangement')
      noticeDone(t`${room.label} was added as a draft`)
      onStarted(room)
    },
  })
  return (
    <ContractForm form={form} submit={<Trans>Add the room</Trans>} cancel={close}>
      <TextInput label={t`Name of the room`} description={t`Partners read it in their menu.`} autoComplete="off" {...form.field('label')} />
    </ContractForm>
  )
}

/** Another name, or other words about it. */
export const ChangeTemplate = ({ template: { id, label, about }, close }: { template: Template; close: () => void }) => {
  const stale = useStale()
  const form = useContractForm({
    initial: { label, about },
    schema: schema('change'),
    send: (body) => call('PATCH /arrangement/templates/:id', { params: { id }, body }),
    onDone: () => {
      stale('GET /arrangement/templates')
      close()
    },
  })
  return <Words form={form} submit={<Trans>Save</Trans>} close={close} />
}

/** Keeps a room's blocks, as they are worked on, to start others from. */
export const SaveTemplate = ({ roomId, label, close }: { roomId: string; label: string; close: () => void }) => {
  const { t } = useLingui()
  const stale = useStale()
  const form = useContractForm({
    initial: { label, about: '' },
    schema: schema('change'),
    send: (values) => call('POST /arrangement/templates', { body: { room: roomId, ...values } }),
    onDone: (template) => {
      stale('GET /arrangement/templates')
      noticeDone(t`The template ${template.label} was saved`)
      close()
    },
  })
  return <Words form={form} submit={<Trans>Save the template</Trans>} close={close} />
}

type WordsForm = Parameters<typeof ContractForm>[0]['form'] & { field: (path: 'label' | 'about') => object }

const Words = ({ form, submit, close }: { form: WordsForm; submit: ReactNode; close: () => void }) => {
  const { t } = useLingui()
  return (
    <ContractForm form={form} submit={submit} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" {...form.field('label')} />
      <Textarea label={t`What it is for`} autosize minRows={2} {...form.field('about')} />
    </ContractForm>
  )
}
