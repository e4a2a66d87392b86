import { useEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import classes from './editor.module.css'

type FrameProps = { title: string; theme: 'light' | 'dark'; width: 'wide' | 'phone'; children: ReactNode }

/**
 * A window of its own for `children`, with a width and a theme of its own, so that what depends on either is what a reader gets. Its
 * document is empty and the page's own: nothing is fetched for it, and the page's policy holds in it.
 */
export const PreviewFrame = ({ title, theme, width, children }: FrameProps) => {
  const frame = useRef<HTMLIFrameElement>(null)
  const [inner, setInner] = useState<Document>()
  const look = () => setInner(frame.current?.contentDocument ?? undefined)
  useEffect(look, [])
  useEffect(() => (inner ? copyStyles(document, inner) : undefined), [inner])
  useEffect(() => (inner ? dress(inner.documentElement, theme) : undefined), [inner, theme])
  return (
    <div className={classes.frameBox} data-width={width}>
      {/* Nothing in it runs by itself: its parts are drawn from here. Some browsers put another document in place a moment after the first. */}
      <iframe ref={frame} title={title} className={classes.frame} sandbox="allow-same-origin" onLoad={look} />
      {inner && createPortal(<main className={classes.framed}>{children}</main>, inner.body)}
    </div>
  )
}

const dress = (root: HTMLElement, theme: string) => {
  root.lang = document.documentElement.lang
  root.dataset['mantineColorScheme'] = theme
}

/** The page's styles in the other document, also those that are added later: views bring theirs when they are shown first. */
const copyStyles = (from: Document, to: Document) => {
  const known = new Set<Element>()
  const copy = () => {
    for (const element of from.querySelectorAll<HTMLElement>('style, link[rel="stylesheet"]')) {
      if (known.has(element)) continue
      known.add(element)
      const twin = to.importNode(element, true)
      if (element.nonce) twin.nonce = element.nonce
      if (element instanceof HTMLLinkElement) twin.setAttribute('href', element.href) // an empty document has no address
      to.head.append(twin)
    }
  }
  copy()
  const watcher = new MutationObserver(copy)
  watcher.observe(from.head, { childList: true })
  return () => watcher.disconnect()
}
