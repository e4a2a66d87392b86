import { Button, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconFingerprint } from '@tabler/icons-react'
import type { FormEvent } from 'react'
import { call } from '#ui/api-client.tsx'
import { ProblemNote, useAttempt } from './attempt.tsx'
import { makePasskey } from './browser-passkeys.tsx'
import { typed } from './code-field.tsx'
import type { MakingOptions } from './contract.ts'
import classes from './factors.module.css'
import type { Added } from './totp-set-up.tsx'

/** Makes a passkey in this browser or on a key. `offer` was proved before; without it one is asked for, as in `TotpSetUp`. */
export const PasskeySetUp = ({ offer, added }: { offer?: MakingOptions; added: Added }) => {
  const { t } = useLingui()
  const { problem, isBusy, attempt } = useAttempt()
  const handleSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = typed(new FormData(event.currentTarget), 'name')
    void attempt(async () => {
      const passkey = await makePasskey(offer ?? (await call('POST /account/factors/passkey-offer', { body: {} })))
      added((await call('POST /account/factors/passkeys', { body: { name, passkey } })).codes)
    })
  }
  return (
    <form className={classes.stack} onSubmit={handleSubmit}>
      <p className={classes.lead}>
        <Trans>A passkey is your fingerprint, your face or a PIN on this device, or a security key. Nothing has to be typed.</Trans>
      </p>
      <ProblemNote problem={problem} />
      <TextInput
        label={t`Name`}
        name="name"
        description={t`So that you recognise it later.`}
        placeholder={t`My laptop`}
        autoComplete="off"
        required
        maxLength={60}
        withAsterisk={false}
      />
      <Button type="submit" loading={isBusy} rightSection={<IconFingerprint size={18} aria-hidden />}>
        <Trans>Make a passkey</Trans>
      </Button>
    </form>
  )
}
