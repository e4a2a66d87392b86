import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { useSession } from '#ui/session.tsx'
import type { Found, FoundGroup } from './contract.ts'
import { listOf, placeOf } from './lead.tsx'

/** Something that can be chosen: what was found, or without an item the list that has more of its kind. */
export type Line = { id: string; group: FoundGroup; item: Found | undefined; href: string; isElsewhere: boolean }

/** All that can be chosen, from top to bottom: what was found, and below a kind the list that has more of it. */
export const linesOf = (groups: readonly FoundGroup[], words: readonly string[], id: string): Line[] =>
  groups.flatMap((group, at) => {
    const list = group.total > group.items.length && !group.isMistyped ? listOf(group.kind, words) : undefined
    const found = group.items.map((item, place) => ({ id: `${id}-${at}-${place}`, group, item, ...placeOf(item.lead) }))
    return list ? [...found, { id: `${id}-${at}-all`, group, item: undefined, href: list, isElsewhere: false }] : found
  })

/** What is chosen among the lines, and the keys that move it. The first line, again after every answer. */
export const useChosen = (lines: readonly Line[]) => {
  const answer = lines.map(({ href }) => href).join(' ')
  const [chosen, setChosen] = useState({ answer, at: 0 })
  const at = chosen.answer === answer ? chosen.at : 0
  const id = lines[at]?.id
  const isByKey = useRef(false)
  useEffect(() => {
    if (isByKey.current && id) document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
  }, [id])
  return {
    at,
    point: (next: number) => {
      isByKey.current = false
      setChosen({ answer, at: next })
    },
    press: (event: KeyboardEvent) => {
      const step = steps[event.key]
      if (!step || lines.length === 0) return
      event.preventDefault()
      isByKey.current = true
      setChosen({ answer, at: step(at, lines.length) })
    },
  }
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  PageDown: (at, count) => Math.min(at + 8, count - 1),
  PageUp: (at) => Math.max(at - 8, 0),
}

type Pressed = { ctrlKey: boolean; metaKey: boolean }
export type Go = (line: Line, pressed: Pressed) => void

/** Goes where a line leads; with Ctrl or Cmd, and out of the portal, in a tab of its own. */
export const useGoing = (close: () => void): Go => {
  const [, navigate] = useLocation()
  const count = useCounting()
  return ({ href, isElsewhere, item, group }, { ctrlKey, metaKey }) => {
    if (item && group.kind === 'action') count(item)
    if (isElsewhere && href.startsWith('mailto:')) window.location.assign(href)
    else if (isElsewhere || ctrlKey || metaKey) window.open(href, '_blank', 'noopener,noreferrer')
    else {
      close()
      navigate(href)
    }
  }
}

/** A quick action counts wherever it is used. */
const useCounting = () => {
  const { viewer, person } = useSession().start
  return ({ id }: Found) => {
    if (viewer || person?.side !== 'partner') return
    call('POST /quick-actions/:id/uses', { params: { id } }).catch(() => {}) // a use that is not counted still leads there
  }
}

/** Goes to the chosen line; whoever was quicker than the answer goes when it is there. */
export const useEntering = (isWaiting: boolean, line: Line | undefined, go: Go) => {
  const early = useRef<Pressed>(undefined)
  useEffect(() => {
    const pressed = early.current
    if (!pressed || isWaiting) return
    early.current = undefined
    if (line) go(line, pressed)
  }, [isWaiting, line, go])
  return (pressed: Pressed) => {
    if (isWaiting) early.current = pressed
    else if (line) go(line, pressed)
  }
}
