import { Anchor, Button, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowRight, IconFingerprint } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call } from '#ui/api-client.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSubmit, type Typed } from '#ui/submit.tsx'
import { passkeyHindrance, signWithPasskey } from './browser-passkeys.tsx'
import { CodeField } from './code-field.tsx'
import type { FactorKind } from './contract.ts'
import classes from './factors.module.css'

type StepProps = { factors: readonly FactorKind[]; entered: () => Promise<void> }

/** One way at a time, the others below it. */
export const FactorStep = ({ factors, entered }: StepProps) => {
  const { t } = useLingui()
  const hindrance = passkeyHindrance()
  const ways = factors.filter((factor) => factor !== 'passkey' || hindrance === undefined)
  const [way, setWay] = useState<FactorKind | undefined>(ways[0])
  const words: Record<FactorKind, string> = {
    totp: t`Use your authenticator app`,
    passkey: t`Use a passkey`,
    recovery: t`Use a recovery code`,
  }
  return (
    <div className={classes.stack}>
      {way === 'totp' && <ByApp entered={entered} />}
      {way === 'passkey' && <ByPasskey entered={entered} />}
      {way === 'recovery' && <ByRecoveryCode entered={entered} />}
      {way === undefined && <p className={classes.lead}>{hindrance}</p>}
      {ways.length > 1 && (
        <ul className={classes.ways} aria-label={t`Other ways`}>
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <li key={other}>
                <Anchor component="button" type="button" fw={550} onClick={() => setWay(other)}>
                  {words[other]}
                </Anchor>
              </li>
            ))}
        </ul>
      )}
    </div>
  )
}

type WayProps = { entered: () => Promise<void> }

const ByApp = ({ entered }: WayProps) => (
  <Step
    lead={<Trans>Enter the six digits that your authenticator app shows for this portal.</Trans>}
    submit={<Trans>Go on</Trans>}
    send={async (typed) => {
      await call('POST /session/factor/totp', { body: { code: typed('code') } })
      await entered()
    }}
  >
    {/* Giving the code is what the page is for. */}
    {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
    <CodeField name="code" size="md" autoFocus />
  </Step>
)

const ByRecoveryCode = ({ entered }: WayProps) => {
  const { t } = useLingui()
  return (
    <Step
      lead={<Trans>Enter one of the codes that you kept when you set up your second factor. It works once.</Trans>}
      submit={<Trans>Go on</Trans>}
      send={async (typed) => {
        await call('POST /session/factor/recovery', { body: { code: typed('code') } })
        await entered()
      }}
    >
      <TextInput
        label={t`Recovery code`}
        name="code"
        size="md"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        required
        withAsterisk={false}
        maxLength={60}
        classNames={{ input: classes.letters }}
      />
    </Step>
  )
}

const ByPasskey = ({ entered }: WayProps) => (
  <Step
    lead={<Trans>Your browser asks for your fingerprint, your face, a PIN or your security key.</Trans>}
    submit={<Trans>Use a passkey</Trans>}
    icon={<IconFingerprint size={18} aria-hidden />}
    send={async () => {
      const passkey = await signWithPasskey(await call('POST /session/factor/passkey-challenge'))
      await call('POST /session/factor/passkey', { body: { passkey } })
      await entered()
    }}
  />
)

type FormProps = { lead: ReactNode; submit: ReactNode; icon?: ReactNode; send: (typed: Typed) => Promise<void>; children?: ReactNode }

const Step = ({ lead, submit, icon, send, children }: FormProps) => {
  const { problem, isBusy, onSubmit } = useSubmit(send)
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <p className={classes.lead}>{lead}</p>
      <ProblemNote problem={problem} />
      {children}
      <Button type="submit" size="md" fullWidth loading={isBusy} rightSection={icon ?? <IconArrowRight size={18} aria-hidden />}>
        {submit}
      </Button>
    </form>
  )
}
