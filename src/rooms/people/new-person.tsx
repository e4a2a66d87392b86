import { TextInput } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import type { Picked } from '#ui/picker.tsx'
import type { PersonDetail, RoleRow } from './contract.ts'
import { CustomersField, looksAfterPeople, RoleField, ScopeField, seesCustomers } from './fields.tsx'
import { signsIn } from './rules.ts'

export type Added = { person: PersonDetail; passphrase: string | null }
type Values = { name: string; email: string; role: string; scope: 'all' | 'assigned'; customers: string[]; picked: Picked[] }
const empty: Values = { name: '', email: '', role: '', scope: 'assigned', customers: [], picked: [] }

export const NewPersonForm = ({
  roles,
  close,
  onAdded,
}: {
  roles: readonly RoleRow[]
  close: () => void
  onAdded: (added: Added) => void
}) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const form = useContractForm({
    initial: empty,
    schema: () => import('./contract.ts').then((contract) => contract.NewPerson.loose()),
    send: ({ name, email, role, scope, picked }: Values) =>
      call('POST /people', { body: { name, email, role, scope, customers: scope === 'all' ? [] : picked.map(({ id }) => id) } }),
    onDone: (added) => {
      for (const line of ['GET /people', 'GET /roles']) void client.invalidateQueries({ queryKey: [line] })
      if (!added.passphrase) noticeDone(t`${added.person.name} was added`)
      onAdded(added)
    },
  })
  const { role: code, scope, picked } = form.values
  const role = roles.find((one) => one.code === code)
  const isMailOnly = role !== undefined && !signsIn(role)
  const choose = (next: string) => {
    form.set('role', next)
    form.set('scope', roles.find((one) => one.code === next)?.reach ?? 'assigned')
  }
  return (
    <ContractForm form={form} submit={isMailOnly ? <Trans>Add</Trans> : <Trans>Invite</Trans>} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" data-autofocus {...form.field('name')} />
      <TextInput label={t`E-mail`} type="email" autoComplete="off" {...form.field('email')} />
      <RoleField roles={roles} {...form.field('role')} onChange={choose} />
      {seesCustomers(role) && <ScopeField isAdmin={looksAfterPeople(role)} isFixed={false} {...form.field('scope')} />}
      {seesCustomers(role) && scope === 'assigned' && (
        <CustomersField value={picked} onChange={(next) => form.set('picked', next)} error={form.field('customers').error} />
      )}
      <p>{isMailOnly ? t`This role receives mail and never signs in.` : aboutInvitation()}</p>
    </ContractForm>
  )
}

const aboutInvitation = () => t`They get a link by e-mail. You get a passphrase to tell them by another way.`
