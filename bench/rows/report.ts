import { startBare, startPortal } from '../servers.ts'
import { compete, type Pace } from '../load.ts'
import type { Outcome } from '../outcome.ts'
import type { Seat, Stage } from '../stage.ts'
import { lastCycle, largest } from '../stage.ts'
import { perSecond, withChildren } from './servers-for.ts'

/** Rows 4 to 6: each of the report's questions against the same code on a bare pool. */
export const reportRows = async (stage: Stage, pace: Pace): Promise<Outcome[]> => {
  const usage = await stage.seatFor(largest(stage, 'usage'), 'all')
  const orders = await stage.seatFor(largest(stage, 'orders'), 'all')
  const { cycle, product } = await lastCycle(stage, usage.place)
  return withChildren(
    [() => startPortal(stage), () => startBare(stage, usage), () => startBare(stage, orders)],
    async ([portal, bareUsage, bareOrders]) => {
      const row = async (number: string, work: string, seat: Seat, bare: string | undefined, path: string): Promise<Outcome> => {
        const [plain, prepared, measured] = await compete(
          [
            { name: `${work}, bare`, url: `${bare}/plain${path}` },
            { name: `${work}, bare and prepared`, url: `${bare}/prepared${path}` },
            { name: work, url: `${portal}/api${path}`, cookie: seat.cookie },
          ],
          pace,
        )
        if (!plain || !prepared || !measured) throw new Error('A contestant is missing')
        return {
          ...{ row: number, work, measured: perSecond(measured), baseline: `${perSecond(plain)} (prepared ${perSecond(prepared)})` },
          ...{ value: measured.share, target: { least: 0.85 }, unit: 'share' },
          figures: {
            bare: plain.perSecond,
            prepared: prepared.perSecond,
            portal: measured.perSecond,
            p99Milliseconds: measured.p99Milliseconds,
          },
        }
      }
      return [
        await row('4', 'totals of three cycles', usage, bareUsage, '/report/usage?cycles=3'),
        await row('4', 'trend of twelve cycles', usage, bareUsage, '/report/usage?cycles=12'),
        await row('5', 'customers of a bar', usage, bareUsage, `/report/usage/customers?cycle=${cycle}&product=${product}`),
        await row('6', 'ACV by day for a year', orders, bareOrders, '/report/orders/acv'),
        await row('6', 'renewal buckets', orders, bareOrders, '/report/orders/renewals'),
      ]
    },
  )
}
