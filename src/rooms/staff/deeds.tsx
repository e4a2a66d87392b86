import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { accessDeeds } from '#ui/access-deeds.tsx'
import { call } from '#ui/api-client.tsx'
import { Deeds } from '#ui/deeds.tsx'
import type { StaffRow } from './contract.ts'

type StaffDeedsProps = { person: StaffRow; onPassphrase: (words: string) => void }

/** What can be done about the way in of one of the vendor's people. */
export const StaffDeeds = ({ person, onPassphrase }: StaffDeedsProps) => {
  const client = useQueryClient()
  const params = { id: person.id }
  const fresh = async <T,>(reply: Promise<T>): Promise<T> => {
    const done = await reply
    await client.invalidateQueries({ queryKey: ['GET /staff'] })
    return done
  }
  const { name } = person
  const deeds = accessDeeds({
    person,
    onPassphrase,
    aboutDisabling: t`${name} is signed out and can't sign in until enabled again.`,
    acts: {
      invite: () => fresh(call('POST /staff/:id/invitation', { params })),
      resetFactors: () => fresh(call('DELETE /staff/:id/factors', { params })),
      unlock: () => call('DELETE /staff/:id/lock', { params }),
      endSessions: () => call('DELETE /staff/:id/sessions', { params }),
      setDisabled: (isDisabled) => fresh(call(isDisabled ? 'POST /staff/:id/disablement' : 'DELETE /staff/:id/disablement', { params })),
    },
  })
  return <Deeds title={t`Access`} deeds={deeds} />
}
