import { ColorInput, Group, Select, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { TermBadge } from '#ui/term-badge.tsx'
import { useTerms } from '#ui/terms.tsx'
import type { Term } from './contract.ts'
import { keepTerms } from './deeds.tsx'
import { partnerKinds, phases, plainColours, type Phase, type TermKind } from './rules.ts'
import { phaseLabel } from './words.tsx'

type TermFormProps = { kind: TermKind; term: Term | undefined; close: () => void }
type Values = { label: string; partnerType: string | null; background: string; foreground: string; phase: Phase | null }

const everyType = ''
const swatches = ['#6b7280', '#8a5a2b', '#5c6670', '#8a6100', '#1c5d99', '#00705c', '#a61b16', '#5b4db8']

/** One more word, or one that changes. */
export const TermForm = ({ kind, term, close }: TermFormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { partnerTypes } = useTerms()
  const isOfPartners = (partnerKinds as readonly TermKind[]).includes(kind)
  const initial: Values = {
    label: term?.label ?? '',
    partnerType: term?.partnerType ?? null,
    background: term?.background ?? plainColours.background,
    foreground: term?.foreground ?? plainColours.foreground,
    phase: term?.phase ?? (kind === 'stage' ? 'active' : null),
  }
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ TermChange }) => TermChange),
    send: (values: Values) =>
      term ? call('PATCH /categories/:id', { params: { id: term.id }, body: values }) : call('POST /categories', { body: { kind, ...values } }),
    onDone: (reply) => {
      void keepTerms(client, reply)
      noticeDone(term ? t`Saved` : t`Added: ${form.values.label}`)
      close()
    },
  })
  const { values } = form
  return (
    <ContractForm form={form} submit={term ? <Trans>Save</Trans> : <Trans>Add</Trans>} cancel={close}>
      <TextInput
        label={t`Name`} autoComplete="off" data-autofocus {...form.field('label')}
        description={term && t`Whoever has it keeps it under the new name.`}
      />
      {isOfPartners && (
        <Select
          label={t`For partners of type`} allowDeselect={false} data={[{ value: everyType, label: t`All` }, ...partnerTypes]}
          {...form.field('partnerType')} value={values.partnerType ?? everyType} onChange={(next) => form.set('partnerType', next || null)}
        />
      )}
      {kind === 'stage' && (
        <Select
          label={t`Phase`} allowDeselect={false} data={phases.map((value) => ({ value, label: phaseLabel(value) }))}
          {...form.field('phase')} onChange={(next) => form.set('phase', phases.find((one) => one === next) ?? null)}
        />
      )}
      {isOfPartners && (
        <>
          <Group gap="sm" grow align="flex-start">
            <ColorInput label={t`Colour`} format="hex" swatches={swatches} eyeDropperButtonProps={{ 'aria-label': t`Pick a colour from the screen` }} {...form.field('background')} />
            <ColorInput label={t`Text`} format="hex" swatches={['#ffffff', '#1b222c']} eyeDropperButtonProps={{ 'aria-label': t`Pick a colour from the screen` }} {...form.field('foreground')} />
          </Group>
          <div aria-hidden><TermBadge word={{ ...values, label: values.label || t`Name` }} /></div>
        </>
      )}
    </ContractForm>
  )
} // prettier-ignore
