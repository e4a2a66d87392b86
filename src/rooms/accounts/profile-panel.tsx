import { Select, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { createFormat } from '#shared/format.ts'
import { noticeDone } from '#ui/notices.tsx'
import { Section } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { useSession } from '#ui/session.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { Account } from './contract.ts'

/** Who one is here: the name that others see, and how dates, numbers and times are written. */
export const ProfilePanel = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /account')
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Your account is being fetched`} />
  return (
    <Section title={t`Profile`} about={data.may.reason ?? t`How others see you here, and how days, numbers and times are written for you.`}>
      <ProfileForm account={data} />
    </Section>
  )
}

const ProfileForm = ({ account }: { account: Account }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { start } = useSession()
  const { name, locale, timeZone } = account
  const form = useContractForm({
    initial: { name, locale, timeZone },
    schema: () => import('./contract.ts').then((contract) => contract.Profile),
    send: (body) => call('PATCH /account', { body }),
    onDone: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ['GET /account'] }), client.invalidateQueries({ queryKey: ['GET /start'] })])
      noticeDone(t`Your profile was saved`)
    },
  })
  const locales = useMemo(() => localesFor(start.brand.language), [start.brand.language])
  return (
    <ContractForm form={form} submit={<Trans>Save</Trans>} refusal={account.may.reason ?? undefined}>
      <TextInput label={t`Name`} autoComplete="name" required withAsterisk={false} {...form.field('name')} />
      <TextInput label={t`E-mail`} description={t`You sign in with it.`} value={account.email} readOnly variant="filled" />
      <Select
        label={t`Dates and numbers`}
        placeholder={t`As your browser says`}
        data={locales}
        clearable
        clearButtonProps={{ 'aria-label': t`As your browser says` }}
        {...form.field('locale')}
      />
      <Select
        label={t`Time zone`}
        description={t`For times that are about you, and for when digests leave. What is about a partnership is told on its own clock.`}
        placeholder={t`As your browser says`}
        data={timeZones}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t`As your browser says` }}
        nothingFoundMessage={t`No time zone has this name`}
        {...form.field('timeZone')}
      />
    </ContractForm>
  )
}

const timeZones = Intl.supportedValuesOf('timeZone')
const regions = ['GB', 'IE', 'US', 'CA', 'AU', 'NZ', 'SE', 'DK', 'FI', 'DE', 'NL', 'CH']

/** The ways of writing that go with the language of the screens, each with what it makes of a day and a number. */
const localesFor = (language: string) => {
  const names = new Intl.DisplayNames([language], { type: 'language', languageDisplay: 'standard' })
  return regions.map((region) => {
    const value = `${language}-${region}`
    const { day, decimal } = createFormat(value)
    return { value, label: `${names.of(value) ?? value}: ${day('2026-11-20')}, ${decimal(1234.5)}` }
  })
}
