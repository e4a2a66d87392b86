import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconFingerprint } from '@tabler/icons-react'
import { call } from '#ui/api-client.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSubmit } from '#ui/submit.tsx'
import { makePasskey } from './browser-passkeys.tsx'
import type { MakingOptions } from './contract.ts'
import classes from './factors.module.css'
import { PasskeyName } from './passkey-name.tsx'
import type { Added } from './totp-set-up.tsx'

/** Makes a passkey in this browser or on a key. `offer` was proved before; without it one is asked for, as in `TotpSetUp`. */
export const PasskeySetUp = ({ offer, added }: { offer?: MakingOptions; added: Added }) => {
  const { t } = useLingui()
  const { problem, isBusy, onSubmit } = useSubmit(async (typed) => {
    const passkey = await makePasskey(offer ?? (await call('POST /account/factors/passkey-offer', { body: {} })))
    added((await call('POST /account/factors/passkeys', { body: { name: typed('name'), passkey } })).codes)
  })
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <p className={classes.lead}>
        <Trans>A passkey is your fingerprint, your face or a PIN on this device, or a security key. Nothing has to be typed.</Trans>
      </p>
      <ProblemNote problem={problem} />
      <PasskeyName description={t`So that you recognise it later.`} placeholder={t`My laptop`} />
      <Button type="submit" loading={isBusy} rightSection={<IconFingerprint size={18} aria-hidden />}>
        <Trans>Make a passkey</Trans>
      </Button>
    </form>
  )
}
