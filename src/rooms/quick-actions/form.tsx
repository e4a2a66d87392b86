import { Button, MultiSelect, Select, TextInput } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { kindFacts, roomKinds, type RoomKind } from '#shared/room-kinds.ts'
import { roomIcons, type RoomIcon } from '#shared/room-icons.ts'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { RoomSign } from '#ui/room-icons.tsx'
import type { Arranged, ArrangedAction } from './contract.ts'
import { targetKinds, type OwnPage, type TargetKind } from './rules.ts'

type FormProps = { arranged: Arranged; action: ArrangedAction | undefined; close: () => void }
type Values = {
  label: string
  description: string
  icon: RoomIcon
  kind: TargetKind
  target: string
  roomId: string
  partnerTypes: string[]
  roles: string[]
}

const valuesFrom = (action: ArrangedAction | undefined): Values => ({
  label: action?.label ?? '',
  description: action?.description ?? '',
  icon: roomIcons.find((icon) => icon === action?.icon) ?? 'bolt',
  kind: action?.target.kind ?? 'room',
  target: action?.target.target ?? '',
  roomId: action?.target.room?.id ?? '',
  partnerTypes: action?.partnerTypes ?? [],
  roles: action?.roles ?? [],
})

const bodyOf = ({ kind, target, roomId, ...words }: Values) => ({
  ...words,
  target: { kind, target: kind === 'custom-room' ? '' : target, roomId: kind === 'custom-room' && roomId ? roomId : null },
})

/** One more shortcut, or one that changes. */
export const ActionForm = ({ arranged, action, close }: FormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const keep = (next: Arranged) => client.setQueryData(['GET /quick-actions/arranged', {}], next)
  const form = useContractForm({
    initial: valuesFrom(action),
    schema: async () => {
      const [{ QuickActionInput }, { z }] = await Promise.all([import('./contract.ts'), import('zod')])
      return z.preprocess((values) => bodyOf(values as Values), QuickActionInput) // what the form holds
    },
    send: (values: Values) => {
      const body = bodyOf(values)
      return action ? call('PUT /quick-actions/:id', { params: { id: action.id }, body }) : call('POST /quick-actions', { body })
    },
    onDone: (next) => {
      keep(next)
      noticeDone(action ? t`Changed` : t`Added`)
      close()
    },
  })
  const remove = async () => {
    if (!action) return
    keep(await call('DELETE /quick-actions/:id', { params: { id: action.id } }))
    noticeDone(t`${action.label} is removed`)
    close()
  }
  const { values, set } = form
  const choose = (kind: TargetKind) => {
    set('kind', kind)
    set('target', '')
  }
  return (
    <ContractForm form={form} submit={action ? <Trans>Save</Trans> : <Trans>Add</Trans>} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" data-autofocus {...form.field('label')} />
      <TextInput label={t`Description`} autoComplete="off" {...form.field('description')} />
      <Select
        label={t`Icon`} allowDeselect={false} searchable leftSection={<RoomSign name={values.icon} size={16} stroke={1.5} />}
        data={[...roomIcons]} value={values.icon} onChange={(next) => set('icon', roomIcons.find((icon) => icon === next) ?? values.icon)}
      />
      <Select
        label={t`Leads to`} allowDeselect={false} data={targetKinds.map((value) => ({ value, label: kindLabel(value) }))}
        value={values.kind} onChange={(next) => choose(targetKinds.find((kind) => kind === next) ?? values.kind)}
      />
      <TargetField form={form} rooms={arranged.rooms} types={arranged.partnerTypes} />
      <MultiSelect
        label={t`Partner types`} clearable placeholder={values.partnerTypes.length === 0 ? t`All` : undefined} clearButtonProps={{ 'aria-label': t`Choose none` }}
        data={optionsOf(arranged.partnerTypes)} value={values.partnerTypes} onChange={(next) => set('partnerTypes', next)}
      />
      <MultiSelect
        label={t`Roles`} clearable placeholder={values.roles.length === 0 ? t`All` : undefined} clearButtonProps={{ 'aria-label': t`Choose none` }}
        data={optionsOf(arranged.roles)} value={values.roles} onChange={(next) => set('roles', next)}
        description={t`Who may not open where it leads does not get it in any case.`}
      />
      {action && (
        <p>
          <Button size="xs" variant="subtle" color="red" onClick={() => void remove().catch(noticeProblem)}>
            <Trans>Remove it, with what was counted</Trans>
          </Button>
        </p>
      )}
    </ContractForm>
  )
} // prettier-ignore

const optionsOf = (choices: Arranged['roles']) => choices.map(({ code, label }) => ({ value: code, label }))

type TargetForm = {
  values: Values
  set: (name: 'target' | 'roomId', value: string) => void
  field: (name: string) => { error?: React.ReactNode }
}
type TargetFieldProps = { form: TargetForm; rooms: Arranged['rooms']; types: Arranged['partnerTypes'] }

const TargetField = ({ form: { values, set, field }, rooms, types }: TargetFieldProps) => {
  const { t } = useLingui()
  const { error } = field('target')
  const common = { error, searchable: true, allowDeselect: false }
  const chosen = { value: values.target || null, onChange: (next: string | null) => set('target', next ?? '') }
  switch (values.kind) {
    case 'room':
      return <Select label={t`Room`} {...common} {...chosen} data={builtKinds.map((kind) => ({ value: kind, label: roomLabel(kind) }))} />
    case 'custom-room': {
      const typeLabel = (code: string) => types.find((type) => type.code === code)?.label ?? code
      const data = rooms.map(({ id, label, partnerType }) => ({ value: id, label: `${label} (${typeLabel(partnerType)})` }))
      return (
        <Select
          label={t`Room`} {...common} data={data} nothingFoundMessage={t`There is no room of your own yet`}
          value={values.roomId || null} onChange={(next) => set('roomId', next ?? '')}
        />
      )
    }
    case 'page':
      return <Select label={t`Page`} {...common} {...chosen} data={pageOptions()} />
    case 'link':
      return <TextInput label={t`Address`} type="url" placeholder="https://" error={error} value={values.target} onChange={(event) => set('target', event.currentTarget.value)} />
    case 'mail':
      return <TextInput label={t`E-mail address`} type="email" error={error} value={values.target} onChange={(event) => set('target', event.currentTarget.value)} />
  }
} // prettier-ignore

const kindLabel = (kind: TargetKind): string =>
  ({ room: t`A room of the portal`, 'custom-room': t`A room of your own`, page: t`Another page`, link: t`An address elsewhere`, mail: t`A mail` })[kind] // prettier-ignore

const builtKinds = roomKinds.filter((kind) => kindFacts(kind).comesLater !== true)

const roomLabel = (kind: RoomKind): string =>
  ({
    overview: t`Overview`, customers: t`Customers`, tasks: t`Tasks`, report: t`Report`, leads: t`Leads`, deals: t`Deals`, resources: t`Resources`,
    kit: t`Kit`, 'quick-actions': t`Quick actions`, support: t`Support`, projects: t`Projects`, messages: t`Messages`,
    'brand-guidelines': t`Brand guidelines`, 'shared-files': t`Shared files`, contacts: t`Contacts`, 'distributor-partners': t`Distributor partners`,
  })[kind] // prettier-ignore

const pageOptions = () => {
  const labels: Record<OwnPage, string> = {
    exports: t`Your exports`,
    people: t`People`,
    notifications: t`Notifications`,
    account: t`Your account`,
  }
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}
