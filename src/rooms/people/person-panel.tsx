import { TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { Panel } from '#ui/panel.tsx'
import { PassphraseNote } from '#ui/passphrase-note.tsx'
import { PersonLine } from '#ui/person-line.tsx'
import type { Picked } from '#ui/picker.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { PersonDetail, RoleRow } from './contract.ts'
import { PersonDeeds } from './deeds.tsx'
import { CustomersField, looksAfterPeople, RoleField, ScopeField, seesCustomers } from './fields.tsx'
import classes from './people.module.css'

type PersonPanelProps = { id: string; roles: readonly RoleRow[]; close: () => void }

/** One person: who it is, what they may and see, and what can be done about their way in. */
export const PersonPanel = ({ id, roles, close }: PersonPanelProps) => {
  const { t } = useLingui()
  const [passphrase, setPassphrase] = useState<{ of: string; words: string }>()
  const { data: person, error, refetch } = useCall('GET /people/:id', { params: { id } }, { enabled: id !== '' })
  const words = passphrase?.of === id ? passphrase.words : undefined
  const leave = () => {
    setPassphrase(undefined)
    close()
  }
  return (
    <Panel title={person?.name ?? t`Person`} opened={id !== ''} onClose={leave}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !person ? (
        <Waiting label={t`The person is being fetched`} />
      ) : words ? (
        <PassphraseNote name={person.name} email={person.email} passphrase={words} close={leave} />
      ) : (
        <>
          <PersonLine email={person.email} state={person.state} invitation={person.invitation} />
          <PersonForm key={person.id} person={person} roles={roles} close={close} />
          <PersonDeeds person={person} close={close} onPassphrase={(told) => setPassphrase({ of: id, words: told })} />
        </>
      )}
    </Panel>
  )
}

type Values = { name: string; role: string; scope: 'all' | 'assigned'; customers: string[]; picked: Picked[] }

const PersonForm = ({ person, roles, close }: { person: PersonDetail; roles: readonly RoleRow[]; close: () => void }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { change, changeRole } = person.refusals
  const form = useContractForm({
    initial: {
      name: person.name,
      role: person.role,
      scope: person.scope,
      customers: [],
      picked: person.assigned,
    },
    schema: () => import('./contract.ts').then((contract) => contract.PersonChange.loose()),
    send: ({ name, role, scope, picked }: Values) => {
      const decided = { role, scope, ...(scope === 'assigned' ? { customers: picked.map(({ id }) => id) } : {}) }
      return call('PATCH /people/:id', { params: { id: person.id }, body: { name, ...(changeRole === null ? decided : {}) } })
    },
    onDone: (reply) => {
      client.setQueryData(['GET /people/:id', { params: { id: person.id } }], reply)
      for (const line of ['GET /people', 'GET /roles']) void client.invalidateQueries({ queryKey: [line] })
      noticeDone(t`The changes to ${reply.name} act from the next click on`)
      close()
    },
  })
  const { role: code, scope, picked } = form.values
  const role = roles.find((one) => one.code === code)
  const isAdmin = looksAfterPeople(role)
  const choose = (next: string) => {
    form.set('role', next)
    if (looksAfterPeople(roles.find((one) => one.code === next))) form.set('scope', 'all')
  }
  const isFixed = changeRole !== null
  if (change !== null && isFixed) return <p className={classes.refusal}>{change}</p>
  return (
    <ContractForm form={form} submit={<Trans>Save</Trans>} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" disabled={change !== null} description={change ?? undefined} {...form.field('name')} />
      <RoleField roles={roles} refusal={changeRole} {...form.field('role')} onChange={choose} />
      {seesCustomers(role) && <ScopeField isAdmin={isAdmin} isFixed={isFixed} {...form.field('scope')} />}
      {seesCustomers(role) && scope === 'assigned' && !isFixed && (
        <CustomersField value={picked} onChange={(next) => form.set('picked', next)} error={form.field('customers').error} />
      )}
    </ContractForm>
  )
}
