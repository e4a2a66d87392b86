import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Section } from '#ui/page-header.tsx'
import { PasswordField } from '#ui/password-field.tsx'
import { useCall } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { NewPasswordInput } from './new-password.tsx'

/** The password, and another one in its place. */
export const PasswordPanel = () => {
  const { t } = useLingui()
  const { moment } = useFormat()
  const zone = useOwnTimeZone()
  const { data } = useCall('GET /account')
  const setAt = data?.passwordSetAt
  const [isOpen, setOpen] = useState(false)
  const at = setAt ? moment(setAt, zone) : undefined
  return (
    <Section
      title={t`Password`}
      about={at === undefined ? t`You sign in with it, and nobody here can read it.` : t`Set on ${at}. Nobody here can read it.`}
      actions={
        !isOpen && (
          <ReasonedButton size="xs" variant="default" reason={data?.may.reason ?? undefined} onClick={() => setOpen(true)}>
            <Trans>Change the password</Trans>
          </ReasonedButton>
        )
      }
    >
      {isOpen && <PasswordForm close={() => setOpen(false)} />}
    </Section>
  )
}

const PasswordForm = ({ close }: { close: () => void }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const form = useContractForm({
    initial: { present: '', password: '' },
    schema: () => import('./contract.ts').then((contract) => contract.PasswordChange),
    send: (body) => call('PUT /account/password', { body }),
    onDone: async () => {
      noticeDone(t`The password was changed. You are signed out everywhere else.`)
      close()
      await Promise.all((['GET /account', 'GET /account/sessions'] as const).map((line) => client.invalidateQueries({ queryKey: [line] })))
    },
  })
  return (
    <ContractForm form={form} submit={<Trans>Change the password</Trans>} cancel={close}>
      <PasswordField
        label={t`Present password`}
        showLabel={t`Show the present password`}
        autoComplete="current-password"
        data-autofocus
        {...form.field('present')}
      />
      <NewPasswordInput {...form.field('password')} />
    </ContractForm>
  )
}
