import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type { Heading } from './contract.ts'
import classes from './rooms.module.css'

/** What stands in the room, beside it; the part that is being read is marked. */
export const Contents = ({ headings }: { headings: readonly Heading[] }) => {
  const { t } = useLingui()
  const current = useCurrent(headings)
  return (
    <nav className={classes.contents} aria-labelledby="room-contents" data-screen-only>
      <p id="room-contents" className={classes.contentsTitle}>{t`On this page`}</p>
      <ul>
        {headings.map(({ anchor, level, text }) => (
          <li key={anchor} data-level={level}>
            <a href={`#${anchor}`} aria-current={anchor === current ? 'location' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

// Below the top bar, with room to breathe.
const topPixels = 96

/** The last heading that has passed the top of the window. */
const useCurrent = (headings: readonly Heading[]): string | undefined => {
  const [current, setCurrent] = useState<string>()
  useEffect(() => {
    const look = () => {
      const passed = headings.filter(
        ({ anchor }) => (document.getElementById(anchor)?.getBoundingClientRect().top ?? Infinity) <= topPixels,
      )
      setCurrent((passed.at(-1) ?? headings[0])?.anchor)
    }
    look()
    window.addEventListener('scroll', look, { passive: true })
    return () => window.removeEventListener('scroll', look)
  }, [headings])
  return current
}
