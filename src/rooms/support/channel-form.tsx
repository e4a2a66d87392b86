import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { languageName } from '#ui/language-names.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { useTerms } from '#ui/terms.tsx'
import { languages } from '#rooms/kit/rules.ts'
import type { ArrangedChannel, ArrangedChannels, ChannelInput } from './contract.ts'
import { HoursField } from './hours-field.tsx'
import { contactKinds } from './rules.ts'
import { contactLabel } from './words.tsx'

type ChannelFormProps = { channel: ArrangedChannel | undefined; keep: (reply: ArrangedChannels) => void; close: () => void }

const officeHours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }]

/** One more way to get help, or one that changes. */
export const ChannelForm = ({ channel, keep, close }: ChannelFormProps) => {
  const { t } = useLingui()
  const { partnerTypes } = useTerms()
  const timeZone = useOwnTimeZone()
  const { id, ...known } = channel ?? { id: undefined }
  const initial: ChannelInput = {
    name: '', purpose: '', partnerTypes: [], languages: [], timeZone,
    hours: officeHours, response: '', severity: '', contactKind: 'mail', contact: '', ...known,
  } // prettier-ignore
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ ChannelInput: schema }) => schema),
    send: (body: ChannelInput) => (id ? call('PUT /support-channels/:id', { params: { id }, body }) : call('POST /support-channels', { body })),
    onDone: (reply) => {
      keep(reply)
      noticeDone(id ? t`Saved` : t`Added: ${form.values.name}`)
      close()
    },
  })
  return (
    <ContractForm form={form} submit={id ? <Trans>Save</Trans> : <Trans>Add</Trans>} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" data-autofocus {...form.field('name')} />
      <Textarea label={t`Purpose`} description={t`What partners come here for.`} autosize minRows={2} {...form.field('purpose')} />
      <Select
        label={t`Reached by`} allowDeselect={false} data={contactKinds.map((value) => ({ value, label: contactLabel(value) }))}
        {...form.field('contactKind')} onChange={(next) => form.set('contactKind', contactKinds.find((one) => one === next) ?? 'mail')}
      />
      <TextInput label={contactLabel(form.values.contactKind)} autoComplete="off" {...form.field('contact')} />
      <Select label={t`Time zone`} searchable allowDeselect={false} data={Intl.supportedValuesOf('timeZone')} {...form.field('timeZone')} onChange={(next) => form.set('timeZone', next ?? 'UTC')} />
      <HoursField value={form.values.hours} onChange={(hours) => form.set('hours', hours)} errorAt={(at) => form.field(`hours.${at}.days`).error ?? form.field(`hours.${at}.to`).error} />
      <TextInput label={t`Response time`} description={t`For example: within 4 working hours.`} autoComplete="off" {...form.field('response')} />
      <MultiSelect label={t`Languages`} searchable data={languages.map((value) => ({ value, label: languageName(value) }))} {...form.field('languages')} />
      <Textarea label={t`What is urgent, and what to do then`} autosize minRows={2} {...form.field('severity')} />
      <MultiSelect label={t`For partners of type`} description={t`None chosen: for all.`} data={partnerTypes} {...form.field('partnerTypes')} />
    </ContractForm>
  )
} // prettier-ignore
