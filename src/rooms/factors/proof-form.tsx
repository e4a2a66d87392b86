import { Anchor, Button, Group, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { PasswordField } from '#ui/password-field.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useCall } from '#ui/query.tsx'
import type { ProofFormProps } from '#ui/session-steps.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { useSubmit } from '#ui/submit.tsx'
import { passkeyHindrance, signWithPasskey } from './browser-passkeys.tsx'
import type { OwnFactors } from './contract.ts'
import classes from './factors.module.css'

/** The password and, for those who have one, a second factor. */
export const ProofForm = (props: ProofFormProps) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /account/factors')
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The form is being made`} />
  return <Filled own={data} {...props} />
}

type Way = 'none' | 'code' | 'passkey'

const waysOf = ({ totpSince, passkeys, codesLeft }: OwnFactors): Way[] => {
  const canSign = passkeys.length > 0 && passkeyHindrance() === undefined
  if (totpSince !== null) return canSign ? ['code', 'passkey'] : ['code']
  if (canSign) return codesLeft > 0 ? ['passkey', 'code'] : ['passkey']
  return codesLeft > 0 ? ['code'] : ['none']
}

const Filled = ({ own, send, cancel }: ProofFormProps & { own: OwnFactors }) => {
  const { t } = useLingui()
  const ways = waysOf(own)
  const [way, setWay] = useState<Way>(ways[0] ?? 'none')
  const { problem, isBusy, onSubmit } = useSubmit(async (typed) => {
    const proof = { password: typed('password') }
    if (way === 'code') return send({ ...proof, code: typed('code') })
    if (way === 'none') return send(proof)
    await send({ ...proof, passkey: await signWithPasskey(await call('POST /account/factors/proof-challenge')) })
  })
  const hasApp = own.totpSince !== null
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <ProblemNote problem={problem} />
      {/* It comes into a dialog that is open already: what is asked for stands first. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <PasswordField label={t`Password`} showLabel={t`Show the password`} name="password" autoComplete="current-password" autoFocus />
      {way === 'code' && (
        <TextInput
          label={hasApp ? t`Code` : t`Recovery code`}
          description={hasApp ? t`From your authenticator app, or a recovery code.` : undefined}
          name="code"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          maxLength={60}
        />
      )}
      <Group gap="sm">
        <Button type="submit" loading={isBusy}>
          {way === 'passkey' ? <Trans>Go on with a passkey</Trans> : <Trans>Go on</Trans>}
        </Button>
        <Button variant="default" onClick={cancel}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
      {ways
        .filter((other) => other !== way)
        .map((other) => (
          <Anchor key={other} component="button" type="button" size="sm" className={classes.other} onClick={() => setWay(other)}>
            {other === 'passkey' ? (
              <Trans>Use a passkey instead</Trans>
            ) : hasApp ? (
              <Trans>Use a code instead</Trans>
            ) : (
              <Trans>Use a recovery code instead</Trans>
            )}
          </Anchor>
        ))}
    </form>
  )
}
