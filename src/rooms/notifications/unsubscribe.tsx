import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link } from 'wouter'
import { Door } from '#ui/door.tsx'
import { paths } from '#ui/paths.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSend } from '#ui/query.tsx'
import { useSecret } from '#ui/secret.tsx'
import type { Unsubscribed } from './contract.ts'
import classes from './unsubscribe.module.css'
import { groupLabel } from './words.tsx'

/** Where the link of a mail leads. Programs that look at links change nothing: somebody has to press. */
export const UnsubscribePage = () => {
  const { t } = useLingui()
  const token = useSecret()
  const [done, setDone] = useState<Unsubscribed>()
  const unsubscribe = useSend('POST /unsubscriptions', { quiet: true, onDone: setDone })
  if (done) return <Done done={done} />
  return (
    <Door
      title={t`Stop these e-mails`}
      lead={t`What happens is still told in the portal. E-mails about the security of your account still come.`}
    >
      <div className={classes.form}>
        {unsubscribe.error && <ProblemNote problem={unsubscribe.error} />}
        <Button size="md" fullWidth loading={unsubscribe.isPending} onClick={() => unsubscribe.mutate({ body: { token } })}>
          <Trans>Stop these e-mails</Trans>
        </Button>
        <Button component={Link} href={paths.notificationChoices()} size="md" variant="default" fullWidth>
          <Trans>Choose what you are told</Trans>
        </Button>
      </div>
    </Door>
  )
}

const Done = ({ done: { groups, digest } }: { done: Unsubscribed }) => {
  const { t } = useLingui()
  const names = groups.map(groupLabel).join(', ')
  const what = digest === 'daily' ? t`The daily digest` : digest === 'weekly' ? t`The weekly digest` : t`E-mails about: ${names}`
  return (
    <Door title={t`They are switched off`} lead={t`${what}. You can switch them on again in your account, under Notifications.`}>
      <Button component={Link} href={paths.notificationChoices()} size="md" variant="default" fullWidth>
        <Trans>Choose what you are told</Trans>
      </Button>
    </Door>
  )
}
