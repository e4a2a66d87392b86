import { addDays, addMonths, type Day } from '#shared/dates.ts'

export type MadeCustomer = { externalId: string; name: string; state: 'paying' | 'trial' | 'archived' | 'internal'; archivedOn: Day | null }
export type MadeUsage = { customer: string; product: string; day: Day; value: number }
export type MadeLine = {
  customer: string
  order: string
  recurringMinor: number
  termMonths: number
  startsOn: Day
  endsOn: Day
  status: 'active' | 'draft' | 'cancelled' | 'superseded'
  autoRenew: boolean
  noticeDays: number
  successor: string | null
}
export type Portfolio = { customers: MadeCustomer[]; usage: MadeUsage[]; lines: MadeLine[] }

/** Whole numbers from 0 to below `limit`, the same for the same seed. */
export const diceOf = (seed: number) => {
  let state = seed
  return (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * limit)
  }
}

const names = ['Ash', '=Cedar()', 'Åkerö Bank', '山田 電機', '<script>Elm', '@Fir', 'Oak; "Ltd"', 'Pine\tGrove']

/** A portfolio that nobody would draw by hand: gaps in samples, every state and status, lines of any age, with and without successors. */
export const randomPortfolio = (
  seed: number,
  { prefix, size, today, products }: { prefix: string; size: number; today: Day; products: string[] },
): Portfolio => {
  const dice = diceOf(seed)
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[dice(from.length)]
    if (chosen === undefined) throw new Error('nothing to pick from')
    return chosen
  }
  const customers = Array.from({ length: size }, (_, at): MadeCustomer => {
    const state = pick(['paying', 'paying', 'paying', 'trial', 'archived', 'internal'] as const)
    return {
      externalId: `${prefix}-${at}`,
      name: `${pick(names)} ${at}`,
      state,
      archivedOn: state === 'archived' ? addDays(today, -dice(500)) : null,
    }
  })
  const usage = customers.flatMap(({ externalId }) =>
    products
      .filter(() => dice(3) > 0)
      .flatMap((product) => {
        const level = dice(300)
        return Array.from({ length: 130 }, (_, back) => addDays(today, -back))
          .filter(() => dice(4) > 0)
          .map((day): MadeUsage => ({ customer: externalId, product, day, value: Math.max(0, level + dice(21) - 10) }))
      }),
  )
  const lines = customers.flatMap(({ externalId }) =>
    Array.from({ length: dice(5) }, (_, at): MadeLine => {
      const startsOn = addDays(today, 60 - dice(1_100))
      const termMonths = pick([1, 6, 12, 12, 24, 36])
      return {
        customer: externalId,
        order: `${externalId}-o${at}`,
        recurringMinor: 1 + dice(10_000_000),
        termMonths,
        startsOn,
        endsOn: addDays(addMonths(startsOn, termMonths), -1),
        status: pick(['active', 'active', 'active', 'superseded', 'cancelled', 'draft'] as const),
        autoRenew: dice(2) > 0,
        noticeDays: dice(90),
        successor: at > 0 && dice(4) === 0 ? `${externalId}-o${at - 1}` : null,
      }
    }),
  )
  // The days on which a renewal changes its bucket are too few for chance to find.
  const edges = [-1, 0, 30, 31, 60, 61, 90, 91].flatMap((days, at): MadeLine[] => {
    const customer = customers[at % customers.length]?.externalId ?? ''
    const endsOn = addDays(today, days)
    return [
      {
        customer,
        order: `${customer}-edge${at}`,
        recurringMinor: 1_000 + at,
        termMonths: 12,
        startsOn: addDays(addMonths(endsOn, -12), 1),
        endsOn,
        status: 'active',
        autoRenew: false,
        noticeDays: 0,
        successor: null,
      },
    ]
  })
  return { customers, usage, lines: [...lines, ...edges] }
}
