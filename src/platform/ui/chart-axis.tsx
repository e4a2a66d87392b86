import { YAxis } from 'recharts'
import { tickLook } from './chart-scale.tsx'

/** The axis of values, marked at round steps. */
export const ValueAxis = ({ ticks, text }: { ticks: number[]; text: (value: number) => string }) => (
  <YAxis
    domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
    ticks={ticks}
    tickLine={false}
    axisLine={false}
    width={56}
    tick={tickLook}
    tickFormatter={text}
  />
)
