import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCause, type CauseMark } from '#ui/cause.tsx'
import { useFormat } from '#ui/format.tsx'
import { useProducts } from '#ui/products.tsx'
import { useCall } from '#ui/query.tsx'
import { Tag, type Tone } from '#ui/severity.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { CustomerSignals, RetentionSignal } from './contract.ts'
import classes from './panel.module.css'
import { signalName } from './rules.ts'
import { signalWords } from './signal-words.tsx'

/** Each retention signal of a customer with its value, threshold and since when; the most serious first. */
export const SignalsPanel = ({ customerId }: { customerId: string }) => {
  const format = useFormat()
  const { data, error, refetch } = useCall('GET /customers/:id/signals', { params: { id: customerId } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The signals are being fetched`} />
  if (data.signals.length === 0)
    return <EmptyState title={t`No signals`}>{t`Nothing is measured for this customer that could warn of its leaving.`}</EmptyState>
  return (
    <>
      <div className={classes.bar}>
        <Summary signals={data.signals} />
        <p className={classes.note}>
          <Trans>Data as of {format.day(data.asOf)}</Trans>
        </p>
      </div>
      <Signals all={data} />
    </>
  )
}

const Signals = ({ all }: { all: CustomerSignals }) => {
  const mark = useCause()
  return (
    <ul className={classes.signals}>
      {all.signals.map((signal) => {
        const name = signalName(signal)
        return <Signal key={name} signal={signal} all={all} mark={mark(name)} />
      })}
    </ul>
  )
}

const tones: Record<RetentionSignal['state'], Tone> = { alert: 'high', warn: 'medium', ok: 'ok' }
const stateLabel = (state: RetentionSignal['state']) => ({ alert: t`Alert`, warn: t`Warning`, ok: t`Fine` })[state]

const Summary = ({ signals }: { signals: RetentionSignal[] }) =>
  (['alert', 'warn', 'ok'] as const).map((state) => (
    <Tag key={state} tone={tones[state]}>
      {stateLabel(state)}: {signals.filter((signal) => signal.state === state).length}
    </Tag>
  ))

const Signal = ({ signal, all, mark }: { signal: RetentionSignal; all: CustomerSignals; mark: CauseMark }) => {
  const format = useFormat()
  const products = useProducts()
  const { title, value, detail, threshold } = signalWords(signal, { format, products, all })
  return (
    <li className={classes.signal} data-state={signal.state} {...mark}>
      <div className={classes.signalHead}>
        <h2 className={classes.title}>{title}</h2>
        <Tag tone={tones[signal.state]}>{stateLabel(signal.state)}</Tag>
      </div>
      <p className={classes.value}>{value}</p>
      <p className={classes.detail}>{detail}</p>
      <p className={classes.threshold}>{threshold}</p>
    </li>
  )
}
