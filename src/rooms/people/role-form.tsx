import { Checkbox, Stack, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { Permission } from '#shared/config.ts'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import type { RoleRow } from './contract.ts'
import { permissionLabel } from './words.tsx'

type Values = { label: string; permissions: Permission[] }
type RoleFormProps = { role: RoleRow; isCopy: boolean; grantable: readonly Permission[]; close: () => void }

/** A copy, or a change of one. What the reader does not have can't be given. */
export const RoleForm = ({ role, isCopy, grantable, close }: RoleFormProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const own = role.permissions.filter((permission) => grantable.includes(permission))
  const initial: Values = { label: isCopy ? '' : role.label, permissions: own }
  const form = useContractForm({
    initial,
    schema: () => import('./contract.ts').then((contract) => contract.RoleChange.required()),
    send: (body: Values) =>
      isCopy ? call('POST /roles', { body: { ...body, copyOf: role.code } }) : call('PATCH /roles/:code', { params: { code: role.code }, body }),
    onDone: (reply) => {
      for (const line of ['GET /people', 'GET /people/:id', 'GET /roles']) void client.invalidateQueries({ queryKey: [line] })
      noticeDone(isCopy ? t`The role ${reply.label} was added` : t`The changes to ${reply.label} act from the next click on`)
      close()
    },
  })
  return (
    <ContractForm form={form} submit={isCopy ? <Trans>Add the role</Trans> : <Trans>Save</Trans>} cancel={close}>
      <TextInput label={t`Name`} autoComplete="off" data-autofocus {...form.field('label')} />
      <Checkbox.Group label={t`May`} description={t`A role never includes more than you may do yourself.`} {...form.field('permissions')}>
        <Stack gap={8} mt={8}>
          {grantable.map((permission) => (
            <Checkbox key={permission} value={permission} label={permissionLabel(permission)} />
          ))}
        </Stack>
      </Checkbox.Group>
    </ContractForm>
  )
} // prettier-ignore
