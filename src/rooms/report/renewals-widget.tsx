import { Anchor } from '@mantine/core'
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { useFormat } from '#ui/format.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { useMay, usePartnership } from '#ui/session.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { RenewalLine } from './contract.ts'

const most = 5

/** The renewals that are decided next, on the overview. */
export const RenewalsWidget = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /report/orders/renewals', { query: { limit: most } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The renewals are being fetched`} />
  if (data.items.length === 0)
    return <EmptyState title={t`Nothing to renew here`}>{t`No open renewal falls into the next three months.`}</EmptyState>
  return (
    <>
      <RowList label={t`Next renewals`} rows={data.items} rowId={({ id }) => id} line={(line) => <Renewal line={line} />} />
      <Anchor component={Link} href={paths.report()} size="sm" mt={8} display="inline-block">
        {plural(data.total, { one: 'The one renewal', other: 'All # renewals' })}
      </Anchor>
    </>
  )
}

const Renewal = ({ line }: { line: RenewalLine }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { currency } = usePartnership()
  const mayOpen = useMay('customer.read')
  const { customerId, customer, daysLeft, deadline, acvMinor, orderNumber } = line
  const days = Math.abs(daysLeft)
  const when =
    daysLeft < 0
      ? plural(days, { one: '# day overdue', other: '# days overdue' })
      : plural(days, { one: '# day left', other: '# days left' })
  return (
    <RowLine
      name={
        mayOpen ? (
          <Anchor component={Link} href={paths.customer(customerId, 'commercial')}>
            {customer}
          </Anchor>
        ) : (
          customer
        )
      }
      about={[t`${orderNumber} · ${format.money(acvMinor, currency)}`, t`${format.day(deadline)} · ${when}`]}
    />
  )
}
