import { Anchor } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { passkeyHindrance } from './browser-passkeys.tsx'
import classes from './factors.module.css'
import { PasskeySetUp } from './passkey-set-up.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetUp } from './totp-set-up.tsx'

/** The first factor of somebody whose role asks for one. The password was given a moment ago, so that nothing else is to be proved. */
export const EnrolStep = ({ entered }: { entered: () => Promise<void> }) => {
  const [way, setWay] = useState<'totp' | 'passkey'>('totp')
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes) return <RecoveryCodes codes={codes} done={() => void entered()} />
  const added = (fresh: readonly string[] | null) => (fresh ? setCodes(fresh) : void entered())
  return (
    <div className={classes.stack}>
      <p className={classes.lead}>
        <Trans>Your role needs a second step at every sign-in, so that a stolen password opens nothing.</Trans>
      </p>
      {way === 'totp' ? <TotpSetUp added={added} /> : <PasskeySetUp added={added} />}
      {passkeyHindrance() === undefined && (
        <Anchor
          component="button"
          type="button"
          fw={550}
          className={classes.other}
          onClick={() => setWay(way === 'totp' ? 'passkey' : 'totp')}
        >
          {way === 'totp' ? <Trans>Use a passkey instead</Trans> : <Trans>Use an authenticator app instead</Trans>}
        </Anchor>
      )}
    </div>
  )
}
