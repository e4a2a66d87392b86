import { Agent, request } from 'node:http'
import { openBalancer } from '../balancer.ts'
import type { Child } from '../children.ts'
import type { Outcome } from '../outcome.ts'
import { startPortal } from '../servers.ts'
import { largest, type Stage } from '../stage.ts'

const restarts = 20
const perSecond = 200

/** Two portals behind a balancer, under steady load, told to stop and started anew in turns: how many requests fail. */
export const restartRows = async (stage: Stage): Promise<Outcome[]> => {
  const { cookie } = await stage.seatFor(largest(stage, 'usage'), 'all')
  const balancer = await openBalancer()
  const portals: Child[] = []
  try {
    for (let n = 0; n < 2; n++) portals.push(await join(stage, balancer))
    const load = startLoad(`${balancer.origin}/api/customers`, cookie)
    const drains: number[] = []
    for (let n = 0; n < restarts; n++) {
      const portal = portals[n % 2]
      if (!portal) throw new Error('There are two portals')
      const began = performance.now()
      await portal.stop('SIGTERM')
      drains.push((performance.now() - began) / 1000)
      balancer.remove(portal.origin)
      portals[n % 2] = await join(stage, balancer)
    }
    return [outcomeOf(await load.stop(), drains)]
  } finally {
    for (const portal of portals) await portal.stop()
    await balancer.close()
  }
}

const join = async (stage: Stage, balancer: Awaited<ReturnType<typeof openBalancer>>): Promise<Child> => {
  const portal = await startPortal(stage)
  balancer.add(portal.origin)
  await balancer.untilReady(portal.origin)
  return portal
}

type Told = { sent: number; failures: string[]; slowestSeconds: number }

/** At a steady pace, whether answers come or not: waiting for them would hide what is lost. */
const startLoad = (url: string, cookie: string) => {
  const agent = new Agent({ keepAlive: true })
  const told: Told = { sent: 0, failures: [], slowestSeconds: 0 }
  const asking: Promise<void>[] = []
  const began = performance.now()
  const ask = async () => {
    told.sent++
    const asked = performance.now()
    const failure = await failureOf(url, agent, cookie)
    told.slowestSeconds = Math.max(told.slowestSeconds, (performance.now() - asked) / 1000)
    if (failure) told.failures.push(failure)
  }
  const clock = setInterval(() => {
    while (told.sent < ((performance.now() - began) / 1000) * perSecond) asking.push(ask())
  }, 5)
  return {
    stop: async (): Promise<Told> => {
      clearInterval(clock)
      await Promise.all(asking)
      agent.destroy()
      return told
    },
  }
}

/** What was wrong with the answer to one request, or undefined. */
const failureOf = (url: string, agent: Agent, cookie: string) =>
  new Promise<string | undefined>((done) => {
    request(url, { agent, headers: { cookie } }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (part: string) => (text += part))
      reply.on('end', () => done(reply.statusCode === 200 ? undefined : `${reply.statusCode} ${text.slice(0, 90)}`))
      reply.on('error', (error) => done(error.message))
    })
      .on('error', (error) => done(error.message))
      .end()
  })

const outcomeOf = ({ sent, failures, slowestSeconds }: Told, drains: readonly number[]): Outcome => {
  for (const [failure, all] of Map.groupBy(failures, (text) => text)) process.stderr.write(`  ${all.length} failed: ${failure}\n`)
  const longest = Math.max(...drains)
  return {
    row: 'restarts',
    work: `${drains.length} restarts under ${perSecond} requests a second`,
    measured: `${failures.length} of ${sent} failed`,
    baseline: `longest drain ${longest.toFixed(1)} s, slowest answer ${slowestSeconds.toFixed(1)} s`,
    value: failures.length,
    target: { most: 0 },
    unit: 'failed',
    figures: { sent, failed: failures.length, longestDrainSeconds: longest, slowestAnswerSeconds: slowestSeconds },
  }
}
