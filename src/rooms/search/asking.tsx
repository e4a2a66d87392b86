import { useDebouncedValue } from '@mantine/hooks'
import type { SearchScope } from '#rooms/blocks/search/scopes.rules.ts'
import { useCall } from '#ui/query.tsx'
import { useMay, useSession } from '#ui/session.tsx'
import type { FoundGroup } from './contract.ts'
import { typedWords } from './rules.ts'

/** The typing rests so long before it is asked; what is still on its way for other letters is called off. */
const restMs = 150

export type Answer = {
  groups: readonly FoundGroup[]
  /** What the groups answer. */
  text: string
  isWaiting: boolean
  error: Error | null
  retry: () => void
}

/** What answers the text: in the partnership that the page is about, and for the vendor's people on their own side. */
export const useAnswer = (typed: string, scope: SearchScope): Answer => {
  const [text] = useDebouncedValue(typed.trim(), restMs)
  const { person, partnership, viewer } = useSession().start
  const isAsked = typedWords(text).length > 0
  const input = { query: { text, scope } }
  const isOfVendor = person?.side === 'vendor' && !viewer
  const options = { keepPrevious: isAsked, staleMs: 10_000 }
  const here = useCall('GET /search', input, { ...options, enabled: isAsked && partnership !== null })
  const vendors = useCall('GET /search/vendor', input, { ...options, enabled: isAsked && isOfVendor })
  const asked = [...(partnership ? [here] : []), ...(isOfVendor ? [vendors] : [])]
  return {
    groups: isAsked ? asked.flatMap(({ data }) => data?.groups ?? []) : [],
    text,
    isWaiting: text !== typed.trim() || (isAsked && asked.some(({ isFetching }) => isFetching)),
    error: asked.find(({ error }) => error)?.error ?? null,
    retry: () => asked.forEach(({ refetch }) => void refetch()),
  }
}

/** Customers that the reader left open: what is at hand before anything is typed. */
export const useRecent = (scope: SearchScope): FoundGroup | undefined => {
  const isInPartnership = useSession().start.partnership !== null
  const mayRead = useMay('customer.read')
  const isAsked = isInPartnership && mayRead && (scope === 'all' || scope === 'customers')
  const { data } = useCall('GET /workspace', {}, { enabled: isAsked, staleMs: Number.POSITIVE_INFINITY })
  if (!data || data.tabs.length === 0) return undefined
  const items = data.tabs.map(({ customerId: id, name }) => ({ id, label: name, note: '', lead: { kind: 'customer' as const, value: id } }))
  return { kind: 'customer', items, total: items.length, isMistyped: false }
}
