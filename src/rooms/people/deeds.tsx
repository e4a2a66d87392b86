import { useLingui } from '@lingui/react/macro'
import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { Deeds, type Deed } from '#ui/deeds.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { usePartnership, usePerson } from '#ui/session.tsx'
import { beginView } from '#ui/view-as.tsx'
import type { PersonDetail } from './contract.ts'

type DeedsProps = { person: PersonDetail; close: () => void; onPassphrase: (words: string) => void }

/** What can be done about a person's way in. */
export const PersonDeeds = (props: DeedsProps) => {
  const { t } = useLingui()
  return <Deeds title={t`Access`} deeds={useDeeds(props)} />
}

const useDeeds = ({ person, close, onPassphrase }: DeedsProps): Deed[] => {
  const client = useQueryClient()
  const { side } = usePerson()
  const partnership = usePartnership().name
  const { id, name, state, refusals } = person
  const params = { id }
  const show = async (reply: PersonDetail) => {
    client.setQueryData(['GET /people/:id', { params }], reply)
    await client.invalidateQueries({ queryKey: ['GET /people'] })
  }
  const isDisabled = state === 'disabled'
  const viewAs: Deed = {
    id: 'view', label: t`View as`, reason: refusals.viewAs, about: t`See the portal as ${name} sees it. Nothing can be changed meanwhile, and it is logged.`,
    act: () => beginView(id),
  } // prettier-ignore
  const invite: Deed = {
    id: 'invite', label: t`Invite again`, reason: refusals.invite, about: t`A new link by e-mail and a new passphrase. The old ones are void.`,
    act: async () => {
      const { passphrase } = await call('POST /people/:id/invitation', { params })
      await client.invalidateQueries({ queryKey: ['GET /people'] })
      onPassphrase(passphrase)
    },
  } // prettier-ignore
  const reset: Deed = {
    id: 'reset', label: t`Reset second factor`, reason: refusals.resetFactors, about: t`For somebody who lost the device and the recovery codes. They are told by mail.`,
    act: async () => {
      await show(await call('DELETE /people/:id/factors', { params }))
      noticeDone(t`The second factor of ${name} was removed`)
    },
  } // prettier-ignore
  const unlock: Deed = {
    id: 'unlock', label: t`Unlock`, reason: refusals.endSessions, about: t`Ends the pause after too many wrong passwords.`,
    act: async () => {
      await call('DELETE /people/:id/lock', { params })
      noticeDone(t`${name} can try again`)
    },
  } // prettier-ignore
  const endSessions: Deed = {
    id: 'sessions', label: t`Sign out everywhere`, reason: refusals.endSessions, about: t`Ends every session of ${name} at once.`,
    act: async () => {
      await call('DELETE /people/:id/sessions', { params })
      noticeDone(t`${name} was signed out everywhere`)
    },
  } // prettier-ignore
  const disable: Deed = {
    id: 'disable', label: isDisabled ? t`Enable` : t`Disable`, reason: refusals.disable,
    about: isDisabled ? t`Lets ${name} sign in again.` : t`${name} is signed out and can't sign in to any partnership until enabled again.`,
    act: async () => {
      const line = isDisabled ? 'DELETE /people/:id/disablement' : 'POST /people/:id/disablement'
      await show(await call(line, { params }))
      noticeDone(isDisabled ? t`${name} can sign in again` : t`${name} is disabled`)
    },
  } // prettier-ignore
  const remove: Deed = {
    id: 'remove', label: t`Remove`, reason: refusals.remove, isGrave: true, about: t`Takes ${name} out of ${partnership}. Other partnerships keep them.`,
    act: async () => {
      await call('DELETE /people/:id', { params })
      close()
      await client.invalidateQueries({ queryKey: ['GET /people'] })
      noticeDone(t`${name} was removed from ${partnership}`)
    },
  } // prettier-ignore
  return [...(side === 'vendor' ? [viewAs] : []), ...(state === 'invited' ? [invite] : [reset, unlock, endSessions]), disable, remove]
}
