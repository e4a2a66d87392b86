import { MultiSelect, Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useTerms } from '#ui/terms.tsx'
import type { PartnerDetail } from './contract.ts'
import { refreshPartners } from './deeds.tsx'
import { fieldLabel } from './words.tsx'

const singles = ['tier', 'category', 'stage'] as const

/** What a partner is called among ourselves; it acts on its people's rooms with their next click. */
export const PartnerForm = ({ partner }: { partner: PartnerDetail }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { optionsWith } = useTerms()
  const types = [partner.type, ...partner.partnerships.map(({ model }) => model)]
  const initial = {
    tier: partner.tier?.code ?? null,
    category: partner.category?.code ?? null,
    stage: partner.stage?.code ?? null,
    tags: partner.tags.map(({ code }) => code),
  }
  const change = (body: typeof initial) => call('PATCH /partners/:id', { params: { id: partner.id }, body })
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ PartnerChange }) => PartnerChange),
    send: change,
    onDone: () => {
      void refreshPartners(client)
      noticeDone(t`Saved. It acts from the next click on`, () => void change(initial).then(() => refreshPartners(client)))
    },
  })
  return (
    <ContractForm form={form} submit={<Trans>Save</Trans>} refusal={form.isDirty ? undefined : t`Nothing is changed yet.`}>
      {singles.map((field) => {
        const own = partner[field]
        return (
          <Select
            key={field} label={fieldLabel(field)} clearable searchable placeholder={t`None`} clearButtonProps={{ 'aria-label': t`Choose none` }}
            data={optionsWith(field, own ? [own] : [], types)} {...form.field(field)} onChange={(next) => form.set(field, next)}
          />
        )
      })}
      <MultiSelect
        label={fieldLabel('tags')} searchable clearable hidePickedOptions clearButtonProps={{ 'aria-label': t`Choose none` }}
        data={optionsWith('tag', partner.tags, types)} {...form.field('tags')}
      />
    </ContractForm>
  )
} // prettier-ignore
