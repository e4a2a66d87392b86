import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { SubTab } from '#shared/config.ts'

export type Query = Record<string, string | number | boolean | readonly string[] | undefined | null>

/** Every address of the app. No other file writes a path. */
export const paths = {
  start: () => '/',
  signIn: (wanted?: string) => withQuery('/sign-in', { to: wanted === '/' ? undefined : wanted }),
  forgotten: () => '/forgotten',
  account: () => '/account',
  /** Where links of mails lead, with what they say behind the `#`. */
  go: () => '/go',
  customers: (query?: Query) => withQuery('/customers', query),
  /** Without a sub-tab: the one that the person last had open there. */
  customer: (id: string, subTab?: SubTab, query?: Query) =>
    withQuery(subTab ? `/customers/${encodeURIComponent(id)}/${subTab}` : `/customers/${encodeURIComponent(id)}`, query),
  /** A room that is made of blocks, or one that is locked. */
  room: (id: string) => `/rooms/${encodeURIComponent(id)}`,
  overview: (query?: Query) => withQuery('/overview', query),
  /** The page of a pre-defined room. */
  kind: (kind: string) => `/${encodeURIComponent(kind)}`,
  /** The vendor's rooms of a partner type. */
  arrangement: (query?: Query) => withQuery('/arrangement', query),
  /** Without a tab: its settings. */
  arrangedRoom: (id: string, tab?: string) => `/arrangement/${encodeURIComponent(id)}${tab ? `/${tab}` : ''}`,
  inspection: (query?: Query) => withQuery('/arrangement/inspection', query),
  /** Where the vendor writes and arranges what partners meet first. */
  announcements: (query?: Query) => withQuery('/announcements', query),
  roomUse: (query?: Query) => withQuery('/room-use', query),
  exports: () => '/exports',
  report: (query?: Query) => withQuery('/report', query),
  tasks: (query?: Query) => withQuery('/tasks', query),
  people: (query?: Query) => withQuery('/people', query),
  roles: () => '/people/roles',
  staff: (query?: Query) => withQuery('/staff', query),
  audit: (query?: Query) => withQuery('/audit', query),
  notifications: (query?: Query) => withQuery('/notifications', query),
  /** The part of the account where people say what they want to be told. */
  notificationChoices: () => '/account#notifications',
  engine: (query?: Query) => withQuery('/engine', query),
  digests: (query?: Query) => withQuery('/digests', query),
  outbox: (query?: Query) => withQuery('/outbox', query),
  /** The vendor's words for partners and the kit, a kind at a time. */
  categories: (query?: Query) => withQuery('/categories', query),
  partners: (query?: Query) => withQuery('/partners', query),
  kit: (query?: Query) => withQuery('/kit', query),
  /** The kit as the vendor keeps it. */
  kitItems: (query?: Query) => withQuery('/kit-items', query),
  support: () => '/support',
  supportChannels: (query?: Query) => withQuery('/support-channels', query),
}

export const withQuery = (path: string, query: Query = {}): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (Array.isArray(value)) for (const one of value) search.append(name, String(one))
    else if (value !== undefined && value !== null && value !== '') search.append(name, String(value))
  return search.size === 0 ? path : `${path}?${search}`
}

/** Only an address of our own may be gone to after signing in: `//elsewhere` and `/\elsewhere` are other hosts. */
export const isOwnPath = (address: string | null): address is string => address !== null && /^\/(?![/\\])/.test(address)

/** How one piece of state is read from and written to the query string; its default is not written at all. */
export type UrlPart<T> = { read: (values: string[]) => T; write: (value: T) => string[] }

export const text = (fallback = ''): UrlPart<string> => ({
  read: ([value]) => value ?? fallback,
  write: (value) => (value === fallback ? [] : [value]),
})
export const oneOf = <const T extends string>(allowed: readonly T[], fallback: NoInfer<T>): UrlPart<T> => ({
  read: ([value]) => allowed.find((one) => one === value) ?? fallback,
  write: (value) => (value === fallback ? [] : [value]),
})
export const list = (): UrlPart<string[]> => ({ read: (values) => values, write: (values) => values })
export const flag = (fallback = false): UrlPart<boolean> => ({
  read: ([value]) => (value === undefined ? fallback : value === 'yes'),
  write: (value) => (value === fallback ? [] : [value ? 'yes' : 'no']),
})
export const whole = (fallback: number): UrlPart<number> => ({
  read: ([value]) => (value !== undefined && /^-?\d{1,9}$/.test(value) ? Number(value) : fallback),
  write: (value) => (value === fallback ? [] : [String(value)]),
})
/** A day `2026-11-20`, or empty. */
export const day = (fallback = ''): UrlPart<string> => ({
  read: ([value]) => (value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value) ? value : fallback),
  write: (value) => (value === fallback ? [] : [value]),
})

// The widest part there is: what one reads and writes stays known by `StateOf`.
type AnyPart = { read: (values: string[]) => unknown; write: (value: never) => string[] }
export type UrlParts = Record<string, AnyPart>
export type StateOf<P extends UrlParts> = { [K in keyof P]: P[K] extends UrlPart<infer T> ? T : never }

export const readState = <P extends UrlParts>(parts: P, search: URLSearchParams): StateOf<P> =>
  // Built from the entries of `parts`, so it has exactly its keys.
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.read(search.getAll(name))])) as StateOf<P>

/** The query string after `patch`; names that `parts` does not know stay. */
export const writeState = <P extends UrlParts>(parts: P, search: URLSearchParams, patch: Partial<StateOf<P>>): string => {
  const next = new URLSearchParams(search)
  for (const [name, part] of Object.entries(parts)) {
    if (!(name in patch)) continue
    next.delete(name)
    // `patch` has for each name what that name's part writes.
    for (const value of part.write(patch[name] as never)) next.append(name, value)
  }
  return next.toString()
}

/** The address of `path` with the query string of here after `patch`: a row that opens beside the list that it stands in. */
export const useHereWith = <P extends UrlParts>(parts: P, path: string) => {
  const search = useSearch()
  return (patch: Partial<StateOf<P>>) => `${path}?${writeState(parts, new URLSearchParams(search), patch)}`
}

/**
 * State that a colleague would need to see the same: filters, sort, period. Define `parts` outside the component.
 * `set(patch)` makes a step that Back undoes; `set(patch, { replace: true })` does not (for typing).
 */
export const useUrlState = <P extends UrlParts>(parts: P) => {
  const search = useSearch()
  const [, navigate] = useLocation()
  const state = useMemo(() => readState(parts, new URLSearchParams(search)), [parts, search])
  const set = useCallback(
    (patch: Partial<StateOf<P>>, { replace = false }: { replace?: boolean } = {}) => {
      const query = writeState(parts, new URLSearchParams(window.location.search), patch)
      navigate(`${window.location.pathname}${query && `?${query}`}`, { replace })
    },
    [parts, navigate],
  )
  return [state, set] as const
}
