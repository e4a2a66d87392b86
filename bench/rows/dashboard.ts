import { startBare, startPortal } from '../servers.ts'
import { compete, type Measured, type Pace } from '../load.ts'
import type { Outcome } from '../outcome.ts'
import { assignedCustomers, type Stage } from '../stage.ts'
import { perSecond, withChildren } from './servers-for.ts'

/** Rows 1 to 3: the page that everybody opens first. */
export const dashboardRows = async (stage: Stage, pace: Pace): Promise<Outcome[]> => {
  const [place] = stage.places
  if (!place) throw new Error('The demo has no partnership')
  const full = await stage.seatFor(place, 'all')
  const restricted = await stage.seatFor(place, 'assigned')
  return withChildren([() => startBare(stage, full), () => startPortal(stage)], async ([bare, portal]) => {
    const filtered = '/customers?state=paying&sort=-acv'
    const [plain, prepared, same, whole, part, filteredSame, filteredWhole] = await compete(
      [
        { name: 'bare dashboard', url: `${bare}/plain/by-hand/customers` },
        { name: 'bare dashboard with prepared statements', url: `${bare}/prepared/by-hand/customers` },
        { name: 'our own code without session, role and transaction', url: `${bare}/prepared/customers` },
        { name: 'dashboard', url: `${portal}/api/customers`, cookie: full.cookie },
        { name: 'dashboard of a restricted person', url: `${portal}/api/customers`, cookie: restricted.cookie },
        { name: 'filtered dashboard without session, role and transaction', url: `${bare}/prepared${filtered}` },
        { name: 'filtered dashboard', url: `${portal}/api${filtered}`, cookie: full.cookie },
      ],
      pace,
    )
    if (!plain || !prepared || !same || !whole || !part || !filteredSame || !filteredWhole) throw new Error('A contestant is missing')
    const figures = {
      ...{
        plain: plain.perSecond,
        prepared: prepared.perSecond,
        same: same.perSecond,
        dashboard: whole.perSecond,
        restricted: part.perSecond,
      },
      ...{ filteredSame: filteredSame.perSecond, filtered: filteredWhole.perSecond, p99Milliseconds: whole.p99Milliseconds },
    }
    const row = (number: string, work: string, over: Measured, under: Measured, rest: Pick<Outcome, 'value' | 'target'>): Outcome => ({
      ...{ row: number, work, measured: perSecond(over), baseline: perSecond(under), unit: 'share', figures },
      ...rest,
    })
    return [
      row('1', `dashboard of ${place.customers} customers`, whole, plain, { value: whole.share, target: { least: 1 } }),
      row('1', '  against prepared statements', whole, prepared, { value: whole.share / prepared.share, target: undefined }),
      row('2', `the same, restricted to ${assignedCustomers} of them`, part, whole, {
        value: part.share / whole.share,
        target: { least: 0.6 },
      }),
      row('3', 'session and row-level security, filtered list', filteredWhole, filteredSame, {
        value: 1 - filteredWhole.share / filteredSame.share,
        target: { most: 0.12 },
      }),
      row('3', '  of the lightest page', whole, same, { value: 1 - whole.share / same.share, target: undefined }),
    ]
  })
}
