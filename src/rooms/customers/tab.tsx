import { useLingui } from '@lingui/react/macro'
import { IconX } from '@tabler/icons-react'
import { useRef, type KeyboardEvent } from 'react'
import { Link } from 'wouter'
import { paths } from '#ui/paths.tsx'
import type { DeskTab } from './desk.tsx'
import classes from './tabs.module.css'

export type TabListProps = {
  tabs: readonly DeskTab[]
  current: string | undefined
  close: (tab: DeskTab) => void
  move: (from: number, to: number) => void
}

/** Where the reader left the customer. */
export const addressOf = (tab: DeskTab) => `${paths.customer(tab.customerId, tab.subTab)}${tab.query && `?${tab.query}`}`

export const OneTab = ({ tab, at, tabs, current, close, move }: TabListProps & { tab: DeskTab; at: number }) => {
  const { t } = useLingui()
  const link = useRef<HTMLAnchorElement>(null)
  const isCurrent = tab.customerId === current
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (event.key === 'Delete') close(tab)
    else if (step !== 0 && event.shiftKey) move(at, at + step)
    else if (step !== 0) neighbourLink(link.current, step)?.focus()
    else return
    event.preventDefault()
  }
  return (
    <span className={classes.tab} data-current={isCurrent || undefined}>
      <Link
        ref={link}
        href={addressOf(tab)}
        aria-current={isCurrent ? 'page' : undefined}
        className={classes.link}
        title={tab.name}
        onKeyDown={press}
        draggable={false}
      >
        {tab.worstSeverity && <span className={classes.dot} data-severity={tab.worstSeverity} aria-hidden />}
        <span className={classes.name}>{tab.name}</span>
        <span className="only-spoken">{t`, ${at + 1} of ${tabs.length}. Shift and an arrow key move it.`}</span>
      </Link>
      <button type="button" className={classes.close} aria-label={t`Close ${tab.name}`} onClick={() => close(tab)}>
        <IconX size={14} aria-hidden />
      </button>
    </span>
  )
}

const neighbourLink = (link: HTMLAnchorElement | null, step: number) => {
  const all = [...(link?.closest('ul')?.querySelectorAll('a') ?? [])]
  return link ? all[all.indexOf(link) + step] : undefined
}
