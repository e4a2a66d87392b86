import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowRight } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { Door } from '#ui/door.tsx'
import { paths } from '#ui/paths.tsx'
import { AlertNote, ProblemNote } from '#ui/problem-note.tsx'
import { useSecret } from '#ui/secret.tsx'
import classes from './sign-in.module.css'

type Outcome = 'waiting' | 'ended' | { problem: unknown }

/** Where the mail about a pause leads: ends it. */
export const UnlockPage = () => {
  const { t } = useLingui()
  const [outcome, setOutcome] = useState<Outcome>('waiting')
  const secret = useSecret()
  const isSent = useRef(false)
  const end = async () => {
    if (isSent.current) return
    isSent.current = true
    await call('POST /session/unlock', { body: { secret } }).then(
      () => setOutcome('ended'),
      (problem: unknown) => setOutcome({ problem }),
    )
    isSent.current = false
  }
  const isOver = outcome === 'ended'
  return (
    <Door
      title={isOver ? t`The pause is over` : t`Signing in is paused`}
      lead={
        isOver
          ? t`You can sign in again now.`
          : t`Several wrong passwords in a row were given for your account. You can end the pause that this brought.`
      }
    >
      <div className={classes.form}>
        {typeof outcome === 'object' && <ProblemNote problem={outcome.problem} />}
        {secret === '' && (
          <AlertNote>
            <Trans>This address is not whole. Open the link in the mail once more, or copy all of it.</Trans>
          </AlertNote>
        )}
        {outcome === 'waiting' && secret !== '' ? (
          <Button size="md" fullWidth onClick={() => void end()}>
            <Trans>End the pause</Trans>
          </Button>
        ) : (
          <Button component={Link} href={paths.signIn()} size="md" fullWidth rightSection={<IconArrowRight size={18} aria-hidden />}>
            <Trans>Sign in</Trans>
          </Button>
        )}
      </div>
    </Door>
  )
}
