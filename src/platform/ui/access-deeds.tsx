import { t } from '@lingui/core/macro'
import type { Deed } from './deeds.tsx'
import { noticeDone } from './notices.tsx'

type Refusals = { change: string | null; disable: string | null; invite: string | null; resetFactors: string | null }

type AccessOf = {
  person: { name: string; state: 'invited' | 'active' | 'disabled'; refusals: Refusals }
  /** What disabling shuts the person out of. */
  aboutDisabling: string
  /** Each brings the page up to date before it resolves. */
  acts: {
    invite: () => Promise<{ passphrase: string }>
    resetFactors: () => Promise<unknown>
    unlock: () => Promise<unknown>
    endSessions: () => Promise<unknown>
    setDisabled: (isDisabled: boolean) => Promise<unknown>
  }
  onPassphrase: (words: string) => void
}

/** What can be done about somebody's way in: the same for a partner's people and for the vendor's own. */
export const accessDeeds = ({ person: { name, state, refusals }, aboutDisabling, acts, onPassphrase }: AccessOf): Deed[] => {
  const isDisabled = state === 'disabled'
  const then = (act: () => Promise<unknown>, message: string) => async () => {
    await act()
    noticeDone(message)
  }
  const invite: Deed = {
    id: 'invite', label: t`Invite again`, reason: refusals.invite, about: t`A new link by e-mail and a new passphrase. The old ones are void.`,
    act: async () => onPassphrase((await acts.invite()).passphrase),
  } // prettier-ignore
  const reset: Deed = {
    id: 'reset', label: t`Reset second factor`, reason: refusals.resetFactors, about: t`For somebody who lost the device and the recovery codes. They are told by mail.`,
    act: then(acts.resetFactors, t`The second factor of ${name} was removed`),
  } // prettier-ignore
  const unlock: Deed = {
    id: 'unlock', label: t`Unlock`, reason: refusals.change, about: t`Ends the pause after too many wrong passwords.`,
    act: then(acts.unlock, t`${name} can try again`),
  } // prettier-ignore
  const endSessions: Deed = {
    id: 'sessions', label: t`Sign out everywhere`, reason: refusals.change, about: t`Ends every session of ${name} at once.`,
    act: then(acts.endSessions, t`${name} was signed out everywhere`),
  } // prettier-ignore
  const disable: Deed = {
    id: 'disable', label: isDisabled ? t`Enable` : t`Disable`, reason: refusals.disable, about: isDisabled ? t`Lets ${name} sign in again.` : aboutDisabling,
    act: then(() => acts.setDisabled(!isDisabled), isDisabled ? t`${name} can sign in again` : t`${name} is disabled`),
  } // prettier-ignore
  return [...(state === 'invited' ? [invite] : [reset, unlock, endSessions]), disable]
}
