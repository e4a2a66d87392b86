import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endOf, freePort, root, type Child } from '../children.ts'
import { compete } from '../load.ts'
import { medianOf, type Outcome } from '../outcome.ts'
import { startApi, startEngine, startPortal } from '../servers.ts'
import { largest, type Seat, type Stage } from '../stage.ts'
import { withChildren } from './servers-for.ts'

const programs = { portal: startPortal, api: startApi, engine: startEngine }

/** Row 12: what each process holds after it has worked: the portal with the largest file that it writes itself, the engine with larger ones. */
export const memoryRows = async (stage: Stage, seconds: number): Promise<Outcome[]> => {
  const usage = await stage.seatFor(largest(stage, 'usage'), 'all')
  const orders = await stage.seatFor(largest(stage, 'orders'), 'all')
  const starts = Object.values(programs).map((start) => () => start(stage))
  return withChildren(starts, async ([portal, api, engine], children) => {
    const asked = [
      ...['/customers', '/customers?sort=-acv', '/report/usage?cycles=12', '/customers/workbook?columns=acv,status,endsOn'].map((path) => ({
        path,
        seat: usage,
      })),
      ...['/customers', '/report/orders/acv', '/report/orders/renewals', '/report/orders/growth'].map((path) => ({ path, seat: orders })),
    ]
    for (const { path, seat } of asked) {
      const isFile = path.includes('/workbook')
      await compete([{ name: path, url: `${portal}/api${path}`, cookie: seat.cookie }], {
        connections: isFile ? 1 : 32,
        seconds: isFile ? 10 : seconds,
        rounds: 1,
      })
    }
    for (const origin of [api, engine])
      await compete([{ name: 'health', url: `${origin}/readyz` }], { connections: 32, seconds, rounds: 1 })
    for (const line of ['GET /customers/workbook', 'GET /report/usage/workbook']) await exported(stage, usage, line)
    const held = await Promise.all(children.map((child) => child.residentMegabytes()))
    return Object.keys(programs).map((name, at): Outcome => {
      const value = held[at] ?? Number.NaN
      return {
        ...{
          row: '12',
          work: `memory of the ${name} after load`,
          measured: `${value.toFixed(0)} MB`,
          baseline: '',
          value,
          target: { most: 220 },
          unit: 'MB',
        },
        figures: { residentMegabytes: value },
      }
    })
  })
}

/** Has the engine build a file that is too large to wait for. */
const exported = async ({ admin }: Stage, { place: { partnerId, partnershipId }, userId }: Seat, line: string) => {
  const [asked] = await admin<{ id: string }>(
    `with e as (insert into export_job (partner_id, partnership_id, user_id, line, query, rows_total) values ($1, $2, $3, $4, '{}', 0) returning partner_id, id)
     select id, add_job('exports.make', json_build_object('partnerId', partner_id, 'exportId', id), null, null, 1, null) from e`,
    [partnerId, partnershipId, userId, line],
  )
  for (let waited = 0; waited < 240; waited++) {
    const [found] = await admin<{ state: string; reason: string | null }>('select state, reason from export_job where id = $1', [asked?.id])
    if (found?.state === 'ready') return
    if (found?.state === 'failed') throw new Error(`${line} was not built: ${found.reason}`)
    await sleep(500)
  }
  throw new Error(`${line} was not built in two minutes`)
}

/** Row 13: from the command to what answers. */
export const startRows = async (stage: Stage, rounds: number): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const [name, start] of Object.entries(programs)) {
    const taken: number[] = []
    for (let round = 0; round < rounds; round++) taken.push(await timeToReady(() => start(stage)))
    outcomes.push(started(`start of the ${name} to ready`, taken, 1.5))
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  try {
    const cold = await timeToServe(dataDir)
    const warm: number[] = []
    for (let round = 0; round < Math.min(rounds, 3); round++) warm.push(await timeToServe(dataDir))
    const outcome = started('npm start, warm, to all addresses', warm, 6)
    outcomes.push({ ...outcome, baseline: `${cold.toFixed(1)} s the first time`, figures: { ...outcome.figures, firstTime: cold } })
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
  return outcomes
}

const started = (work: string, taken: readonly number[], most: number): Outcome => {
  const value = medianOf(taken)
  return {
    row: '13',
    work,
    measured: `${value.toFixed(2)} s`,
    baseline: '',
    value,
    target: { most },
    unit: 's',
    figures: { median: value, slowest: Math.max(...taken) },
  }
}

const timeToReady = async (start: () => Promise<Child>): Promise<number> => {
  const child = await start()
  await child.stop()
  return child.secondsToReady
}

/** Runs the whole product over a folder until it names its addresses, then stops it as Ctrl-C would. */
const timeToServe = async (dataDir: string): Promise<number> => {
  const ports = {
    PORTAL_PORT: await freePort(),
    DEMO_PORTAL_PORT: await freePort(),
    API_PORT: await freePort(),
    ENGINE_PORT: await freePort(),
  }
  const own = {
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    DEMO_DATABASE_URL: '',
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
  }
  const began = performance.now()
  const product = spawn('npm', ['start'], { cwd: root, env: { ...process.env, ...own }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const ended = endOf(product)
  const serving = new Promise<number>((done) => {
    let text = ''
    product.stdout.on('data', (part: string) => {
      text += part
      if (text.includes('Stop with Ctrl-C')) done((performance.now() - began) / 1000)
    })
  })
  const seconds = await Promise.race([serving, ended.then((text) => Promise.reject(new Error(`npm start ended:\n${text}`)))])
  process.kill(-(product.pid ?? 0), 'SIGINT')
  await ended
  return seconds
}
