import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import { initials } from '#ui/initials.tsx'
import { noticeProblem } from '#ui/notices.tsx'
import { useSession } from '#ui/session.tsx'
import type { DemoAccount } from './contract.ts'
import classes from './sign-in.module.css'

/** The people of the demo; one click is enough, for there is nothing to protect. */
export const DemoAccounts = ({ accounts }: { accounts: readonly DemoAccount[] }) => {
  const { signInDemo } = useSession()
  const [busy, setBusy] = useState<string>()
  const enter = async (email: string) => {
    setBusy(email)
    await signInDemo(email).catch(noticeProblem)
    setBusy(undefined)
  }
  return (
    <ul className={classes.accounts}>
      {accounts.map((account) => (
        <li key={account.email}>
          <button type="button" className={classes.account} disabled={busy !== undefined} onClick={() => void enter(account.email)}>
            <span className={classes.face} aria-hidden>
              {initials(account.name)}
            </span>
            <span className={classes.words}>
              <span className={classes.name}>{account.name}</span>
              <span className={classes.about}>{account.about}</span>
            </span>
            <IconArrowRight size={18} aria-hidden className={classes.arrow} />
          </button>
        </li>
      ))}
    </ul>
  )
}
