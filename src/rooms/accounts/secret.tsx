import { Anchor } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { Door } from '#ui/door.tsx'
import { paths } from '#ui/paths.tsx'
import classes from './door-form.module.css'

/** A page that was opened without its secret, or loaded again after it had gone. */
export const NoSecret = ({ isFromMail = true }: { isFromMail?: boolean }) => {
  const { t } = useLingui()
  return (
    <Door
      title={t`Open the link again`}
      lead={
        isFromMail
          ? t`This page works when it is opened by the link in the mail. Open that link once more.`
          : t`This page works when it is opened by the link that the portal printed when it started. Open that link once more.`
      }
    >
      <ToSignIn />
    </Door>
  )
}

export const ToSignIn = () => (
  <p className={classes.below}>
    <Anchor component={Link} href={paths.signIn()} fw={550}>
      <Trans>Go to sign-in</Trans>
    </Anchor>
  </p>
)
