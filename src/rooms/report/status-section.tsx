import { useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { ExcelButton } from './excel-button.tsx'
import { PartialNote } from './partial-note.tsx'
import classes from './report.module.css'
import { customerStatusLabel, lineStatusLabel, stateLabel } from './words.tsx'

/** How order lines and customers spread over their statuses. */
export const StatusSection = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /report/orders/statuses', { query: {} })
  return (
    <Section
      title={t`Status of orders and customers`}
      actions={<ExcelButton line="GET /report/orders/statuses/workbook" input={{ query: {} }} what={t`statuses`} />}
    >
      {data?.isPartial && <PartialNote />}
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting label={t`The statuses are being fetched`} />
      ) : (
        <div className={classes.statuses}>
          <Spread
            title={t`Order lines`}
            parts={data.lines.map(({ status, count }) => ({ id: status, label: lineStatusLabel(status), count }))}
          />
          <Spread
            title={t`Customers by their orders`}
            parts={data.customers.map(({ status, count }) => ({ id: status, label: customerStatusLabel(status), count }))}
          />
          <Spread
            title={t`Customers by state`}
            parts={data.states.map(({ status, count }) => ({ id: status, label: stateLabel(status), count }))}
          />
        </div>
      )}
    </Section>
  )
}

type Part = { id: string; label: string; count: number }

/** A bar for each part, with its count in words: no reader needs the colour. */
const Spread = ({ title, parts }: { title: string; parts: readonly Part[] }) => {
  const format = useFormat()
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  return (
    <section aria-label={title}>
      <h3 className={classes.statusTitle}>
        {title} ({format.whole(total)})
      </h3>
      <dl className={classes.spread}>
        {parts.map(({ id, label, count }) => (
          <div key={id} className={classes.status}>
            <dt>{label}</dt>
            <dd className={classes.track} aria-hidden>
              <span className={classes.fill} style={{ width: `${total > 0 ? (count / total) * 100 : 0}%` }} />
            </dd>
            <dd>{format.whole(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
