import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect } from 'react'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { Editor } from './editor.tsx'

/** The blocks of a room: what is worked on, and its way to the partners. */
export const RoomEditor = ({ roomId }: { roomId: string }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  // Read once for each visit: from then on the editor itself knows what stands.
  const { data, error, refetch } = useCall('GET /drafts/:id', { params: { id: roomId } }, { staleMs: Number.POSITIVE_INFINITY })
  useEffect(() => () => client.removeQueries({ queryKey: ['GET /drafts/:id'] }), [client])
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Opening the editor`} />
  return (
    <Suspense fallback={<Waiting label={t`Opening the editor`} />}>
      <Editor key={roomId} draft={data} />
    </Suspense>
  )
}
