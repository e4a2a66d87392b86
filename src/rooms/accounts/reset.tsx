import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { Door } from '#ui/door.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { paths } from '#ui/paths.tsx'
import { useSecret } from '#ui/secret.tsx'
import classes from './door-form.module.css'
import { NewPasswordInput } from './new-password.tsx'
import { NoSecret, ToSignIn } from './secret.tsx'

/** Where the mail about a forgotten password leads. Signs nobody in: a second factor is asked for as always. */
export const ResetPage = () => {
  const secret = useSecret()
  const [isDone, setDone] = useState(false)
  if (isDone) return <Done />
  return secret ? <Reset secret={secret} done={() => setDone(true)} /> : <NoSecret />
}

const Reset = ({ secret, done }: { secret: string; done: () => void }) => {
  const { t } = useLingui()
  const form = useContractForm({
    initial: { secret, password: '' },
    schema: () => import('./contract.ts').then((contract) => contract.Reset),
    send: (body) => call('POST /password-resets/redemption', { body }),
    onDone: done,
  })
  return (
    <Door title={t`Choose a new password`} lead={t`Everybody who is signed in with the old one is signed out.`}>
      <div className={classes.form}>
        <ContractForm form={form} submit={<Trans>Set the password</Trans>}>
          <NewPasswordInput {...form.field('password')} />
        </ContractForm>
      </div>
      <ToSignIn />
    </Door>
  )
}

const Done = () => {
  const { t } = useLingui()
  return (
    <Door title={t`Your password is set`} lead={t`Sign in with it now.`}>
      <Button component={Link} href={paths.signIn()} size="md" fullWidth>
        <Trans>Sign in</Trans>
      </Button>
    </Door>
  )
}
