import { Autocomplete, Switch, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import classes from './arrangement.module.css'
import type { Arrangement, RoomChange, RoomDetail } from './contract.ts'
import { refreshRooms } from './deeds.tsx'
import { IconSelect } from './icon-select.tsx'

type Values = Required<Pick<RoomChange, 'label' | 'group' | 'hasContents' | 'internalLabel' | 'notes'>> & { icon: string }

/** What the room is called, where it stands, and what is said of it among ourselves. */
export const SettingsTab = ({ room, arrangement }: { room: RoomDetail; arrangement: Arrangement }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { label, icon, group, hasContents, internalLabel, notes } = room
  const initial: Values = { label, icon, group, hasContents, internalLabel, notes }
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ RoomChange: schema }) => schema.omit({ version: true })),
    send: ({ icon: sign, ...values }: Values) => {
      const known = sign === room.icon ? {} : { icon: sign as NonNullable<RoomChange['icon']> } // chosen from the list
      return call('PATCH /arrangement/:id', { params: { id: room.id }, body: { version: room.version, ...values, ...known } })
    },
    onDone: (changed) => {
      void refreshRooms(client, changed)
      noticeDone(t`${changed.label} is saved`)
    },
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
            <Switch
              label={t`A list of its headings stands beside the room`}
              checked={form.values.hasContents}
              onChange={(event) => form.set('hasContents', event.currentTarget.checked)}
            />
          )}
        </fieldset>
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
