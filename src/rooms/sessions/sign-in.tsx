import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconArrowRight } from '@tabler/icons-react'
import { useEffect, useState, type FormEvent } from 'react'
import { initials } from '#ui/initials.tsx'
import { Overlays } from '#ui/overlays.tsx'
import { problemWords } from '#ui/problem-words.tsx'
import { useSession } from '#ui/session.tsx'
import { DemoPill } from '#ui/shell.tsx'
import { DemoAccounts } from './demo-accounts.tsx'
import classes from './sign-in.module.css'

export const SignInPage = () => {
  const { t } = useLingui()
  const { brand, isDemo, demoAccounts, demoUrl } = useSession().start
  useEffect(() => {
    document.title = `${t`Sign in`} · ${brand.name}`
  }, [t, brand.name])
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        {brand.logo ? (
          <img src={brand.logo} alt={brand.name} className={classes.logo} />
        ) : (
          <Letters name={brand.name} vendor={brand.vendor} />
        )}
        <DemoPill />
      </header>
      <main className={classes.main} data-demo={isDemo || undefined}>
        <div className={classes.sheet}>
          <h1 className={classes.title}>{isDemo ? <Trans>Look at the demo</Trans> : <Trans>Sign in</Trans>}</h1>
          {isDemo && demoAccounts.length > 0 ? <DemoAccounts accounts={demoAccounts} /> : <Form />}
          {!isDemo && demoUrl && (
            <p className={classes.demo}>
              <Trans>No account yet?</Trans>{' '}
              <Anchor href={demoUrl} fw={550}>
                <Trans>Look at the demo</Trans>
              </Anchor>
            </p>
          )}
        </div>
        <Overlays />
      </main>
      <footer className={classes.foot}>
        <Trans>{brand.vendor} runs this portal for its partners.</Trans>
      </footer>
    </div>
  )
}

const Letters = ({ name, vendor }: { name: string; vendor: string }) => (
  <span className={classes.brand}>
    <span className={classes.mark} aria-hidden>
      {initials(vendor)}
    </span>
    {name}
  </span>
)

/** What stands in a text field; a form can hold files as well. */
const typed = (fields: FormData, name: string) => {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}

const Form = () => {
  const { t } = useLingui()
  const { signIn } = useSession()
  const [problem, setProblem] = useState<unknown>()
  const [isSending, setSending] = useState(false)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setSending(true)
    setProblem(undefined)
    await signIn(typed(fields, 'email'), typed(fields, 'password')).catch(setProblem)
    setSending(false)
  }
  return (
    <form className={classes.form} onSubmit={(event) => void send(event)}>
      {problem !== undefined && (
        <p className={classes.problem} role="alert">
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            {problemWords(problem).happened} {problemWords(problem).next}
          </span>
        </p>
      )}
      {/* Signing in is what the page is for, and its first field stands first. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <TextInput label={t`E-mail`} name="email" type="email" autoComplete="username" required size="md" autoFocus withAsterisk={false} />
      <PasswordInput
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        required
        size="md"
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t`Show the password`, tabIndex: 0 }}
      />
      <Button type="submit" size="md" fullWidth loading={isSending} rightSection={<IconArrowRight size={18} aria-hidden />}>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  )
}
