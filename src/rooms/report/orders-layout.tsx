import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, type ReactNode } from 'react'
import { useFormat } from '#ui/format.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { oneOf, useUrlState } from '#ui/paths.tsx'
import { useMay, usePartnership } from '#ui/session.tsx'
import { AcvSection } from './acv-section.tsx'
import { GrowthSection } from './growth-section.tsx'
import { OrdersUsageSection } from './orders-usage-section.tsx'
import { RenewalsSection } from './renewals-section.tsx'
import classes from './report.module.css'
import { StatusSection } from './status-section.tsx'
import { TotalCards } from './total-cards.tsx'

const sections = ['acv', 'renewals', 'growth', 'statuses', 'usage'] as const
type SectionName = (typeof sections)[number]
const sectionView = { section: oneOf(['', ...sections], '') }

/** What a partnership's orders are worth, what renews, how it grows, and what its customers use. */
export const OrdersLayout = () => {
  const { t } = useLingui()
  const format = useFormat()
  const { name, today, timeZone } = usePartnership()
  const seesMoney = useMay('commercial.read')
  return (
    <>
      <PageHeader
        title={t`Report`}
        about={
          <Trans>
            {name} · as of {format.day(today)} · {timeZone}
          </Trans>
        }
      />
      <TotalCards />
      {seesMoney && (
        <>
          <Anchor name="acv">
            <AcvSection />
          </Anchor>
          <Anchor name="renewals">
            <RenewalsSection />
          </Anchor>
          <Anchor name="growth">
            <GrowthSection />
          </Anchor>
        </>
      )}
      <Anchor name="statuses">
        <StatusSection />
      </Anchor>
      <Anchor name="usage">
        <OrdersUsageSection />
      </Anchor>
    </>
  )
}

/** A section that the address can name: it is then brought into view, once it stands where it will stay. */
const Anchor = ({ name, children }: { name: SectionName; children: ReactNode }) => {
  const [{ section }] = useUrlState(sectionView)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const here = place.current
    if (section !== name || !here) return
    const show = () => here.scrollIntoView({ block: 'start' })
    show()
    // What stands above is still being fetched and pushes it down; the reader's first move ends that.
    const watch = new ResizeObserver(show)
    watch.observe(document.body)
    const stop = () => watch.disconnect()
    const timer = setTimeout(stop, 3_000)
    for (const move of ['wheel', 'keydown', 'pointerdown', 'touchstart']) window.addEventListener(move, stop, { once: true, passive: true })
    return () => {
      clearTimeout(timer)
      stop()
      for (const move of ['wheel', 'keydown', 'pointerdown', 'touchstart']) window.removeEventListener(move, stop)
    }
  }, [section, name])
  return (
    <div ref={place} className={classes.anchor}>
      {children}
    </div>
  )
}
