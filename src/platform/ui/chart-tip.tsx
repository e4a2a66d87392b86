import classes from './chart.module.css'

type TipLine = { id: string; label: string; colour: string; text: string }

export const ChartTip = ({ title, lines }: { title: string; lines: readonly TipLine[] }) => (
  <div className={classes.tip}>
    <p className={classes.tipTitle}>{title}</p>
    {lines.map((line) => (
      <p key={line.id} className={classes.tipLine}>
        <span className={classes.swatch} style={{ background: line.colour }} />
        <span>{line.label}</span>
        <span className={classes.tipValue}>{line.text}</span>
      </p>
    ))}
  </div>
)
