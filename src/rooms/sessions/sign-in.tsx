import { Anchor, Button, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowRight } from '@tabler/icons-react'
import { Suspense } from 'react'
import { Link } from 'wouter'
import { Door } from '#ui/door.tsx'
import { noticeProblem } from '#ui/notices.tsx'
import { PasswordField } from '#ui/password-field.tsx'
import { paths } from '#ui/paths.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSessionSteps } from '#ui/session-steps.tsx'
import { useSession } from '#ui/session.tsx'
import { Waiting } from '#ui/states.tsx'
import { useSubmit } from '#ui/submit.tsx'
import type { Start } from './contract.ts'
import { DemoAccounts } from './demo-accounts.tsx'
import classes from './sign-in.module.css'

export const SignInPage = () => {
  const { t } = useLingui()
  const { isDemo, demoAccounts, demoUrl, half } = useSession().start
  if (half) return <NextStep half={half} />
  if (isDemo && demoAccounts.length > 0)
    return (
      <Door
        isWide
        title={t`Look at the demo`}
        lead={t`Choose whose portal to see. Everything in it is made up, and nothing you do leaves the demo.`}
      >
        <DemoAccounts accounts={demoAccounts} />
      </Door>
    )
  return (
    <Door title={t`Sign in`}>
      <Form />
      <p className={classes.forgotten}>
        <Anchor component={Link} href={paths.forgotten()} fw={550}>
          <Trans>Forgotten your password?</Trans>
        </Anchor>
      </p>
      {demoUrl && (
        <p className={classes.below}>
          <Trans>No account yet?</Trans>
          <Anchor href={demoUrl} fw={550}>
            <Trans>Look at the demo</Trans>
          </Anchor>
        </p>
      )}
    </Door>
  )
}

/** The password was right. Nothing here says whose it was: a screen may be looked at by somebody else. */
const NextStep = ({ half }: { half: NonNullable<Start['half']> }) => {
  const { t } = useLingui()
  const { entered, startOver } = useSession()
  const { signInStep: SignInStep } = useSessionSteps()
  return (
    <Door title={half.stage === 'factor' ? t`Confirm that it is you` : t`Protect your account`}>
      <Suspense fallback={<Waiting label={t`Opening the next step`} />}>
        <SignInStep half={half} entered={entered} />
      </Suspense>
      <p className={classes.below}>
        <Anchor component="button" type="button" fw={550} onClick={() => void startOver().catch(noticeProblem)}>
          <Trans>Sign in with another account</Trans>
        </Anchor>
      </p>
    </Door>
  )
}

const Form = () => {
  const { t } = useLingui()
  const { signIn } = useSession()
  const { problem, isBusy, onSubmit } = useSubmit((typed) => signIn(typed('email'), typed('password')))
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <ProblemNote problem={problem} />
      {/* Signing in is what the page is for, and its first field stands first. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <TextInput label={t`E-mail`} name="email" type="email" autoComplete="username" required size="md" autoFocus withAsterisk={false} />
      <PasswordField label={t`Password`} showLabel={t`Show the password`} name="password" autoComplete="current-password" size="md" />
      <Button type="submit" size="md" fullWidth loading={isBusy} rightSection={<IconArrowRight size={18} aria-hidden />}>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  )
}
