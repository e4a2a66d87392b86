import { TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { Door } from '#ui/door.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import classes from './door-form.module.css'
import { ToSignIn } from './secret.tsx'

/** Asks for the mail that leads to a new password; says the same whether anybody has the address. */
export const ForgottenPage = () => {
  const { t } = useLingui()
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo === undefined) return <Ask done={setSentTo} />
  return (
    <Door title={t`Look at your mail`}>
      <p className={classes.said}>
        <Trans>
          If {sentTo} belongs to an account with a password, a mail with a link is on its way. The link works once, within an hour.
        </Trans>
      </p>
      <ToSignIn />
    </Door>
  )
}

const Ask = ({ done }: { done: (email: string) => void }) => {
  const { t } = useLingui()
  const form = useContractForm({
    initial: { email: '' },
    schema: () => import('./contract.ts').then((contract) => contract.ResetRequest),
    send: async (body) => {
      await call('POST /password-resets', { body })
      return body.email.trim()
    },
    onDone: done,
  })
  return (
    <Door title={t`Forgotten your password?`} lead={t`Enter your address, and we send you a link to choose a new one.`}>
      <div className={classes.form}>
        <ContractForm form={form} submit={<Trans>Send the link</Trans>}>
          <TextInput label={t`E-mail`} type="email" autoComplete="username" required withAsterisk={false} {...form.field('email')} />
        </ContractForm>
      </div>
      <ToSignIn />
    </Door>
  )
}
