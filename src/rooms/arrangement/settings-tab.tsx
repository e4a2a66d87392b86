import { Autocomplete, Switch, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import classes from './arrangement.module.css'
import type { Arrangement, RoomChange, RoomDetail } from './contract.ts'
import type { useRoomDeeds } from './deeds.tsx'
import { IconSelect } from './icon-select.tsx'

type SettingsTabProps = { room: RoomDetail; arrangement: Arrangement; deeds: ReturnType<typeof useRoomDeeds> }
type Values = Required<Pick<RoomChange, 'label' | 'group' | 'hasContents' | 'leavesWhenDone' | 'internalLabel' | 'notes'>> & {
  icon: string
  /** As a field of days has them: '' is none. */
  liveOn: string
  lastOn: string
}

/** What is sent of them; an icon of another version of the portal stays as it is. */
const changesOf = ({ icon, liveOn, lastOn, ...values }: Values, room: RoomDetail) => ({
  ...values,
  liveOn: liveOn || null,
  lastOn: lastOn || null,
  ...(icon === room.icon ? {} : { icon: icon as NonNullable<RoomChange['icon']> }), // chosen from the list
})

/** What the room is called, where it stands, how long it is there, and what is said of it among ourselves. */
export const SettingsTab = ({ room, arrangement, deeds }: SettingsTabProps) => {
  const { t } = useLingui()
  const { label, icon, group, hasContents, leavesWhenDone, internalLabel, notes } = room
  const form = useContractForm({
    initial: {
      label, icon, group, hasContents, leavesWhenDone, internalLabel, notes, liveOn: room.liveOn ?? '', lastOn: room.lastOn ?? '',
    }, // prettier-ignore
    schema: async () => {
      const { RoomChange: schema } = await import('./contract.ts')
      const { z } = await import('zod')
      return z.preprocess((values) => changesOf(values as Values, room), schema.omit({ version: true })) // what the form holds
    },
    send: (values: Values) => deeds.change(room, changesOf(values, room)),
    onDone: (changed) => noticeDone(t`${changed.label} is saved`),
  })
  const groups = [...new Set(arrangement.rooms.map((one) => one.group).filter(Boolean))]
  return (
    <div className={classes.form}>
      <ContractForm form={form} submit={<Trans>Save</Trans>}>
        <fieldset className={classes.part}>
          <legend>
            <Trans>What partners see</Trans>
          </legend>
          <TextInput label={t`Name in the menu`} autoComplete="off" maxLength={500} {...form.field('label')} />
          <IconSelect value={form.values.icon} onChange={(sign) => form.set('icon', sign)} />
          <Autocomplete
            label={t`Under the heading`}
            description={t`Rooms with the same heading stand together. Empty: at the top, without one.`}
            data={groups}
            {...form.field('group')}
          />
          {room.kind === 'custom' && (
            <>
              <Switch
                label={t`A list of its headings stands beside the room`}
                checked={form.values.hasContents}
                onChange={(event) => form.set('hasContents', event.currentTarget.checked)}
              />
              <Switch
                label={t`It leaves the menu of whoever has completed it`}
                description={t`All of its checklists and goals. Its address leads to it as before.`}
                checked={form.values.leavesWhenDone}
                onChange={(event) => form.set('leavesWhenDone', event.currentTarget.checked)}
              />
            </>
          )}
        </fieldset>
        <Days form={form} room={room} today={arrangement.today} />
        <fieldset className={classes.part}>
          <legend>
            <Trans>Among ourselves</Trans>
          </legend>
          <p className={classes.partAbout}>
            <Trans>Never sent to partners.</Trans>
          </p>
          <TextInput label={t`Internal name`} autoComplete="off" {...form.field('internalLabel')} />
          <Textarea label={t`Notes`} autosize minRows={3} maxRows={14} {...form.field('notes')} />
        </fieldset>
      </ContractForm>
    </div>
  )
}

type DaysProps = { form: Pick<ReturnType<typeof useContractForm<Values, RoomDetail>>, 'field'>; room: RoomDetail; today: string }

/** From when to when, for what is there for a time: a campaign. */
const Days = ({ form, room, today }: DaysProps) => {
  const { t } = useLingui()
  if (room.status === 'archived' || room.comesLater) return null
  return (
    <fieldset className={classes.part}>
      <legend>
        <Trans>How long it is there</Trans>
      </legend>
      {room.status === 'draft' && (
        <TextInput
          type="date"
          min={today}
          label={t`Goes live on`}
          description={
            room.kind === 'custom'
              ? t`By itself, if its blocks are published by then. Empty: when you make it live.`
              : t`By itself. Empty: when you make it live.`
          }
          {...form.field('liveOn')}
        />
      )}
      <TextInput
        type="date"
        min={today}
        label={t`Last day`}
        description={t`After it the room goes to the archive by itself. Empty: until you archive it.`}
        {...form.field('lastOn')}
      />
    </fieldset>
  )
}
