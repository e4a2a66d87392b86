import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { ProblemNote } from '#ui/problem-note.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { useSubmit } from '#ui/submit.tsx'
import { CodeField } from './code-field.tsx'
import classes from './factors.module.css'
import { QrCode } from './qr.tsx'

export type TotpOffer = { secret: string; address: string }
/** `codes` when this was the first factor. */
export type Added = (codes: readonly string[] | null) => void

/** Shows the secret and takes its first code. Without `offer` it asks for one, which only a sign-in without a factor may. */
export const TotpSetUp = ({ offer, added }: { offer?: TotpOffer; added: Added }) => {
  const { t } = useLingui()
  const asked = useOffer(offer)
  if (asked.problem !== undefined) return <ErrorState error={asked.problem} retry={asked.retry} />
  if (!asked.offer) return <Waiting label={t`A new secret is being made`} />
  return <Confirm offer={asked.offer} added={added} />
}

const useOffer = (given: TotpOffer | undefined) => {
  const [offer, setOffer] = useState(given)
  const [problem, setProblem] = useState<unknown>()
  const isWanted = offer === undefined && problem === undefined
  useEffect(() => {
    if (!isWanted) return
    let isGone = false
    call('POST /account/factors/totp-offer', { body: {} }).then(
      (made) => !isGone && setOffer(made),
      (error: unknown) => !isGone && setProblem(error),
    )
    return () => {
      isGone = true
    }
  }, [isWanted])
  return { offer, problem, retry: () => setProblem(undefined) }
}

const Confirm = ({ offer, added }: { offer: TotpOffer; added: Added }) => {
  const { t } = useLingui()
  const { problem, isBusy, onSubmit } = useSubmit(async (typed) =>
    added((await call('PUT /account/factors/totp', { body: { code: typed('code') } })).codes),
  )
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <ol className={classes.steps}>
        <li>
          <Trans>Open an authenticator app on your phone and scan this.</Trans>
          <QrCode text={offer.address} label={t`QR code for your authenticator app`} />
          <details className={classes.byHand}>
            <summary>
              <Trans>Type it in by hand</Trans>
            </summary>
            <code className={classes.secret}>{offer.secret.match(/.{4}/g)?.join(' ')}</code>
          </details>
        </li>
        <li>
          <Trans>Enter the six digits that the app shows then.</Trans>
        </li>
      </ol>
      <ProblemNote problem={problem} />
      <CodeField name="code" />
      <Button type="submit" loading={isBusy}>
        <Trans>Set up the app</Trans>
      </Button>
    </form>
  )
}
