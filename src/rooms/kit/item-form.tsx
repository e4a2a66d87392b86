import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { languageName } from '#ui/language-names.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useSession } from '#ui/session.tsx'
import { useTerms } from '#ui/terms.tsx'
import { AccessFields } from './access-fields.tsx'
import { ContentField } from './content-field.tsx'
import type { KitDetail, NewKitItem } from './contract.ts'
import { keepItem } from './deeds.tsx'
import { languages } from './rules.ts'

const everybody = { partnerTypes: [], categories: [], tiers: [], stages: [], tags: [] }
const codesOf = (words: readonly { code: string }[] = []) => words.map(({ code }) => code)

const valuesOf = (item: KitDetail | undefined): NewKitItem => ({
  title: item?.title ?? '',
  about: item?.about ?? '',
  type: item?.type.code ?? '',
  audiences: codesOf(item?.audiences),
  industries: codesOf(item?.industries),
  products: item?.products ?? [],
  language: item?.language ?? 'en',
  isCoBrandable: item?.isCoBrandable ?? false,
  expiresOn: item?.expiresOn ?? null,
  access: item?.access ?? everybody,
  fileId: null,
  url: null,
})

type ItemFormProps = { item: KitDetail | undefined; close?: () => void; onAdded?: (id: string) => void }

/** One more item of the kit, or what is said of one. Its file changes by a new version alone. */
export const ItemForm = ({ item, close, onAdded }: ItemFormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { products } = useSession().start
  const { optionsWith } = useTerms()
  const form = useContractForm({
    initial: valuesOf(item),
    schema: () => import('./contract.ts').then(({ NewKitItem: whole, KitChange }) => (item ? KitChange.loose() : whole)),
    send: ({ fileId, url, ...body }: NewKitItem) =>
      item ? call('PATCH /kit-items/:id', { params: { id: item.id }, body }) : call('POST /kit-items', { body: { ...body, fileId, url } }),
    onDone: (reply) => {
      void keepItem(client, reply)
      noticeDone(item ? t`Saved` : t`Added: ${reply.title}`)
      close?.()
      onAdded?.(reply.id)
    },
  })
  const { values } = form
  return (
    <ContractForm form={form} submit={item ? <Trans>Save</Trans> : <Trans>Add</Trans>} refusal={item && !form.isDirty ? t`Nothing is changed yet.` : undefined} {...(close ? { cancel: close } : {})}>
      <TextInput label={t`Title`} autoComplete="off" data-autofocus={!item || undefined} {...form.field('title')} />
      <Textarea label={t`Description`} autosize minRows={2} {...form.field('about')} />
      {!item && (
        <ContentField
          value={values} onChange={({ fileId, url }) => { form.set('fileId', fileId); form.set('url', url) }}
          error={form.field('fileId').error} urlError={form.field('url').error}
        />
      )}
      <Select
        label={t`Type`} searchable allowDeselect={false} placeholder={t`Choose a type`} data={optionsWith('kit-type', item ? [item.type] : [])}
        {...form.field('type')} value={values.type || null} onChange={(next) => form.set('type', next ?? '')}
      />
      <Select
        label={t`Language`} searchable allowDeselect={false} data={languages.map((value) => ({ value, label: languageName(value) }))}
        {...form.field('language')} onChange={(next) => form.set('language', next ?? 'en')}
      />
      <MultiSelect label={t`For whom`} data={optionsWith('kit-audience', item?.audiences ?? [])} {...form.field('audiences')} />
      <MultiSelect label={t`Industries`} data={optionsWith('industry', item?.industries ?? [])} {...form.field('industries')} />
      <MultiSelect label={t`Products`} data={products.map(({ code, name }) => ({ value: code, label: name }))} {...form.field('products')} />
      <TextInput
        type="date" label={t`Last day`} description={t`Partners find it until then. Empty: for good.`} {...form.field('expiresOn')}
        value={values.expiresOn ?? ''} onChange={(event) => form.set('expiresOn', event.currentTarget.value || null)}
      />
      <Switch label={t`Partners may add their brand`} checked={values.isCoBrandable} onChange={(event) => form.set('isCoBrandable', event.currentTarget.checked)} />
      <AccessFields value={values.access} onChange={(access) => form.set('access', access)} />
    </ContractForm>
  )
} // prettier-ignore
