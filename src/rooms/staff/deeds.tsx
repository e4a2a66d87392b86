import { t } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { Deeds, type Deed } from '#ui/deeds.tsx'
import { noticeDone } from '#ui/notices.tsx'
import type { StaffRow } from './contract.ts'

type StaffDeedsProps = { person: StaffRow; onPassphrase: (words: string) => void }

/** What can be done about the way in of one of the vendor's people. */
export const StaffDeeds = (props: StaffDeedsProps) => {
  const { t } = useLingui()
  return <Deeds title={t`Access`} deeds={useDeeds(props)} />
}

const useDeeds = ({ person: { id, name, state, refusals }, onPassphrase }: StaffDeedsProps): Deed[] => {
  const client = useQueryClient()
  const params = { id }
  const isDisabled = state === 'disabled'
  const refresh = () => client.invalidateQueries({ queryKey: ['GET /staff'] })
  const invite: Deed = {
    id: 'invite', label: t`Invite again`, reason: refusals.invite, about: t`A new link by e-mail and a new passphrase. The old ones are void.`,
    act: async () => {
      const { passphrase } = await call('POST /staff/:id/invitation', { params })
      await refresh()
      onPassphrase(passphrase)
    },
  } // prettier-ignore
  const reset: Deed = {
    id: 'reset', label: t`Reset second factor`, reason: refusals.resetFactors, about: t`For somebody who lost the device and the recovery codes. They are told by mail.`,
    act: async () => {
      await call('DELETE /staff/:id/factors', { params })
      await refresh()
      noticeDone(t`The second factor of ${name} was removed`)
    },
  } // prettier-ignore
  const unlock: Deed = {
    id: 'unlock', label: t`Unlock`, reason: refusals.change, about: t`Ends the pause after too many wrong passwords.`,
    act: async () => {
      await call('DELETE /staff/:id/lock', { params })
      noticeDone(t`${name} can try again`)
    },
  } // prettier-ignore
  const endSessions: Deed = {
    id: 'sessions', label: t`Sign out everywhere`, reason: refusals.change, about: t`Ends every session of ${name} at once.`,
    act: async () => {
      await call('DELETE /staff/:id/sessions', { params })
      noticeDone(t`${name} was signed out everywhere`)
    },
  } // prettier-ignore
  const disable: Deed = {
    id: 'disable', label: isDisabled ? t`Enable` : t`Disable`, reason: refusals.disable, isGrave: !isDisabled,
    about: isDisabled ? t`Lets ${name} sign in again.` : t`${name} is signed out and can't sign in until enabled again.`,
    act: async () => {
      await call(isDisabled ? 'DELETE /staff/:id/disablement' : 'POST /staff/:id/disablement', { params })
      await refresh()
      noticeDone(isDisabled ? t`${name} can sign in again` : t`${name} is disabled`)
    },
  } // prettier-ignore
  return [...(state === 'invited' ? [invite] : [reset, unlock, endSessions]), disable]
}
