import pg from 'pg'
import { fillDemo } from '../src/demo/fill.ts'
import type { DemoSize } from '../src/demo/plan.ts'
import { progressBar } from '../src/demo/progress.ts'
import type { ReportLayout } from '#shared/config.ts'
import { cycleOf } from '#shared/cycles.ts'
import type { Command } from '#server/command.ts'
import { deviceOf } from '#server/device.ts'
import { hashOf } from '#server/session-id.ts'

/** A partnership and who looks at it. */
export type Place = { partnerId: number; partnershipId: number; model: string; layout: ReportLayout; customers: number }

/** A person that the benchmark signed in. */
export type Seat = { place: Place; userId: number; reach: 'all' | 'assigned'; cookie: string }

/** A filled database with people who look at its partnerships. */
export type Stage = {
  command: Command
  size: DemoSize
  /** The largest of each layout first. */
  places: Place[]
  seatFor: (place: Place, reach: Seat['reach']) => Promise<Seat>
  postgresVersion: () => Promise<string>
  /** As the owner of the tables. */
  admin: Admin
}

/** How many customers the restricted person sees. */
export const assignedCustomers = 100

/** Fills the database unless it is filled, and brings its figures and the planner's up to date. */
export const setStage = async (command: Command, size: DemoSize): Promise<Stage> => {
  const { config, database, address, log } = command
  await command.sealing() // the servers that are measured look for the key where this makes it
  process.stdout.write(`The ${size} demo of the benchmark\n`)
  const filled = await fillDemo({
    database,
    size,
    today: Temporal.Now.instant(),
    config,
    log,
    otherSize: 'refuse',
    progress: progressBar(process.stdout),
  })
  const admin: Admin = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: address.adminUrl })
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }
  if (filled.outcome !== 'current') await admin('vacuum analyze')
  const rows = await admin<Omit<Place, 'layout'>>(`
    select s.partner_id::int as "partnerId", s.id::int as "partnershipId", s.model, count(*)::int as customers
      from partnership s join customer c on c.partner_id = s.partner_id and c.partnership_id = s.id
     group by 1, 2, 3 order by 4 desc`)
  const places = rows.flatMap((row) => {
    const layout = config.models.find(({ code }) => code === row.model)?.reportLayout
    return layout ? [{ ...row, layout }] : []
  })
  return {
    ...{ command, size, places, admin },
    seatFor: (place, reach) => takeSeat(admin, command, place, reach),
    postgresVersion: async () =>
      (await admin<{ version: string }>("select current_setting('server_version') as version"))[0]?.version ?? 'unknown',
  }
}

type Admin = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>

/** The largest partnership that reports in this layout. */
export const largest = ({ places, size }: Stage, layout: ReportLayout): Place => {
  const found = places.find((place) => place.layout === layout)
  if (!found) throw new Error(`The ${size} demo has no partnership that reports by ${layout}`)
  return found
}

/** The one whose number of customers is nearest. */
export const nearest = (stage: Stage, layout: ReportLayout, customers: number): Place =>
  stage.places
    .filter((place) => place.layout === layout)
    .reduce(
      (best, place) => (Math.abs(place.customers - customers) < Math.abs(best.customers - customers) ? place : best),
      largest(stage, layout),
    )

/** A whole cycle and the product that most customers used in it. */
export const lastCycle = async (
  { admin, command }: Stage,
  { partnerId, partnershipId }: Place,
): Promise<{ cycle: string; product: string }> => {
  const [found] = await admin<{ start: string; product: string; day: number; named: 'start' | 'end' }>(
    `select to_char(k.cycle_start, 'YYYY-MM-DD') as start, k.product, s.cycle_start_day as day, s.cycle_named_by as named
       from partnership_cycle k join partnership s on s.partner_id = k.partner_id and s.id = k.partnership_id
      where k.partner_id = $1 and k.partnership_id = $2 and k.cycle_start < current_date - 31
      order by k.cycle_start desc, k.customers desc limit 1`,
    [partnerId, partnershipId],
  )
  if (!found) throw new Error(`${command.address.realm}: the partnership has no whole cycle`)
  return { cycle: cycleOf(found.start, { startDay: found.day, namedBy: found.named }).name, product: found.product }
}

/** Somebody of the benchmark's own with a role that reads all this room has, signed in for a day. */
const takeSeat = async (admin: Admin, { config }: Command, place: Place, reach: Seat['reach']): Promise<Seat> => {
  const role = config.roles.find(
    (one) =>
      one.side === 'partner' &&
      ['customer.read', 'report.read', 'commercial.read'].every((needed) => one.permissions.some((has) => has === needed)),
  )
  if (!role) throw new Error('The configuration has no partner role that reads customers, reports and commercial figures')
  const where = [place.partnerId, place.partnershipId]
  const name = `bench-${reach}-${place.partnershipId}`
  const [user] = await admin<{ id: number }>(
    `insert into app_user (email, name, side) values ($1, $2, 'partner') on conflict (email) do update set is_active = true returning id::int`,
    [`${name}@bench.example`, `Benchmark ${reach}`],
  )
  const userId = user?.id ?? 0
  await admin(
    `insert into membership (partner_id, partnership_id, user_id, role, customer_scope) values ($1, $2, $3, $4, $5)
     on conflict (user_id, partner_id, partnership_id) do update set role = excluded.role, customer_scope = excluded.customer_scope`,
    [...where, userId, role.code, reach],
  )
  if (reach === 'assigned')
    await admin(
      `insert into user_customer (partner_id, user_id, customer_id)
       select partner_id, $3, id from customer where partner_id = $1 and partnership_id = $2 order by md5(id::text) limit $4
       on conflict do nothing`,
      [...where, userId, assignedCustomers],
    )
  await admin(
    `insert into session (id_hash, user_id, partner_id, partnership_id, portal_type, device, expires_at)
     values ($1, $2, $3, $4, 'demo', $5, now() + interval '1 day')
     on conflict (id_hash) do update
        set last_seen_at = now(), rotated_at = now() + interval '1 day', device = excluded.device, expires_at = excluded.expires_at`,
    [hashOf(name), userId, ...where, deviceOf({}).text],
  )
  return { place, userId, reach, cookie: `pp_demo_sid=${name}` }
}
