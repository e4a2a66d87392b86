import { randomBytes, randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { resealed } from '#server/credential.ts'
import { hashPassword, isPassword } from '#server/password.ts'
import type { Pace } from '../load.ts'
import { medianOf, type Outcome } from '../outcome.ts'
import { startPortal } from '../servers.ts'
import { largest, type Stage } from '../stage.ts'
import { rankTest } from '../statistics.ts'
import { withChildren } from './servers-for.ts'

const password = 'the passphrase of the benchmark'
const warmUpTries = 20
const atOnce = 8

/**
 * Whether an address that somebody has can be told by the time of a refusal, and how many people come in each second. Every try names an
 * address of its own and comes from a neighbourhood of its own, as a proxy would say it: no ladder is climbed, and none is switched off.
 */
export const signInRows = async (stage: Stage, { rounds, seconds }: Pace): Promise<Outcome[]> => {
  const tries = rounds >= 5 ? 1_000 : 200
  await prepare(stage, tries)
  return withChildren([() => startPortal(stage, { TRUSTED_PROXIES: '127.0.0.1' })], async ([origin = '']) => [
    ...(await refusalRows(origin, tries)),
    await entryRow(origin, tries, seconds * 4),
  ])
}

const known = (n: number) => `bench-sign-in-${n}@bench.example`

/** People with a password of the usual cost, each sealed for themselves, in a partnership; nobody has tried anything yet. */
const prepare = async (stage: Stage, count: number) => {
  const { admin, command } = stage
  const place = largest(stage, 'usage')
  const role = command.config.roles.find(({ side, permissions }) => side === 'partner' && permissions.includes('portal.sign-in'))
  if (!role) throw new Error('No partner role of the configuration signs in')
  await admin('delete from sign_in_counter')
  await admin('delete from sign_in_subnet')
  const people = await admin<{ id: number }>(
    `insert into app_user (email, name, side) select 'bench-sign-in-' || n || '@bench.example', 'Benchmark ' || n, 'partner' from generate_series(0, $1 - 1) n
     on conflict (email) do update set is_active = true returning id::int`,
    [count],
  )
  const sealing = await command.sealing()
  const stored = await hashPassword(password)
  const sealed = people.map(({ id }) => resealed(sealing, { userId: id, side: 'partner', stored }) ?? stored)
  const ids = people.map(({ id }) => id)
  await admin(`update app_user u set password = s.sealed from unnest($1::bigint[], $2::text[]) s (id, sealed) where u.id = s.id`, [
    ids,
    sealed,
  ])
  await admin(
    `insert into membership (partner_id, partnership_id, user_id, role, customer_scope) select $1, $2, id, $3, 'all' from unnest($4::bigint[]) id
     on conflict (user_id, partner_id, partnership_id) do nothing`,
    [place.partnerId, place.partnershipId, role.code, ids],
  )
  await admin('analyze app_user, membership, sign_in_counter, sign_in_subnet')
}

let neighbourhoods = 0
/** Sends one sign-in and returns how long its answer took, to the last byte. Throws for another status than the expected one. */
const knock = (agent: Agent, origin: string, email: string, given: string, expected: number): Promise<number> =>
  new Promise((done, fail) => {
    const body = JSON.stringify({ email, password: given })
    const n = neighbourhoods++
    const began = performance.now()
    const sent = request(
      `${origin}/api/session`,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'sec-fetch-site': 'same-origin',
          'x-forwarded-for': `10.${(n >> 8) & 255}.${n & 255}.7`,
        },
      },
      (answer) => {
        answer.resume().once('end', () => {
          if (answer.statusCode === expected) done(performance.now() - began)
          else fail(new Error(`${email}: ${answer.statusCode} instead of ${expected}`))
        })
      },
    )
    sent.once('error', fail).end(body)
  })

/** A known and an unknown address in turns, each pair in an order of its own, one try at a time. */
const refusalRows = async (origin: string, tries: number): Promise<Outcome[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let n = -warmUpTries; n < tries; n++) {
    const pair = randomInt(2) === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const kind of pair) {
      const email = kind === 'known' && n >= 0 ? known(n) : `${randomBytes(8).toString('hex')}@bench.example`
      const took = await knock(agent, origin, email, `not ${password}`, 401)
      if (n >= 0) times[kind].push(took)
    }
  }
  agent.destroy()
  const medians = { known: medianOf(times.known), unknown: medianOf(times.unknown) }
  // Of each pair, which was tried in the same second: a machine that is busy for a while is so for both.
  const difference = Math.abs(medianOf(times.known.map((took, n) => took - (times.unknown[n] ?? Number.NaN))))
  const p = rankTest(times.known, times.unknown)
  const figures = { tries, knownMilliseconds: medians.known, unknownMilliseconds: medians.unknown, differenceMilliseconds: difference, p }
  const row = { row: 'sign-in', measured: `${medians.known.toFixed(2)} ms`, baseline: `${medians.unknown.toFixed(2)} ms`, figures }
  return [
    {
      ...row,
      work: `refusal of ${tries} known addresses against ${tries} unknown ones`,
      value: difference,
      target: { most: 2 },
      unit: 'ms',
    },
    { ...row, work: '  chance that the two differ no more than this by accident', value: p, target: { least: 0.05 }, unit: 'share' },
  ]
}

/** People who come in, beside the bare hashes that the machine makes of their passwords. */
const entryRow = async (origin: string, people: number, seconds: number): Promise<Outcome> => {
  const hashes = await countFor(seconds, 2, () => isPassword(password, undefined))
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  let next = 0
  const entries = await countFor(seconds, atOnce, () => knock(agent, origin, known(next++ % people), password, 200))
  agent.destroy()
  return {
    row: 'sign-in',
    work: `sign-ins, ${atOnce} at a time, against bare Argon2id hashes`,
    measured: `${entries.toFixed(1)}/s`,
    baseline: `${hashes.toFixed(1)}/s`,
    value: entries / hashes,
    target: undefined,
    unit: 'share',
    figures: { signInsPerSecond: entries, hashesPerSecond: hashes },
  }
}

/** How often work is done in a second by so many hands. */
const countFor = async (seconds: number, hands: number, work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: hands }, async () => {
      while (performance.now() - began < seconds * 1_000) {
        await work()
        done++
      }
    }),
  )
  return done / ((performance.now() - began) / 1_000)
}
