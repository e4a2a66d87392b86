import { MultiSelect } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import type { KindOfWord } from '#ui/terms.tsx'
import { useTerms } from '#ui/terms.tsx'
import type { NewKitItem } from './contract.ts'
import classes from './kit.module.css'

type Access = NewKitItem['access']
type AccessFieldsProps = { value: Access; onChange: (access: Access) => void }

/** Who finds the item: any of a list, and of every list. */
export const AccessFields = ({ value, onChange }: AccessFieldsProps) => {
  const { t } = useLingui()
  const { options, partnerTypes, labelOf } = useTerms()
  const isOpen = Object.values(value).every((list) => list.length === 0)
  const lists: [keyof Access, string, KindOfWord | 'type'][] = [
    ['partnerTypes', t`Partner types`, 'type'],
    ['tiers', t`Tiers`, 'tier'],
    ['categories', t`Categories`, 'category'],
    ['stages', t`Stages`, 'stage'],
    ['tags', t`Tags`, 'tag'],
  ]
  const chosenWith = (kind: KindOfWord, chosen: readonly string[]) => {
    const open = options(kind, value.partnerTypes)
    return [...open, ...chosen.filter((code) => !open.some((one) => one.value === code)).map((code) => ({ value: code, label: labelOf(kind, code) }))]
  }
  return (
    <fieldset className={classes.access}>
      <legend><Trans>Who finds it</Trans></legend>
      <p className={classes.quiet}>
        {isOpen ? <Trans>Every partner whose room Kit is open.</Trans> : <Trans>Partners who have one of each list that is filled.</Trans>}
      </p>
      {lists.map(([name, label, kind]) => (
        <MultiSelect
          key={name} label={label} placeholder={value[name].length === 0 ? t`Any` : undefined} searchable
          data={kind === 'type' ? partnerTypes : chosenWith(kind, value[name])}
          value={value[name]} onChange={(next) => onChange({ ...value, [name]: next })}
        />
      ))}
    </fieldset>
  )
} // prettier-ignore
