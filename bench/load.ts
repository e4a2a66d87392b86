import { createRequire } from 'node:module'
import { z } from 'zod'
import { runProgram } from './children.ts'
import { medianOf } from './outcome.ts'

/** Something that answers a request, to be compared with others that answer the same. */
export type Contestant = { name: string; url: string; cookie?: string }

export type Pace = { connections: number; seconds: number; rounds: number }

export type Measured = {
  perSecond: number
  /** Against the first contestant: the median of the rounds' own ratios, so that a machine that slows down slows both. */
  share: number
  p99Milliseconds: number
}

const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js')

const Report = z.object({
  duration: z.number(),
  errors: z.number(),
  timeouts: z.number(),
  non2xx: z.number(),
  '2xx': z.number(),
  latency: z.object({ p99: z.number() }),
})

/** Load from a process of its own; one answer that is no 200 fails the benchmark. */
const loadOnce = async ({ name, url, cookie }: Contestant, connections: number, seconds: number) => {
  const written = await runProgram(autocannon, [
    '-j',
    '-c',
    String(connections),
    '-d',
    String(seconds),
    ...(cookie ? ['-H', `cookie=${cookie}`] : []),
    url,
  ])
  const told = Report.parse(JSON.parse(written))
  if (told.errors + told.timeouts + told.non2xx > 0 || told['2xx'] === 0)
    throw new Error(
      `${name}: ${told['2xx']} good answers, ${told.non2xx} others, ${told.errors} errors and ${told.timeouts} timeouts from ${url}`,
    )
  return { perSecond: told['2xx'] / told.duration, p99: told.latency.p99 }
}

/** Measures contestants in turns (A B C A B C …) after one round that does not count. The first is the baseline. */
export const compete = async (contestants: readonly Contestant[], { connections, seconds, rounds }: Pace): Promise<Measured[]> => {
  const taken = contestants.map((): { perSecond: number; p99: number }[] => [])
  for (const contestant of contestants) await loadOnce(contestant, connections, 1)
  for (let round = 0; round < rounds; round++)
    for (const [at, contestant] of contestants.entries()) taken[at]?.push(await loadOnce(contestant, connections, seconds))
  const first = taken[0] ?? []
  return taken.map((own) => ({
    perSecond: medianOf(own.map(({ perSecond }) => perSecond)),
    share: medianOf(own.map(({ perSecond }, round) => perSecond / (first[round]?.perSecond ?? Number.NaN))),
    p99Milliseconds: medianOf(own.map(({ p99 }) => p99)),
  }))
}
