import { Anchor } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from './api-client.tsx'
import { noticeProblem } from './notices.tsx'
import { useSession } from './session.tsx'
import classes from './shell.module.css'

/** Mail to the reader's address came back; only they know whether it works again. */
export const MailBanner = () => {
  const { t } = useLingui()
  const { start } = useSession()
  const client = useQueryClient()
  if (!start.person?.isMailStopped || start.viewer) return null
  const resume = async () => {
    await call('DELETE /account/mail-trouble')
    await client.invalidateQueries({ queryKey: ['GET /start'] })
  }
  return (
    <aside className={classes.banner} aria-label={t`Mail to you comes back`}>
      <span>
        <Trans>Mail to {start.person.email} comes back, so only security mail is sent there.</Trans>
      </span>{' '}
      <Anchor component="button" type="button" inherit fw={600} onClick={() => void resume().catch(noticeProblem)}>
        <Trans>It works again</Trans>
      </Anchor>
    </aside>
  )
}
