import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { Redirect, useLocation } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { noticeNote, noticeProblem } from '#ui/notices.tsx'
import { paths } from '#ui/paths.tsx'
import { useSession } from '#ui/session.tsx'
import { Waiting } from '#ui/states.tsx'
import type { LinkPlace } from './contract.ts'

// Kept while somebody signs in: in this page's memory alone, and no longer than until it was used.
let kept = ''
const keepToken = () => {
  const token = window.location.hash.slice(1)
  if (!token) return
  kept = token
  window.history.replaceState(null, '', window.location.pathname)
}

/** Where a mail's links lead: opens what they name for whom they name, after signing in if need be. */
export const GoPage = () => {
  const { t } = useLingui()
  useState(keepToken) // before anything leads elsewhere
  const { start, choosePartnership } = useSession()
  const [, navigate] = useLocation()
  const isOpened = useRef(false)
  const isIn = start.person !== null
  const here = start.partnership?.id

  useEffect(() => {
    if (!isIn || isOpened.current) return
    isOpened.current = true
    const opening = kept
    kept = ''
    const open = async () => {
      const { to } = opening ? await call('POST /links/openings', { body: { token: opening } }) : { to: null }
      if (!to) {
        navigate(paths.start(), { replace: true })
        noticeNote(t`That link can’t be opened here. It may have run out, or be for somebody else.`)
        return
      }
      if (to.partnershipId && to.partnershipId !== here) await choosePartnership(to.partnershipId, pathOf(to))
      else navigate(pathOf(to), { replace: true })
    }
    void open().catch((problem: unknown) => {
      navigate(paths.start(), { replace: true })
      noticeProblem(problem)
    })
  }, [isIn, here, navigate, choosePartnership, t])

  if (!isIn) return <Redirect to={paths.signIn(paths.go())} replace />
  return <Waiting label={t`Opening the link`} />
}

const pathOf = ({ customerId, subTab, page }: LinkPlace): string => {
  if (customerId) return paths.customer(customerId, subTab ?? undefined)
  return page ? paths[page]() : paths.start()
}
