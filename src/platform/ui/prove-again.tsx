import { Modal } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useEffect, useState } from 'react'
import { call, linkProof } from './api-client.tsx'
import classes from './prove-again.module.css'
import { useSessionSteps } from './session-steps.tsx'
import { Waiting } from './states.tsx'

type Waiter = (isProven: boolean) => void

/** Asks for the password again when the server wants to know whether it is still the same person, and lets what was asked for go on. */
export const ProveAgain = () => {
  const { t } = useLingui()
  const { proofForm: ProofForm } = useSessionSteps()
  const [waiters, setWaiters] = useState<readonly Waiter[]>([])
  useEffect(() => {
    linkProof(() => new Promise<boolean>((resolve) => setWaiters((earlier) => [...earlier, resolve])))
    return () => linkProof(undefined)
  }, [])
  const settle = (isProven: boolean) => {
    for (const waiter of waiters) waiter(isProven)
    setWaiters([])
  }
  // Not before it is asked for: the first overlay of all would choose where every later one stands, and there is no page yet.
  if (waiters.length === 0) return null
  return (
    <Modal opened onClose={() => settle(false)} title={t`Is it still you?`} centered closeButtonProps={{ 'aria-label': t`Close` }}>
      <p className={classes.why}>
        <Trans>Your browser has changed since you signed in. Give your password again, and what you were doing goes on.</Trans>
      </p>
      <Suspense fallback={<Waiting label={t`Opening the form`} />}>
        <ProofForm
          send={async (proof) => {
            await call('POST /session/proof', { body: { proof } })
            settle(true)
          }}
          cancel={() => settle(false)}
        />
      </Suspense>
    </Modal>
  )
}
