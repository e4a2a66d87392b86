import type { Child } from '../children.ts'
import type { Measured } from '../load.ts'

/** Starts servers one after the other, gives their origins to the work and stops them whatever happens. */
export const withChildren = async <T>(
  starts: readonly (() => Promise<Child>)[],
  work: (origins: string[], children: Child[]) => Promise<T>,
): Promise<T> => {
  const children: Child[] = []
  try {
    for (const start of starts) children.push(await start())
    return await work(
      children.map(({ origin }) => origin),
      children,
    )
  } finally {
    for (const child of children) await child.stop()
  }
}

export const perSecond = ({ perSecond: rate }: Measured): string => `${rate.toFixed(0)}/s`
