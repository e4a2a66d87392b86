import { Fieldset, MultiSelect } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Picker, type Picked } from '#ui/picker.tsx'
import { useCall } from '#ui/query.tsx'
import classes from './announcements.module.css'
import type { AudienceChoices } from './contract.ts'

export type AudienceLists = Record<keyof AudienceChoices, string[]>
export type AudienceValues = { lists: AudienceLists; partnerships: Picked[] }

type AudienceFieldsProps = { values: AudienceValues; setLists: (lists: AudienceLists) => void; setPartnerships: (picked: Picked[]) => void }

const noChoices: AudienceChoices = { partnerTypes: [], roles: [], categories: [], tiers: [], stages: [], tags: [] }

/** Whom it is for. Nothing chosen: everybody. */
export const AudienceFields = ({ values: { lists, partnerships }, setLists, setPartnerships }: AudienceFieldsProps) => {
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const choices = useCall('GET /announcements/choices', {}).data ?? noChoices
  const [onlyType] = lists.partnerTypes.length === 1 ? lists.partnerTypes : []
  const found = useCall('GET /arrangement/partnerships', { query: { search: search || undefined, type: onlyType } }, { keepPrevious: true }).data
  const labels: [keyof AudienceChoices, string][] = [
    ['partnerTypes', t`Partner types`],
    ['tiers', t`Tiers`],
    ['stages', t`Stages`],
    ['categories', t`Categories`],
    ['tags', t`Tags`],
    ['roles', t`Roles`],
  ]
  return (
    <Fieldset legend={t`Whom it is for`} className={classes.audience}>
      <p className={classes.dimmed}>
        <Trans>Everybody, unless you choose. Of a list any will do; of several lists one in each.</Trans>
      </p>
      {labels.map(([name, label]) => {
        const gone = lists[name].filter((code) => !choices[name].some((one) => one.code === code))
        if (choices[name].length === 0 && gone.length === 0) return null
        return (
          <MultiSelect
            key={name} label={label} clearable searchable placeholder={lists[name].length === 0 ? t`All` : undefined}
            clearButtonProps={{ 'aria-label': t`Choose none` }} nothingFoundMessage={t`Nothing found`}
            data={[...choices[name].map(({ code, label: words }) => ({ value: code, label: words })), ...gone]}
            value={lists[name]} onChange={(next) => setLists({ ...lists, [name]: next })}
          />
        )
      })}
      <Picker
        label={t`Partnerships`} value={partnerships} onChange={setPartnerships} onSearch={setSearch}
        found={found?.items.map(({ id, name, partner }) => ({ id, name: `${partner} · ${name}` }))}
      />
    </Fieldset>
  )
} // prettier-ignore
