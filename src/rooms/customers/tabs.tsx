import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { useLocation, useRoute } from 'wouter'
import { paths } from '#ui/paths.tsx'
import { useMay } from '#ui/session.tsx'
import { useDesk, type DeskTab } from './desk.tsx'
import { addressOf, OneTab, type TabListProps } from './tab.tsx'
import classes from './tabs.module.css'

// Dragging is an extra for the pointer: its library comes when there is something to drag.
const Sortable = lazy(() => import('./tabs-sortable.tsx'))

/** The open customers, on every page. Dragged with the pointer, moved with Shift and the arrow keys, closed with × or Delete. */
export const TopBar = () => {
  const may = useMay('customer.read')
  return may ? <OpenTabs /> : null
}

const OpenTabs = () => {
  const { t } = useLingui()
  const { desk, close: closeTab, move } = useDesk()
  const [isOne, params] = useRoute('/customers/:id/:subTab?')
  const [, navigate] = useLocation()
  const [said, setSaid] = useState('')
  const current = isOne ? params.id : undefined
  if (desk.tabs.length === 0) return null

  const close = (tab: DeskTab) => {
    const at = desk.tabs.indexOf(tab)
    const neighbour = desk.tabs[at + 1] ?? desk.tabs[at - 1]
    if (tab.customerId === current) navigate(neighbour ? addressOf(neighbour) : paths.customers())
    closeTab(tab.customerId)
    setSaid(t`${tab.name} closed`)
  }
  const moveAndSay = (from: number, to: number) => {
    const tab = desk.tabs[from]
    if (!tab || to < 0 || to >= desk.tabs.length || from === to) return
    move(from, to)
    setSaid(t`${tab.name} moved to place ${to + 1} of ${desk.tabs.length}`)
  }
  const list = { tabs: desk.tabs, current, close, move: moveAndSay }
  return (
    <nav className={classes.nav} aria-label={t`Open customers`}>
      <Suspense fallback={<PlainList {...list} />}>{desk.tabs.length > 1 ? <Sortable {...list} /> : <PlainList {...list} />}</Suspense>
      <span className="only-spoken" role="status">
        {said}
      </span>
    </nav>
  )
}

const PlainList = (props: TabListProps) => (
  <ul className={classes.list}>
    {props.tabs.map((tab, at) => (
      <li key={tab.customerId} className={classes.item}>
        <OneTab {...props} tab={tab} at={at} />
      </li>
    ))}
  </ul>
)
