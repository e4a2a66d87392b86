import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { accessDeeds } from '#ui/access-deeds.tsx'
import { call } from '#ui/api-client.tsx'
import { Deeds, type Deed } from '#ui/deeds.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { usePartnership, usePerson } from '#ui/session.tsx'
import { beginView } from '#ui/view-as.tsx'
import type { PersonDetail } from './contract.ts'

type PersonDeedsProps = { person: PersonDetail; close: () => void; onPassphrase: (words: string) => void }

/** What can be done about a person's way in. */
export const PersonDeeds = ({ person, close, onPassphrase }: PersonDeedsProps) => {
  const client = useQueryClient()
  const { side } = usePerson()
  const partnership = usePartnership().name
  const { id, name, refusals } = person
  const params = { id }
  const refresh = () => client.invalidateQueries({ queryKey: ['GET /people'] })
  const show = async (reply: PersonDetail) => {
    client.setQueryData(['GET /people/:id', { params }], reply)
    await refresh()
  }
  const viewAs: Deed = {
    id: 'view', label: t`View as`, reason: refusals.viewAs, about: t`See the portal as ${name} sees it. Nothing can be changed meanwhile, and it is logged.`,
    act: () => beginView(id),
  } // prettier-ignore
  const access = accessDeeds({
    person,
    onPassphrase,
    aboutDisabling: t`${name} is signed out and can't sign in to any partnership until enabled again.`,
    acts: {
      invite: async () => {
        const invited = await call('POST /people/:id/invitation', { params })
        await refresh()
        return invited
      },
      resetFactors: async () => show(await call('DELETE /people/:id/factors', { params })),
      unlock: () => call('DELETE /people/:id/lock', { params }),
      endSessions: () => call('DELETE /people/:id/sessions', { params }),
      setDisabled: async (isDisabled) =>
        show(await call(isDisabled ? 'POST /people/:id/disablement' : 'DELETE /people/:id/disablement', { params })),
    },
  })
  const remove: Deed = {
    id: 'remove', label: t`Remove`, reason: refusals.remove, isGrave: true, about: t`Takes ${name} out of ${partnership}. Other partnerships keep them.`,
    act: async () => {
      await call('DELETE /people/:id', { params })
      close()
      await refresh()
      noticeDone(t`${name} was removed from ${partnership}`)
    },
  } // prettier-ignore
  return <Deeds title={t`Access`} deeds={[...(side === 'vendor' ? [viewAs] : []), ...access, remove]} />
}
