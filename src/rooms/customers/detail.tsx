import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useEffect } from 'react'
import { Link, Redirect, useSearch } from 'wouter'
import type { SubTab } from '#shared/config.ts'
import { useFormat } from '#ui/format.tsx'
import { FollowButton } from '#ui/follow-button.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { useCustomerPanels } from '#ui/panels.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { CustomerDetail } from './contract.ts'
import classes from './detail.module.css'
import { useDesk } from './desk.tsx'
import { Signs } from './signs.tsx'
import { TagEditor } from './tag-editor.tsx'
import { subTabLabel } from './words.tsx'

/** One customer: who it is, and the sub-tab that the address names. */
export const Detail = ({ customerId, subTab }: { customerId: string; subTab: string | undefined }) => {
  const { data: customer, error, refetch } = useCall('GET /customers/:id', { params: { id: customerId } })
  const { desk, isReady } = useDesk()
  const search = useSearch()
  if (error) return <ErrorState isPage error={error} retry={() => void refetch()} />
  if (!customer || !isReady) return <Waiting label={t`The customer is being fetched`} />
  const shown = customer.subTabs.find((one) => one === subTab)
  if (shown) return <Opened customer={customer} subTab={shown} query={search} />
  // No sub-tab in the address, or one that this partnership does not have: where the reader left it, or the first.
  const left = desk.tabs.find((tab) => tab.customerId === customerId)
  const [first] = customer.subTabs
  const target = left && customer.subTabs.includes(left.subTab) ? left : first && { subTab: first, query: '' }
  if (!target) return <EmptyState isPage title={t`Nothing to open`}>{t`Your role shows none of this customer's pages.`}</EmptyState>
  return <Redirect replace to={`${paths.customer(customerId, target.subTab)}${target.query && `?${target.query}`}`} />
}

const Opened = ({ customer, subTab, query }: { customer: CustomerDetail; subTab: SubTab; query: string }) => {
  const { show } = useDesk()
  const { id, name, worstSeverity } = customer
  useEffect(() => show({ id, name, worstSeverity, subTab, query }), [show, id, name, worstSeverity, subTab, query])
  useScrollMemory(`${id}/${subTab}`)
  const panels = useCustomerPanels()
  const Panel = panels[subTab]
  return (
    <>
      <PageHeader
        title={name}
        beside={<Signs customer={customer} />}
        about={<About customer={customer} />}
        actions={
          <>
            <TagEditor customer={customer} />
            <FollowButton kind="customer" id={id} />
          </>
        }
      />
      <SubTabs customer={customer} current={subTab} />
      <section aria-label={subTabLabel(subTab)} className={classes.panel}>
        <Suspense fallback={<Waiting label={t`Loading`} />}>{Panel && <Panel customerId={id} />}</Suspense>
      </section>
    </>
  )
}

const About = ({ customer }: { customer: CustomerDetail }) => {
  const format = useFormat()
  const facts = [customer.externalId, customer.domain, customer.region, customer.country].filter(Boolean)
  return (
    <>
      {facts.join(' · ')} · <Trans>customer since {format.day(customer.since)}</Trans>
    </>
  )
}

/** Links, so that each sub-tab has an address, opens in a new window and goes back. */
const SubTabs = ({ customer, current }: { customer: CustomerDetail; current: SubTab }) => {
  const { t } = useLingui()
  return (
    <nav className={classes.subTabs} aria-label={t`Pages of ${customer.name}`} data-screen-only>
      {customer.subTabs.map((subTab) => (
        <Link
          key={subTab}
          href={paths.customer(customer.id, subTab)}
          className={classes.subTab}
          aria-current={subTab === current ? 'page' : undefined}
        >
          {subTabLabel(subTab)}
          {subTab === 'tasks' && customer.openTasks > 0 && (
            <span className={classes.badge} data-severity={customer.worstSeverity ?? undefined}>
              {customer.openTasks}
              <span className="only-spoken"> {severityWords(customer.worstSeverity)}</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  )
}

const severityWords = (severity: CustomerDetail['worstSeverity']) =>
  severity === 'high' ? t`open, the worst is high` : severity === 'medium' ? t`open, the worst is medium` : t`open, the worst is low`

const scrolled = new Map<string, number>()

/** Coming back to a tab shows it where it was left. Held in memory only. */
const useScrollMemory = (key: string) => {
  useEffect(() => {
    const wanted = scrolled.get(key) ?? 0
    // What the address leads to comes into view by itself.
    const frame = requestAnimationFrame(() => document.querySelector('[data-cause]') || window.scrollTo(0, wanted))
    const keep = () => void scrolled.set(key, window.scrollY)
    window.addEventListener('scroll', keep, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', keep)
    }
  }, [key])
}
