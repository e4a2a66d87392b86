/**
 * The Mann-Whitney rank test, two-sided: how likely two samples of one and the same distribution would be as far apart as these. By the
 * normal approximation, with ties and continuity corrected; good from about twenty values each.
 */
export const rankTest = (one: readonly number[], other: readonly number[]): number => {
  const all = [...one.map((value) => ({ value, isOne: true })), ...other.map((value) => ({ value, isOne: false }))].toSorted(
    (a, b) => a.value - b.value,
  )
  let rankSum = 0
  let tied = 0
  for (let from = 0; from < all.length;) {
    let to = from
    while (to < all.length && all[to]?.value === all[from]?.value) to++
    const count = to - from
    const rank = (from + 1 + to) / 2 // the mean of the ranks that they share
    rankSum += rank * all.slice(from, to).filter(({ isOne }) => isOne).length
    tied += count ** 3 - count
    from = to
  }
  const [n, m] = [one.length, other.length]
  const u = rankSum - (n * (n + 1)) / 2
  const total = n + m
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - tied / (total * (total - 1))))
  if (deviation === 0) return 1
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / deviation
  return Math.min(1, 2 * upperTail(z))
}

/** The share of a normal distribution beyond z, z >= 0: Abramowitz and Stegun 26.2.17, off by 7.5e-8 at the most. */
const upperTail = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * z)
  const series = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce((sum, factor) => (sum + factor) * t, 0)
  return (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series
}
