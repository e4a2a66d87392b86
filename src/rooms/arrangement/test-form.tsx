import { MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import type { AccessTest, AccessTestInput, Choices, RoomDetail } from './contract.ts'
import { refreshRooms } from './deeds.tsx'
import { TermSelect } from './term-select.tsx'
import { standingWords, stepChoices } from './words.tsx'
import { usePartnershipSearch } from './partnership-search.tsx'

type TestFormProps = { room: RoomDetail; test: AccessTest | undefined; choices: Choices; close: () => void }

const nobody: AccessTestInput['viewer'] = {
  side: 'partner', partnership: null, tier: null, category: null, stage: null, tags: [], role: null, steps: [],
} // prettier-ignore

/** A made-up person and how the room should stand to them. */
export const TestForm = ({ room, test, choices, close }: TestFormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const viewer = test ? { ...test.viewer, partnership: test.viewer.partnership?.id ?? null } : nobody
  const initial: AccessTestInput = { label: test?.label ?? '', expects: test?.expects ?? 'open', viewer }
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ AccessTestInput: schema }) => schema),
    send: (body: AccessTestInput) =>
      test
        ? call('PUT /arrangement/:id/tests/:testId', { params: { id: room.id, testId: test.id }, body })
        : call('POST /arrangement/:id/tests', { params: { id: room.id }, body }),
    onDone: (changed) => {
      void refreshRooms(client, changed)
      noticeDone(t`The test is saved`)
      close()
    },
  })
  return (
    <ContractForm form={form} submit={test ? <Trans>Save</Trans> : <Trans>Add the test</Trans>} cancel={close}>
      <TextInput
        label={t`What it is about`}
        placeholder={t`A Gold partner sees it`}
        autoComplete="off"
        data-autofocus
        {...form.field('label')}
      />
      <Radio.Group label={t`How the room should stand`} {...form.field('expects')}>
        <Stack gap={6} mt={4}>
          {(['open', 'locked', 'hidden'] as const).map((standing) => (
            <Radio key={standing} value={standing} label={t(standingWords[standing])} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group label={t`To whom`} {...form.field('viewer.side')}>
        <Stack gap={6} mt={4}>
          <Radio value="partner" label={t`Somebody at a partner`} />
          <Radio value="vendor" label={t`One of our own people, at that partner’s portal`} />
        </Stack>
      </Radio.Group>
      <MadeUp form={form} room={room} test={test} choices={choices} />
    </ContractForm>
  )
}

type MadeUpProps = Omit<TestFormProps, 'close'> & {
  form: Pick<ReturnType<typeof useContractForm<AccessTestInput, RoomDetail>>, 'field' | 'values' | 'set'>
}
type One = 'viewer.tier' | 'viewer.category' | 'viewer.stage' | 'viewer.role' | 'viewer.partnership'

const MadeUp = ({ form, room, test, choices }: MadeUpProps) => {
  const { t } = useLingui()
  const one = (path: One, label: string, data: readonly { code: string; label: string }[]) => (
    <Select
      label={label}
      placeholder={t`None`}
      clearable
      clearButtonProps={{ 'aria-label': t`Choose none` }}
      searchable
      data={data.map(({ code, label: word }) => ({ value: code, label: word }))}
      {...form.field(path)}
    />
  )
  return (
    <>
      {one('viewer.tier', t`Tier`, choices.tiers)}
      {one('viewer.category', t`Category`, choices.categories)}
      {one('viewer.stage', t`Stage`, choices.stages)}
      <TermSelect label={t`Tags`} data={choices.tags} {...form.field('viewer.tags')} />
      {form.values.viewer.side === 'partner' && one('viewer.role', t`Role`, choices.roles)}
      {choices.steps.length > 0 && (
        <MultiSelect
          label={t`Completed steps`}
          data={stepChoices(choices.steps, form.values.viewer.steps)}
          {...form.field('viewer.steps')}
        />
      )}
      <PartnershipSelect
        room={room}
        test={test}
        value={form.values.viewer.partnership}
        onChange={(next) => form.set('viewer.partnership', next)}
      />
    </>
  )
}

type PartnershipSelectProps = {
  room: RoomDetail
  test: AccessTest | undefined
  value: string | null
  onChange: (id: string | null) => void
}

const PartnershipSelect = ({ room, test, value, onChange }: PartnershipSelectProps) => {
  const { t } = useLingui()
  const { setSearch, found } = usePartnershipSearch(room.type)
  const own = test?.viewer.partnership
  const items = [...(own ? [own] : []), ...(found?.items ?? []).filter(({ id }) => id !== own?.id)]
  return (
    <Select
      label={t`Partnership`}
      description={t`Only for rooms that are for named partnerships.`}
      placeholder={t`None of them`}
      clearable
      clearButtonProps={{ 'aria-label': t`Choose none` }}
      searchable
      onSearchChange={(typed) => setSearch(items.some(({ name }) => name === typed) ? '' : typed.trim())}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  )
}
