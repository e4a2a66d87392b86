import { Select, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { Picker, type Picked } from '#ui/picker.tsx'
import { useCall } from '#ui/query.tsx'
import type { StaffRole, StaffRow } from './contract.ts'

type Added = { person: StaffRow; passphrase: string }
type StaffFormProps = { person: StaffRow | undefined; roles: readonly StaffRole[]; close: () => void; onAdded?: (added: Added) => void }
type Values = { name: string; email: string; role: string; picked: Picked[] }

/** One more of the vendor's people, or one who changes. */
export const StaffForm = ({ person, roles, close, onAdded }: StaffFormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const initial: Values = { name: person?.name ?? '', email: person?.email ?? '', role: person?.role ?? '', picked: person?.partners ?? [] }
  const refresh = () => client.invalidateQueries({ queryKey: ['GET /staff'] })
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then(({ NewStaff, StaffChange }) => (person ? StaffChange.loose() : NewStaff.loose())),
    send: async ({ name, email, role, picked }: Values) => {
      const partners = picked.map(({ id }) => id)
      if (!person) return onAdded?.(await call('POST /staff', { body: { name, email, role, partners } }))
      const decided = person.refusals.changeRole === null ? { role, partners } : {}
      return void (await call('PATCH /staff/:id', { params: { id: person.id }, body: { name, ...decided } }))
    },
    onDone: () => {
      void refresh()
      if (!person) return
      noticeDone(t`The changes act from the next click on`)
      close()
    },
  })
  const [search, setSearch] = useState('')
  const found = useCall('GET /staff/partners', { query: { search: search || undefined } }, { keepPrevious: true }).data?.items
  const role = roles.find(({ code }) => code === form.values.role)
  const fixed = person?.refusals.changeRole ?? undefined
  if (person?.refusals.change) return <p>{person.refusals.change}</p>
  return (
    <ContractForm form={form} submit={person ? <Trans>Save</Trans> : <Trans>Invite</Trans>} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" data-autofocus {...form.field('name')} />
      {!person && <TextInput label={t`E-mail`} type="email" autoComplete="off" {...form.field('email')} />}
      <Select
        label={t`Role`} allowDeselect={false} placeholder={t`Choose a role`} disabled={fixed !== undefined} description={fixed ?? role?.refusal ?? undefined}
        data={roles.map(({ code, label, refusal }) => ({ value: code, label, disabled: refusal !== null && code !== person?.role }))}
        {...form.field('role')} value={form.values.role || null} onChange={(next) => next !== null && form.set('role', next)}
      />
      {role?.reach === 'all' && <p><Trans>Sees every partner.</Trans></p>}
      {role?.reach === 'assigned' && fixed === undefined && (
        <Picker
          label={t`Assigned partners`} value={form.values.picked} onChange={(next) => form.set('picked', next)} found={found} onSearch={setSearch}
          description={form.values.picked.length === 0 ? t`No partner assigned: there is nothing to see yet.` : undefined}
        />
      )}
      {!person && <p><Trans>They get a link by e-mail. You get a passphrase to tell them by another way.</Trans></p>}
    </ContractForm>
  )
} // prettier-ignore
