import { ActionIcon, Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconChartBar, IconPhotoDown, IconTable } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import classes from './chart.module.css'
import { savePicture } from './chart-picture.tsx'
import { seriesColour } from './chart-scale.tsx'
import type { Series } from './chart.tsx'
import { noticeProblem } from './notices.tsx'

type FrameProps = {
  label: string
  fileName: string
  series: readonly Series[]
  hidden: ReadonlySet<string>
  onToggle: (id: string) => void
  /** What else the drawing holds: hatching, lines. */
  keys?: readonly { kind: 'hatched' | 'commitment' | 'trend' | 'level'; label: string }[]
  actions?: ReactNode
  table: () => ReactNode
  minWidth: number
  height: number
  children: ReactNode
}

/** A chart with its name, its legend, the same numbers as a table, and a picture to take away. */
export const ChartFrame = (props: FrameProps) => {
  const { label, fileName, series, hidden, onToggle, keys = [], actions, table, minWidth, height, children } = props
  const { t } = useLingui()
  const figure = useRef<HTMLElement>(null)
  const [asTable, setAsTable] = useState(false)
  // A series keeps its colour when others are hidden.
  const shown = series.map((one, at) => ({ ...one, colour: one.colour ?? at })).filter((one) => !hidden.has(one.id))
  return (
    <figure ref={figure} className={classes.figure} aria-label={label}>
      <div className={classes.bar}>
        <Legend series={series} hidden={hidden} onToggle={onToggle} keys={asTable ? [] : keys} />
        <div className={classes.tools} data-screen-only>
          {actions}
          <Tool name={asTable ? t`Show as chart` : t`Show as table`} press={() => setAsTable(!asTable)}>
            {asTable ? <IconChartBar size={17} aria-hidden /> : <IconTable size={17} aria-hidden />}
          </Tool>
          {!asTable && (
            <Tool
              name={t`Download as a picture`}
              press={() => void savePicture(figure.current, { title: label, series: shown, fileName }).catch(noticeProblem)}
            >
              <IconPhotoDown size={17} aria-hidden />
            </Tool>
          )}
        </div>
      </div>
      {asTable ? (
        table()
      ) : (
        // Focusable, so that a wide chart can be scrolled by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section className={classes.scroll} tabIndex={0} aria-label={t`Drawing of ${label}; the table has the same numbers`}>
          <div style={{ minWidth, height }} aria-hidden>
            {children}
          </div>
        </section>
      )}
    </figure>
  )
}

const Tool = ({ name, press, children }: { name: string; press: () => void; children: ReactNode }) => (
  <Tooltip label={name}>
    <ActionIcon size={28} onClick={press} aria-label={name}>
      {children}
    </ActionIcon>
  </Tooltip>
)

const Legend = ({
  series,
  hidden,
  onToggle,
  keys,
}: Pick<FrameProps, 'series' | 'hidden' | 'onToggle'> & { keys: NonNullable<FrameProps['keys']> }) => {
  const { t } = useLingui()
  if (series.length < 2 && keys.length === 0) return <span />
  return (
    <ul className={classes.legend} aria-label={t`Series`}>
      {series.length > 1 &&
        series.map((one, at) => (
          <li key={one.id}>
            <button type="button" className={classes.key} aria-pressed={!hidden.has(one.id)} onClick={() => onToggle(one.id)}>
              <span className={classes.swatch} style={{ background: seriesColour(one.colour ?? at) }} />
              {one.label}
            </button>
          </li>
        ))}
      {keys.map((key) => (
        <li key={key.label} className={classes.note}>
          <span className={classes.sign} data-kind={key.kind} />
          {key.label}
        </li>
      ))}
    </ul>
  )
}

/** Which series are hidden; the last one that shows can't be. */
export const useHidden = (series: readonly Series[]) => {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) =>
    setHidden((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return series.every((one) => next.has(one.id)) ? now : next
    })
  return { hidden, toggle, shown: series.filter((one) => !hidden.has(one.id)) }
}
