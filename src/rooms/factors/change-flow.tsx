import { Button, Group } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { useSubmit } from '#ui/submit.tsx'
import type { MakingOptions, Passkey, Proof } from './contract.ts'
import classes from './factors.module.css'
import { PasskeyName } from './passkey-name.tsx'
import { PasskeySetUp } from './passkey-set-up.tsx'
import { ProofForm } from './proof-form.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetUp, type TotpOffer } from './totp-set-up.tsx'

export type Change =
  | { kind: 'set-app' | 'remove-app' | 'add-passkey' | 'renew-codes' }
  | { kind: 'rename' | 'remove-passkey'; passkey: Passkey }

export const titleOf = (change: Change): string => {
  switch (change.kind) {
    case 'set-app':
      return t`Set up an authenticator app`
    case 'remove-app':
      return t`Remove the authenticator app`
    case 'add-passkey':
      return t`Add a passkey`
    case 'renew-codes':
      return t`Make new recovery codes`
    case 'rename':
      return t`Rename ${change.passkey.name}`
    case 'remove-passkey':
      return t`Remove ${change.passkey.name}`
  }
}

type FlowProps = { change: Change; close: () => void }
type Next = { app: TotpOffer } | { passkey: MakingOptions } | { codes: readonly string[] }

/** First that it is really the person, then what is to be done, then the recovery codes if there are new ones. */
export const ChangeFlow = ({ change, close }: FlowProps) => {
  const client = useQueryClient()
  const [next, setNext] = useState<Next>()
  const settle = async (message: string) => {
    await client.invalidateQueries({ queryKey: ['GET /account/factors'] })
    await client.invalidateQueries({ queryKey: ['GET /account/sessions'] })
    noticeDone(message)
  }
  const added = (message: string) => async (codes: readonly string[] | null) => {
    await settle(message)
    if (codes) setNext({ codes })
    else close()
  }
  if (change.kind === 'rename') return <Rename passkey={change.passkey} settle={settle} close={close} />
  if (next && 'codes' in next) return <RecoveryCodes codes={next.codes} done={close} />
  if (next && 'app' in next) return <TotpSetUp offer={next.app} added={(codes) => void added(t`The app is set up`)(codes)} />
  if (next) return <PasskeySetUp offer={next.passkey} added={(codes) => void added(t`The passkey was added`)(codes)} />
  const send = async (proof: Proof) => {
    const step = await proven(change, proof)
    if (step && 'codes' in step) await settle(t`The old codes stopped working`)
    if (step) return setNext(step)
    await settle(t`It was removed, and your other sessions were ended`)
    close()
  }
  return (
    <div className={classes.stack}>
      <p className={classes.lead}>{whyOf(change)}</p>
      <ProofForm send={send} cancel={close} />
    </div>
  )
}

/** What the proof is for. Undefined: done with it. */
const proven = async (change: Exclude<Change, { kind: 'rename' }>, proof: Proof): Promise<Next | undefined> => {
  const body = { proof }
  if (change.kind === 'set-app') return { app: await call('POST /account/factors/totp-offer', { body }) }
  if (change.kind === 'add-passkey') return { passkey: await call('POST /account/factors/passkey-offer', { body }) }
  if (change.kind === 'renew-codes') return { codes: (await call('PUT /account/factors/recovery-codes', { body })).codes }
  if (change.kind === 'remove-app') await call('POST /account/factors/totp-removal', { body })
  else if ('passkey' in change) await call('POST /account/factors/passkeys/:id/removal', { params: { id: change.passkey.id }, body })
  return undefined
}

const whyOf = (change: Change): ReactNode => {
  if (change.kind === 'renew-codes') return <Trans>The codes that you have now stop working. First confirm that it is you.</Trans>
  if (change.kind === 'remove-app' || change.kind === 'remove-passkey')
    return <Trans>It is not accepted any more from then on, and your other sessions end. First confirm that it is you.</Trans>
  return <Trans>Your other sessions end when it is done. First confirm that it is you.</Trans>
}

const Rename = ({ passkey, settle, close }: { passkey: Passkey; settle: (message: string) => Promise<void>; close: () => void }) => {
  const { t } = useLingui()
  const { problem, isBusy, onSubmit } = useSubmit(async (typed) => {
    await call('PATCH /account/factors/passkeys/:id', { params: { id: passkey.id }, body: { name: typed('name') } })
    await settle(t`The passkey was renamed`)
    close()
  })
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <ProblemNote problem={problem} />
      <PasskeyName defaultValue={passkey.name} data-autofocus />
      <Group gap="sm">
        <Button type="submit" loading={isBusy}>
          <Trans>Save</Trans>
        </Button>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
    </form>
  )
}
