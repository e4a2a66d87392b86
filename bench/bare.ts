import Fastify from 'fastify'
import pg from 'pg'
import { z } from 'zod'
import { customers } from '#rooms/customers/contract.ts'
import { mainContactType } from '#rooms/customers/actions.ts'
import { countCustomers, listCustomers } from '#rooms/customers/store.ts'
import { getTotals } from '#rooms/customers/totals.store.ts'
import { report } from '#rooms/report/contract.ts'
import { getAcvReport, getRenewals } from '#rooms/report/orders.actions.ts'
import { getBarCustomers, getUsageReport } from '#rooms/report/usage.actions.ts'
import { rooms } from '#rooms/rooms/contract.ts'
import { searchAll } from '#rooms/search/actions.ts'
import { search } from '#rooms/search/contract.ts'
import type { Member } from '#shared/actor.ts'
import { modelOf } from '#shared/config.ts'
import { roomKinds } from '#shared/room-kinds.ts'
import { idCodec } from '#shared/ids.ts'
import { loadConfig } from '#server/config.ts'
import type { Tx } from '#server/db.ts'
import { serialiserOf } from '#server/serialise.ts'
import { plainDashboard } from './bare-dashboard.ts'
import { plainMenu } from './bare-menu.ts'
import { plainTx } from './bare-tx.ts'

/**
 * What the portal is measured against: Fastify and pg alone. It connects as the owner of the tables, whom row-level security does not
 * bind, and knows no session, role or transaction. `/plain/…` asks as pg does by itself, `/prepared/…` with statements that are planned once;
 * `by-hand` is written for its page alone, the others are the rooms' own code on a bare pool.
 */
const Place = z.object({ partnerId: z.int(), partnershipId: z.int(), userId: z.int() })
const Order = z.object({ url: z.string(), configPath: z.string(), place: Place, port: z.int() })
const { url, configPath, place, port } = Order.parse(JSON.parse(process.env['BENCH_ORDER'] ?? '{}'))

const config = await loadConfig(configPath)
// Whoever asks which rooms are theirs is asked for in the statement itself.
const settings = { partner_id: place.partnerId, partnership_id: place.partnershipId, user_id: place.userId }
const pool = new pg.Pool({
  connectionString: url,
  max: 8,
  options: ['-c jit=off -c timezone=UTC', ...Object.entries(settings).map(([name, value]) => `-c app.${name}=${value}`)].join(' '),
})

const readActor = async (): Promise<Member> => {
  const found = await pool.query<{
    model: string
    currency: string
    time_zone: string
    cycle_start_day: number
    cycle_named_by: 'start' | 'end'
  }>('select model, currency, time_zone, cycle_start_day, cycle_named_by from partnership where partner_id = $1 and id = $2', [
    place.partnerId,
    place.partnershipId,
  ])
  const terms = found.rows[0]
  if (!terms) throw new Error('There is no such partnership')
  return {
    ...{ kind: 'member', name: 'Bare', role: 'bare', reach: 'all' },
    ...place,
    permissions: new Set(config.roles.flatMap((role) => role.permissions)),
    model: terms.model,
    currency: terms.currency,
    timeZone: terms.time_zone,
    cycle: { startDay: terms.cycle_start_day, namedBy: terms.cycle_named_by },
    openRooms: [],
    today: Temporal.Now.zonedDateTimeISO(terms.time_zone).toPlainDate().toString(),
  } // its literals are widened by spreading
}

const actor = await readActor()
const key = await pool.query<{ id_key: string }>('select id_key from deployment')
const ids = idCodec(key.rows[0]?.id_key ?? '')
const contactType = mainContactType(config)
const products = config.products.map(({ code }) => code)
const model = modelOf(config, actor.model)

const sameDashboard = async (bare: Tx, { cursor, limit, ...filter }: z.output<typeof customers.list.query>) => ({
  ...(await listCustomers(bare, actor, { filter, contactType, limit, cursor })),
  total: await countCustomers(bare, actor, filter),
  totals: await getTotals(bare, actor, products, model),
})

const app = Fastify({ logger: false })
const answer = <Q extends z.ZodType>(
  path: string,
  { query, reply }: { query: Q; reply: z.ZodType },
  work: (asked: z.output<Q>) => Promise<unknown>,
) => {
  const serialise = serialiserOf(reply)
  app.get(path, async (request, response) => {
    const written = serialise(await work(query.parse(request.query)))
    return response.type('application/json; charset=utf-8').send(written)
  })
}
for (const manner of ['plain', 'prepared'] as const) {
  const tx = plainTx(pool, ids, manner)
  answer(`/${manner}/by-hand/customers`, customers.list, plainDashboard(pool, actor, contactType, products, manner))
  answer(`/${manner}/by-hand/rooms`, { query: z.object({}), reply: rooms.menu.reply }, plainMenu(pool, ids, actor.model, manner))
  answer(`/${manner}/search`, search.all, async (asked) => ({ groups: await searchAll(tx, { ...actor, openRooms: roomKinds }, asked) }))
  answer(`/${manner}/customers`, customers.list, (asked) => sameDashboard(tx, asked))
  answer(`/${manner}/report/usage`, report.usage, (asked) => getUsageReport(tx, actor, config, asked))
  answer(`/${manner}/report/usage/customers`, report.usageCustomers, (asked) => getBarCustomers(tx, actor, config, asked))
  answer(`/${manner}/report/orders/acv`, report.acv, (asked) => getAcvReport(tx, actor, config, asked))
  answer(`/${manner}/report/orders/renewals`, report.renewals, (asked) => getRenewals(tx, actor, config, asked))
}
app.get('/readyz', async () => ({ status: 'ok' }))
await app.listen({ host: '127.0.0.1', port })
process.on('SIGINT', () => process.exit(0))
