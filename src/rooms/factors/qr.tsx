import { encode } from 'uqr'
import { useMemo } from 'react'
import classes from './factors.module.css'

/** A QR code, dark on light in either appearance: cameras want it so. */
export const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { size, path } = useMemo(() => drawQr(text), [text])
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

/** One path for all dark squares, each run of a line in one step. */
export const drawQr = (text: string) => {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const path = data
    .flatMap((line, y) =>
      line.flatMap((isDark, x) => {
        if (!isDark || line[x - 1]) return []
        const length = line.slice(x).findIndex((next) => !next)
        return `M${x} ${y}h${length === -1 ? size - x : length}v1H${x}z`
      }),
    )
    .join('')
  return { size, path }
}
