import { MultiSelect, Radio, Stack, Switch } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { Picker } from '#ui/picker.tsx'
import classes from './arrangement.module.css'
import type { Choices, RoomDetail } from './contract.ts'
import type { useRoomDeeds } from './deeds.tsx'
import { AccessSentence } from './sentence.tsx'
import { TermSelect } from './term-select.tsx'
import { stepChoices, visibilityWords } from './words.tsx'
import { usePartnershipSearch } from './partnership-search.tsx'

type AccessTabProps = { room: RoomDetail; choices: Choices; deeds: ReturnType<typeof useRoomDeeds> }
type Values = Pick<RoomDetail, 'visibility' | 'access' | 'unlock'>

/** Whom the room is for, and what unlocks it, with the sentence that it makes. */
export const AccessTab = ({ room, choices, deeds }: AccessTabProps) => {
  const { t } = useLingui()
  const { visibility, access, unlock } = room
  const initial: Values = { visibility, access, unlock }
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ RoomChange }) => RoomChange.pick({ visibility: true, unlock: true }).loose()),
    send: (values: Values) =>
      deeds.change(room, { ...values, access: { ...values.access, partnerships: values.access.partnerships.map(({ id }) => id) } }),
    onDone: () => noticeDone(t`The access is saved and acts from the next click on`),
  })
  const shown = { ...form.values, typeLabel: room.typeLabel }
  return (
    <div className={classes.form}>
      <div className={classes.sentence}>
        <AccessSentence room={shown} choices={choices} />
      </div>
      <ContractForm form={form} submit={<Trans>Save the access</Trans>}>
        <Radio.Group label={t`Which side`} {...form.field('visibility')}>
          <Stack gap={6} mt={4}>
            {(['all', 'partners', 'internal'] as const).map((side) => (
              <Radio key={side} value={side} label={t(visibilityWords[side])} />
            ))}
          </Stack>
        </Radio.Group>
        <WhomFor form={form} room={room} choices={choices} />
        <WhatUnlocks form={form} choices={choices} />
      </ContractForm>
    </div>
  )
}

type AccessForm = Pick<ReturnType<typeof useContractForm<Values, RoomDetail>>, 'values' | 'set' | 'field'>

const WhomFor = ({ form, room, choices }: { form: AccessForm; room: RoomDetail; choices: Choices }) => {
  const { t } = useLingui()
  const { setSearch, found } = usePartnershipSearch(room.type)
  const named = (found?.items ?? []).map(({ id, name, partner }) => ({ id, name, partner }))
  const { partnerships } = form.values.access
  return (
    <fieldset className={classes.part}>
      <legend>
        <Trans>Whom it is for</Trans>
      </legend>
      <p className={classes.partAbout}>
        <Trans>Any of a list, and of every list. An empty list asks nothing.</Trans>
      </p>
      <TermSelect label={t`Tiers`} data={choices.tiers} {...form.field('access.tiers')} />
      <TermSelect label={t`Categories`} data={choices.categories} {...form.field('access.categories')} />
      <TermSelect label={t`Stages`} data={choices.stages} {...form.field('access.stages')} />
      <TermSelect label={t`Tags`} data={choices.tags} {...form.field('access.tags')} />
      <TermSelect
        label={t`Roles`}
        data={choices.roles}
        {...form.field('access.roles')}
        description={t`Our own people are not asked for a role.`}
      />
      <Picker
        label={t`Partnerships`}
        error={form.field('access.partnerships').error as string | undefined} // our own texts
        value={partnerships}
        found={found && named}
        onSearch={setSearch}
        onChange={(picked) =>
          form.set(
            'access.partnerships',
            picked.flatMap(({ id }) => [...partnerships, ...named].find((one) => one.id === id) ?? []),
          )
        }
      />
    </fieldset>
  )
}

const WhatUnlocks = ({ form, choices }: { form: AccessForm; choices: Choices }) => {
  const { t } = useLingui()
  const { tiers, stages, steps } = form.values.unlock
  const asksNothing = tiers.length + stages.length + steps.length === 0
  return (
    <fieldset className={classes.part}>
      <legend>
        <Trans>What unlocks it</Trans>
      </legend>
      <p className={classes.partAbout}>
        <Trans>One of the tiers, one of the stages, and all of the steps. What a partner no longer has locks it again.</Trans>
      </p>
      <TermSelect label={t`Tiers that unlock it`} data={choices.tiers} {...form.field('unlock.tiers')} />
      <TermSelect label={t`Stages that unlock it`} data={choices.stages} {...form.field('unlock.stages')} />
      <MultiSelect
        label={t`Steps that unlock it`}
        description={
          choices.steps.length === 0 ? t`Checklists and goals of published rooms would stand here; there are none yet.` : undefined
        }
        data={stepChoices(choices.steps, steps)}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t`Choose none` }}
        {...form.field('unlock.steps')}
      />
      <Switch
        label={t`While it is locked, it stands in the menu and says what unlocks it`}
        disabled={asksNothing}
        checked={form.values.unlock.showsLock}
        onChange={(event) => form.set('unlock.showsLock', event.currentTarget.checked)}
      />
    </fieldset>
  )
}
