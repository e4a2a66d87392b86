import { Skeleton } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight, IconChevronRight, type Icon } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Panel } from './panel.tsx'
import classes from './stat.module.css'

/** What makes a number up: the answer to "where does this come from". */
export type Asked = {
  /** The definition in one sentence. */
  rule: string
  /** `26 Oct – 25 Nov 2026` */
  period?: string
  timeZone?: string
  /** When the figures behind it were last written. */
  asOf?: string
  /** The rows behind the number; called when they are asked for. */
  rows?: () => ReactNode
}

type StatProps = {
  label: string
  /** Ready to read; undefined with `isPending`. */
  value: ReactNode
  unit?: string
  /** `+3 against October`, with its direction. */
  change?: { direction: 'up' | 'down' | 'same'; text: string }
  /** One quiet line below: a commitment, a share. */
  about?: ReactNode
  icon?: Icon
  ask?: Asked
  /** Where the rows are a page of their own. Wins over `ask`. */
  href?: string
  isPending?: boolean
}

/** Tiles in full rows: with `count` seven or more make two rows instead of one and an orphan. */
export const Stats = ({ label, count, children }: { label: string; count?: number; children: ReactNode }) => (
  <section
    className={classes.stats}
    aria-label={label}
    data-columns={count === undefined ? undefined : count > 6 ? Math.ceil(count / 2) : count}
  >
    {children}
  </section>
)

/** One total. With `ask` or `href` it is a button that opens what is behind it. */
export const Stat = (props: StatProps) => {
  const [opened, setOpened] = useState(false)
  const { label, ask, href, isPending } = props
  if (isPending || (!ask && !href))
    return (
      <div className={classes.stat}>
        <Face {...props} />
      </div>
    )
  if (href)
    return (
      <Link href={href} className={classes.stat} data-asks>
        <Face {...props} />
      </Link>
    )
  return (
    <>
      <button type="button" className={classes.stat} data-asks aria-haspopup="dialog" onClick={() => setOpened(true)}>
        <Face {...props} />
      </button>
      {ask && (
        <Panel title={label} opened={opened} onClose={() => setOpened(false)}>
          <Behind ask={ask} value={props.value} unit={props.unit} />
        </Panel>
      )}
    </>
  )
}

const Face = ({ label, value, unit, change, about, icon: Sign, ask, href, isPending }: StatProps) => (
  <>
    <span className={classes.label}>
      {Sign && <Sign size={16} stroke={1.75} aria-hidden />}
      <span className={classes.labelText}>{label}</span>
      {(ask || href) && !isPending && <IconChevronRight size={14} aria-hidden className={classes.more} />}
    </span>
    <span className={classes.value}>
      {isPending ? <Skeleton height={24} width={96} my={4} /> : value}
      {unit && !isPending && <span className={classes.unit}>{unit}</span>}
    </span>
    <span className={classes.foot}>
      {change && !isPending && <Change {...change} />}
      {isPending ? <Skeleton height={10} width={64} my={4} /> : about}
    </span>
  </>
)

const arrows = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight }

const Change = ({ direction, text }: { direction: 'up' | 'down' | 'same'; text: string }) => {
  const Arrow = arrows[direction]
  return (
    <span className={classes.change}>
      <Arrow size={14} aria-hidden />
      {text}
    </span>
  )
}

const Behind = ({ ask, value, unit }: { ask: Asked; value: ReactNode; unit?: string | undefined }) => {
  const { t } = useLingui()
  const facts = [
    [t`Rule`, ask.rule],
    [t`Period`, ask.period],
    [t`Time zone`, ask.timeZone],
    [t`Data as of`, ask.asOf],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined)
  return (
    <>
      <p className={classes.behindValue}>
        {value} {unit && <span className={classes.unit}>{unit}</span>}
      </p>
      <dl className={classes.facts}>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {ask.rows && (
        <>
          <h3 className={classes.rowsTitle}>
            <Trans>What makes it up</Trans>
          </h3>
          {ask.rows()}
        </>
      )}
    </>
  )
}
