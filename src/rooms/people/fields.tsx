import { Radio, Select, Stack } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { Picker, type Picked } from '#ui/picker.tsx'
import { useCall } from '#ui/query.tsx'
import type { RoleRow } from './contract.ts'
import { isAdminRole } from './rules.ts'

type Field<T> = { value?: T; onChange: (value: T) => void; error?: ReactNode }

/** The roles of the partner; one that the reader can't give away says why. */
export const RoleField = ({ roles, refusal, ...field }: Field<string> & { roles: readonly RoleRow[]; refusal?: string | null }) => {
  const { t } = useLingui()
  const chosen = roles.find(({ code }) => code === field.value)
  return (
    <Select
      label={t`Role`}
      allowDeselect={false}
      placeholder={t`Choose a role`}
      description={refusal ?? chosen?.refusals.grant ?? undefined}
      disabled={refusal !== undefined && refusal !== null}
      data={roles.map(({ code, label, refusals }) => ({ value: code, label, disabled: refusals.grant !== null && code !== field.value }))}
      {...field}
      value={field.value || null}
      onChange={(next) => next !== null && field.onChange(next)}
    />
  )
}

/** All customers, or assigned ones. Who looks after people sees all. */
export const ScopeField = ({ isAdmin, isFixed, ...field }: Field<string> & { isAdmin: boolean; isFixed: boolean }) => {
  const { t } = useLingui()
  return (
    <Radio.Group label={t`Sees`} description={isAdmin ? t`Who looks after people sees every customer.` : undefined} {...field}>
      <Stack gap={8} mt={6}>
        <Radio value="all" label={t`All customers`} description={t`Also those that come later`} disabled={isFixed} />
        <Radio
          value="assigned"
          label={t`Assigned customers`}
          description={t`Nothing of any other, on no page, in no export`}
          disabled={isFixed || isAdmin}
        />
      </Stack>
    </Radio.Group>
  )
}

type CustomersFieldProps = { value: readonly Picked[]; onChange: (value: Picked[]) => void; error?: ReactNode }

/** Which customers somebody sees who sees assigned ones. */
export const CustomersField = (props: CustomersFieldProps) => {
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const query = { search: search || undefined, sort: 'name', limit: 20 }
  const { data } = useCall('GET /customers', { query }, { keepPrevious: true })
  return (
    <Picker
      label={t`Assigned customers`}
      description={props.value.length === 0 ? t`No customer assigned: the person sees nothing yet.` : undefined}
      found={data?.items}
      onSearch={setSearch}
      {...props}
    />
  )
}

/** Whether what the role may do concerns customers at all. */
export const seesCustomers = (role: RoleRow | undefined) => role === undefined || role.permissions.includes('customer.read')

export const looksAfterPeople = (role: RoleRow | undefined) => role !== undefined && isAdminRole(role)
