import { Autocomplete, TextInput, UnstyledButton } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconLayoutGridAdd } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { isRoomKind } from '#shared/room-kinds.ts'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { paths } from '#ui/paths.tsx'
import { RoomSign } from '#ui/room-icons.tsx'
import classes from './arrangement.module.css'
import type { Arrangement, NewRoom } from './contract.ts'
import { refreshRooms } from './deeds.tsx'
import { IconSelect } from './icon-select.tsx'
import { kindLooks } from './kind-looks.rules.ts'
import { ComesLater } from './words.tsx'

type AddRoomProps = { arrangement: Arrangement; close: () => void }
type Chosen = Pick<NewRoom, 'kind' | 'label' | 'icon' | 'group'>

/** One more room: of the portal's own that are left, or one of blocks. */
export const AddRoom = ({ arrangement, close }: AddRoomProps) => {
  const [chosen, setChosen] = useState<Chosen>()
  return chosen ? (
    <NewRoomForm key={chosen.kind} chosen={chosen} arrangement={arrangement} close={close} back={() => setChosen(undefined)} />
  ) : (
    <ChooseKind arrangement={arrangement} choose={setChosen} />
  )
}

const ChooseKind = ({ arrangement: { kindsLeft }, choose }: { arrangement: Arrangement; choose: (chosen: Chosen) => void }) => {
  const { t } = useLingui()
  const own = kindsLeft.flatMap(({ kind, comesLater }) => (isRoomKind(kind) ? [{ kind, comesLater, ...kindLooks[kind] }] : []))
  return (
    <div className={classes.choose}>
      <ul className={classes.kinds} aria-label={t`Rooms of your own`}>
        <li>
          <UnstyledButton className={classes.kind} onClick={() => choose({ kind: 'custom', label: '', icon: 'layout', group: '' })}>
            <IconLayoutGridAdd size={18} stroke={1.6} className={classes.sign} aria-hidden />
            <span className={classes.words}>
              <strong>
                <Trans>A room of blocks</Trans>
              </strong>
              <span className={classes.about}>
                <Trans>Text, pictures, videos, documents, checklists, goals and more, in your order.</Trans>
              </span>
            </span>
          </UnstyledButton>
        </li>
      </ul>
      {own.length > 0 && (
        <section aria-label={t`Rooms of the portal`}>
          <h3 className={classes.heading}>
            <Trans>Rooms of the portal, each once</Trans>
          </h3>
          <ul className={classes.kinds}>
            {own.map(({ kind, label, icon, group, comesLater }) => (
              <li key={kind}>
                <UnstyledButton className={classes.kind} onClick={() => choose({ kind, label, icon, group })}>
                  <RoomSign name={icon} size={18} stroke={1.6} className={classes.sign} />
                  <span className={classes.words}>{label}</span>
                  {comesLater && <ComesLater />}
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

const NewRoomForm = ({ chosen, arrangement, close, back }: AddRoomProps & { chosen: Chosen; back: () => void }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const isOfBlocks = chosen.kind === 'custom'
  const form = useContractForm({
    initial: { ...chosen, type: arrangement.type },
    schema: () => import('./contract.ts').then(({ NewRoom: schema }) => schema),
    send: (body: NewRoom) => call('POST /arrangement', { body }),
    onDone: (room) => {
      void refreshRooms(client, room)
      close()
      noticeDone(t`${room.label} is there as a draft`)
      if (isOfBlocks) navigate(paths.arrangedRoom(room.id))
    },
  })
  const groups = [...new Set(arrangement.rooms.map(({ group }) => group).filter(Boolean))]
  return (
    <ContractForm form={form} submit={<Trans>Add as a draft</Trans>} cancel={back}>
      <TextInput label={t`Name in the menu`} autoComplete="off" data-autofocus maxLength={500} {...form.field('label')} />
      <IconSelect value={form.values.icon} onChange={(icon) => form.set('icon', icon)} />
      <Autocomplete label={t`Under the heading`} description={t`Empty: at the top, without one.`} data={groups} {...form.field('group')} />
    </ContractForm>
  )
}
