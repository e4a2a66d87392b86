import { startPortal } from '../servers.ts'
import { compete, type Pace } from '../load.ts'
import type { Outcome } from '../outcome.ts'
import { largest, nearest, type Stage } from '../stage.ts'
import { perSecond, withChildren } from './servers-for.ts'

/** Row 7: a partner of the same size, alone with few others and among many. */
export const growthRows = async (stage: Stage, smaller: Stage, pace: Pace): Promise<Outcome[]> =>
  withChildren([() => startPortal(smaller), () => startPortal(stage)], async ([few, many]) => {
    const outcomes: Outcome[] = []
    const works = [
      { work: 'dashboard', layout: 'usage', path: '/customers?limit=20' },
      { work: 'trend of twelve cycles', layout: 'usage', path: '/report/usage?cycles=12' },
      { work: 'ACV by day for a year', layout: 'orders', path: '/report/orders/acv' },
      { work: 'renewal buckets', layout: 'orders', path: '/report/orders/renewals?limit=20' },
    ] as const
    for (const { work, layout, path } of works) {
      const small = await smaller.seatFor(largest(smaller, layout), 'all')
      const large = await stage.seatFor(nearest(stage, layout, small.place.customers), 'all')
      const [before, after] = await compete(
        [
          { name: `${work}, ${smaller.size}`, url: `${few}/api${path}`, cookie: small.cookie },
          { name: `${work}, ${stage.size}`, url: `${many}/api${path}`, cookie: large.cookie },
        ],
        pace,
      )
      if (!before || !after) throw new Error('A contestant is missing')
      outcomes.push({
        ...{ row: '7', work: `${work}, ${large.place.customers} customers of ${total(stage)}`, measured: perSecond(after), unit: 'times' },
        ...{
          baseline: `${perSecond(before)}, ${small.place.customers} of ${total(smaller)}`,
          value: 1 / after.share,
          target: { most: 1.2 },
        },
        figures: { few: before.perSecond, many: after.perSecond },
      })
    }
    return outcomes
  })

const total = ({ places }: Stage): number => places.reduce((sum, { customers }) => sum + customers, 0)
