import { TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { call } from '#ui/api-client.tsx'
import { Door } from '#ui/door.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { useSecret } from '#ui/secret.tsx'
import { useSession } from '#ui/session.tsx'
import classes from './door-form.module.css'
import { useEnter } from './enter.tsx'
import { NewPasswordInput } from './new-password.tsx'
import { NoSecret } from './secret.tsx'

/** Where an invitation leads: the passphrase that came another way, and a password of one's own. Says nothing about who was invited. */
export const InvitationPage = () => {
  const secret = useSecret()
  useEffect(() => {
    // The inviter sees that it was opened. Whether that worked makes no difference here.
    if (secret) void call('POST /invitations/opening', { body: { secret } }).catch(() => {})
  }, [secret])
  return secret ? <Invitation secret={secret} /> : <NoSecret />
}

const Invitation = ({ secret }: { secret: string }) => {
  const { t } = useLingui()
  const { brand } = useSession().start
  const enter = useEnter()
  const form = useContractForm({
    initial: { secret, passphrase: '', password: '' },
    schema: () => import('./contract.ts').then((contract) => contract.Redemption),
    send: (body) => call('POST /invitations/redemption', { body }),
    onDone: ({ email }) => void enter(email, form.values.password),
  })
  return (
    <Door
      title={t`Accept the invitation`}
      lead={t`Welcome to ${brand.name}. Enter the passphrase that you were told, and choose a password of your own.`}
    >
      <div className={classes.form}>
        <ContractForm form={form} submit={<Trans>Set the password</Trans>}>
          <TextInput
            label={t`Passphrase`}
            description={t`Five words. Capitals and the signs between them make no difference.`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            {...form.field('passphrase')}
          />
          <NewPasswordInput label={t`Your password`} {...form.field('password')} />
        </ContractForm>
      </div>
    </Door>
  )
}
