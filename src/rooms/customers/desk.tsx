import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { call, type ReplyAt } from '#ui/api-client.tsx'
import { useCall } from '#ui/query.tsx'
import { noticeProblem } from '#ui/notices.tsx'
import { useSession } from '#ui/session.tsx'
import type { SubTab } from '#shared/config.ts'
import type { Severity } from './contract.ts'

type Desk = ReplyAt<'GET /workspace'>
export type DeskTab = Desk['tabs'][number]

const deskKey = ['GET /workspace', {}]
const emptyDesk: Desk = { tabs: [], hiddenColumns: [], views: [] }
/** As many as the contract takes; the one that was opened first makes room. */
const mostTabs = 10

/** Open customers, hidden columns and saved views: shown at once, kept by the server a moment later. */
export const useDesk = () => {
  const client = useQueryClient()
  // Whoever looks with somebody's eyes has a desk of their own for as long as the page is open.
  const isKept = useSession().start.viewer === null
  const { data } = useCall('GET /workspace', {}, { staleMs: Number.POSITIVE_INFINITY })

  const change = useCallback(
    (next: (desk: Desk) => Partial<Desk>) => {
      const before = client.getQueryData<Desk>(deskKey)
      if (!before) return
      const parts = next(before)
      client.setQueryData(deskKey, { ...before, ...parts })
      if (!isKept) return
      const { tabs, ...rest } = parts
      const body = { ...rest, ...(tabs && { tabs: tabs.map(({ customerId, subTab, query }) => ({ customerId, subTab, query })) }) }
      call('PUT /workspace', { body }).catch((error: unknown) => {
        client.setQueryData(deskKey, before)
        noticeProblem(error)
      })
    },
    [client, isKept],
  )

  const verbs = useMemo(
    () => ({
      /** Opens the customer's tab, or brings what it shows up to date. */
      show: (shown: { id: string; name: string; worstSeverity: Severity | null; subTab: SubTab; query: string }) =>
        change((desk) => ({ tabs: shownIn(desk.tabs, shown) })),
      close: (customerId: string) => change((desk) => ({ tabs: desk.tabs.filter((tab) => tab.customerId !== customerId) })),
      move: (from: number, to: number) => change((desk) => ({ tabs: moved(desk.tabs, from, to) })),
      hideColumns: (hiddenColumns: string[]) => change(() => ({ hiddenColumns })),
      saveView: (name: string, query: string) =>
        change((desk) => ({ views: [...desk.views.filter((view) => view.name !== name), { name, query }] })),
      removeView: (name: string) => change((desk) => ({ views: desk.views.filter((view) => view.name !== name) })),
    }),
    [change],
  )
  return { desk: data ?? emptyDesk, isReady: data !== undefined, ...verbs }
}

const shownIn = (
  tabs: readonly DeskTab[],
  { id, name, worstSeverity, subTab, query }: { id: string; name: string; worstSeverity: Severity | null; subTab: SubTab; query: string },
): DeskTab[] => {
  const tab = { customerId: id, name, worstSeverity, subTab, query }
  if (tabs.some((one) => one.customerId === id)) return tabs.map((one) => (one.customerId === id ? tab : one))
  return [...tabs, tab].slice(-mostTabs)
}

const moved = (tabs: readonly DeskTab[], from: number, to: number): DeskTab[] => {
  const next = [...tabs]
  const [tab] = next.splice(from, 1)
  if (tab) next.splice(Math.max(0, Math.min(next.length, to)), 0, tab)
  return next
}
