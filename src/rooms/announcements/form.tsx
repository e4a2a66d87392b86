import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { AudienceFields, type AudienceValues } from './audience.tsx'
import type { AnnouncementRow } from './contract.ts'

type Values = AudienceValues & { title: string; body: string; from: string; to: string; isPinned: boolean; needsAcknowledgement: boolean }

const valuesFrom = (announcement: AnnouncementRow | undefined, today: string): Values => {
  const { partnerTypes, partnerships, categories, tiers, stages, tags, roles } = announcement?.audience ?? nobodyInParticular
  return {
    title: announcement?.title ?? '',
    body: announcement?.body ?? '',
    from: announcement?.from ?? today,
    to: announcement?.to ?? '',
    isPinned: announcement?.isPinned ?? false,
    needsAcknowledgement: announcement?.needsAcknowledgement ?? false,
    lists: { partnerTypes, categories, tiers, stages, tags, roles },
    partnerships: partnerships.map(({ id, name, partner }) => ({ id, name: `${partner} · ${name}` })),
  }
}
const nobodyInParticular: AnnouncementRow['audience'] = {
  partnerTypes: [], partnerships: [], categories: [], tiers: [], stages: [], tags: [], roles: [],
} // prettier-ignore

const bodyOf = ({ lists, partnerships, to, ...values }: Values) => ({
  ...values,
  to: to || null,
  audience: { ...lists, partnerships: partnerships.map(({ id }) => id) },
})

type FormProps = { announcement: AnnouncementRow | undefined; close: () => void }

/** One more announcement, or one that changes. */
export const AnnouncementForm = ({ announcement, close }: FormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const timeZone = useOwnTimeZone()
  const [today] = useState(() => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())) // the Canadian way of writing a day is ISO's
  const refresh = () => client.invalidateQueries({ queryKey: ['GET /announcements'] })
  const form = useContractForm({
    initial: valuesFrom(announcement, today),
    schema: async () => {
      const { AnnouncementInput } = await import('./contract.ts')
      const { z } = await import('zod')
      return z.preprocess((values) => bodyOf(values as Values), AnnouncementInput) // what the form holds
    },
    send: async (values: Values) => {
      const body = bodyOf(values)
      if (announcement) await call('PUT /announcements/:id', { params: { id: announcement.id }, body })
      else await call('POST /announcements', { body })
    },
    onDone: () => {
      void refresh()
      noticeDone(announcement ? t`Changed for everybody` : t`Announced`)
      close()
    },
  })
  const remove = async () => {
    if (!announcement) return
    await call('DELETE /announcements/:id', { params: { id: announcement.id } })
    await refresh()
    noticeDone(t`${announcement.title} is withdrawn`)
    close()
  }
  return (
    <ContractForm form={form} submit={announcement ? <Trans>Save</Trans> : <Trans>Announce</Trans>} cancel={close}>
      <TextInput label={t`Title`} autoComplete="off" data-autofocus {...form.field('title')} />
      <Textarea
        label={t`Text`} autosize minRows={4} maxRows={14} {...form.field('body')}
        description={t`An empty line begins a paragraph; an address that begins with https:// becomes a link.`}
      />
      <TextInput type="date" label={t`First day`} {...form.field('from')} />
      <TextInput type="date" label={t`Last day`} description={t`Empty: until you withdraw it.`} {...form.field('to')} />
      <Checkbox label={t`Pin it above the others`} {...form.field('isPinned')} checked={form.values.isPinned} />
      <Checkbox
        label={t`Has to be acknowledged`} description={t`It stands on every page until its reader says that they have read it.`}
        {...form.field('needsAcknowledgement')} checked={form.values.needsAcknowledgement}
      />
      <AudienceFields values={form.values} setLists={(lists) => form.set('lists', lists)} setPartnerships={(next) => form.set('partnerships', next)} />
      {announcement && (
        <p>
          <Button size="xs" variant="subtle" color="red" onClick={() => void remove().catch(noticeProblem)}>
            <Trans>Withdraw it, with what was counted</Trans>
          </Button>
        </p>
      )}
    </ContractForm>
  )
} // prettier-ignore
