import { TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { call } from '#ui/api-client.tsx'
import { Door } from '#ui/door.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { useSecret } from '#ui/secret.tsx'
import { useSession } from '#ui/session.tsx'
import classes from './door-form.module.css'
import { useEnter } from './enter.tsx'
import { NewPasswordInput } from './new-password.tsx'
import { NoSecret } from './secret.tsx'

/** Where the link leads that an empty portal prints when it starts: the first administrator of the vendor. */
export const SetUpPage = () => {
  const secret = useSecret()
  return secret ? <SetUp secret={secret} /> : <NoSecret isFromMail={false} />
}

const SetUp = ({ secret }: { secret: string }) => {
  const { t } = useLingui()
  const { brand } = useSession().start
  const enter = useEnter()
  const form = useContractForm({
    initial: { secret, name: '', email: '', password: '' },
    schema: () => import('./contract.ts').then((contract) => contract.SetUp),
    send: (body) => call('POST /setup', { body }),
    onDone: ({ email }) => void enter(email, form.values.password),
  })
  return (
    <Door
      title={t`Set up the portal`}
      lead={t`You become the first administrator at ${brand.vendor}. You invite everybody else from inside.`}
    >
      <div className={classes.form}>
        <ContractForm form={form} submit={<Trans>Become the administrator</Trans>}>
          <TextInput label={t`Your name`} autoComplete="name" required withAsterisk={false} {...form.field('name')} />
          <TextInput label={t`E-mail`} type="email" autoComplete="username" required withAsterisk={false} {...form.field('email')} />
          <NewPasswordInput label={t`Password`} {...form.field('password')} />
        </ContractForm>
      </div>
    </Door>
  )
}
