/** Axis marks from zero (or below) to just past the largest value, at round steps; at least two. */
export const niceTicks = (smallest: number, largest: number, wanted = 5): number[] => {
  const low = Math.min(smallest, 0)
  const high = Math.max(largest, low + 1)
  const rough = (high - low) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough)
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step)
}

/** The look of the series at a position; beyond the eighth they repeat, and the legend, table and tooltip still name them. */
export const seriesColour = (at: number): string => `var(--pp-series-${(at % 8) + 1})`

export const tickLook = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 }
