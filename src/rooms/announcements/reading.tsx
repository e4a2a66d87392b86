import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call } from '#ui/api-client.tsx'
import { useCall } from '#ui/query.tsx'
import { useSession } from '#ui/session.tsx'
import type { Announcement } from './contract.ts'

const line = 'GET /announcements/current'

/** What is said to the reader today; asked again now and then, because it begins and ends by itself. */
export const useAnnouncements = (isAsked = true) => useCall(line, {}, { enabled: isAsked, staleMs: 60_000 })

/** Marks one as read, without waiting; the vendor's people and who looks with another's eyes mark nothing. */
export const useMarkRead = () => {
  const client = useQueryClient()
  const { viewer } = useSession().start
  return useCallback(
    ({ id, readAt, refusal }: Announcement) => {
      if (readAt !== null || refusal !== null || viewer) return
      call('PUT /announcements/:id/reading', { params: { id } })
        .then(() => client.invalidateQueries({ queryKey: [line] }))
        .catch(() => {}) // it stays unread, which is no reason not to read it
    },
    [client, viewer],
  )
}
