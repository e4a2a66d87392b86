import { t } from '@lingui/core/macro'
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { CurrentPartnership, Person, Start } from '#rooms/sessions/contract.ts'
import type { Permission } from '#shared/config.ts'
import { call, hush, linkSession } from './api-client.tsx'
import { noticeNote } from './notices.tsx'
import { isOwnPath, paths } from './paths.tsx'

type Session = {
  start: Start
  /** The portal opens, or `start.half` says what is still to be done. */
  signIn: (email: string, password: string) => Promise<void>
  /** What was still to be done is done: asks again who is here, and goes where the person wanted. */
  entered: () => Promise<void>
  /** Gives up a sign-in that is half done. */
  startOver: () => Promise<void>
  signInDemo: (email: string) => Promise<void>
  signOut: () => Promise<void>
  /** The whole app follows, at its start or at `to`, which takes the place of the address before; every other browser tab is told. */
  choosePartnership: (id: string, to?: string) => Promise<void>
}

const startKey = ['GET /start']
const SessionContext = createContext<Session | undefined>(undefined)
const otherTabs = new BroadcastChannel('portal-session')

/** Asks who is here and renders `children` once that is known. */
export const SessionProvider = ({ children, waiting, failed }: SessionProviderProps) => {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const asked = useQuery({ queryKey: startKey, queryFn: () => call('GET /start'), staleTime: Number.POSITIVE_INFINITY })
  const start = asked.data
  useSessionNews(client, navigate)

  const session = useMemo(() => start && sessionVerbs(start, client, navigate), [start, client, navigate])
  if (session) return <SessionContext value={session}>{children}</SessionContext>
  return asked.error ? failed(asked.error, () => void asked.refetch()) : waiting
}

type SessionProviderProps = { children: ReactNode; waiting: ReactNode; failed: (error: Error, retry: () => void) => ReactNode }
type Navigate = (path: string, options?: { replace?: boolean }) => void

const sessionVerbs = (start: Start, client: QueryClient, navigate: Navigate): Session => {
  const enter = (next: Start, news: News) => {
    forget(client, next)
    tellOtherTabs(news)
  }
  const goWhereWanted = () => {
    const wanted = new URLSearchParams(window.location.search).get('to')
    navigate(isOwnPath(wanted) ? wanted : paths.start(), { replace: true })
  }
  return {
    start,
    signIn: async (email, password) => {
      const next = await call('POST /session', { body: { email, password } })
      if (next.half) return forget(client, next)
      enter(next, 'signed-in')
      goWhereWanted()
    },
    entered: async () => {
      const next = await call('GET /start')
      if (!next.person) return forget(client, next)
      enter(next, 'signed-in')
      goWhereWanted()
    },
    startOver: async () => {
      await call('DELETE /session')
      forget(client, await call('GET /start'))
    },
    signInDemo: async (email) => {
      enter(await call('POST /session/demo', { body: { email } }), 'signed-in')
      goWhereWanted()
    },
    signOut: async () => {
      const stay = hush()
      await client.cancelQueries()
      await call('DELETE /session').catch((error: unknown) => {
        stay()
        throw error
      })
      tellOtherTabs('signed-out')
      // A fresh document: nothing of the person who left stays in memory.
      window.location.replace(paths.signIn())
    },
    choosePartnership: async (id, to) => {
      const next = await call('PUT /session/partnership', { body: { id } })
      navigate(to ?? paths.start(), { replace: to !== undefined })
      enter(next, 'partnership-changed')
    },
  }
}

/** Every other tab of this browser follows. */
// A broadcast channel reaches this origin only and takes no target.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
export const tellOtherTabs = (news: News) => otherTabs.postMessage(news)

type News = 'signed-in' | 'signed-out' | 'partnership-changed'

/** Drops every answer that belonged to another person or partnership. */
const forget = (client: QueryClient, next: Start) => {
  client.setQueryData(startKey, next)
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== startKey[0] })
}

const useSessionNews = (client: QueryClient, navigate: Navigate) => {
  useEffect(() => {
    const askAgain = async () =>
      forget(client, await client.fetchQuery({ queryKey: startKey, queryFn: () => call('GET /start'), staleTime: 0 }))
    const follow = async () => {
      await askAgain()
      navigate(paths.start())
      noticeNote(t`The partnership was changed in another window. This window has followed.`)
    }
    let moving = false
    const once = (move: () => Promise<void>) => {
      if (moving) return
      moving = true
      // A failed answer to "who is here" leaves the page as it is; the next call tries again.
      void move()
        .catch(() => {})
        .finally(() => {
          moving = false
        })
    }
    linkSession({
      epoch: () => client.getQueryData<Start>(startKey)?.epoch ?? 0,
      token: () => client.getQueryData<Start>(startKey)?.token ?? null,
      signedOut: (why) => {
        once(askAgain)
        if (why) noticeNote(why)
      },
      partnershipChanged: () => once(follow),
    })
    const hear = ({ data: news }: MessageEvent<News>) => {
      if (news === 'signed-out') window.location.replace(paths.signIn())
      else if (news === 'signed-in') once(askAgain)
      else once(follow)
    }
    otherTabs.addEventListener('message', hear)
    return () => otherTabs.removeEventListener('message', hear)
  }, [client, navigate])
}

export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above it')
  return session
}

/** The person who is signed in. Only below the shell, which shows nobody else its pages. */
export const usePerson = (): Person => {
  const { person } = useSession().start
  if (!person) throw new Error('usePerson needs someone to be signed in')
  return person
}

/** The partnership that the page is about. Only in rooms: the shell opens none before one is chosen. */
export const usePartnership = (): CurrentPartnership => {
  const { partnership } = useSession().start
  if (!partnership) throw new Error('usePartnership needs a partnership to be chosen')
  return partnership
}

export const useMay = (permission: Permission): boolean => usePerson().permissions.includes(permission)
