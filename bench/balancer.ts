import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A balancer as plain as they come: in turns to whoever says `/readyz`, over connections that it keeps. It tries nothing twice. */
export type Balancer = {
  origin: string
  add: (origin: string) => void
  remove: (origin: string) => void
  /** Resolves when this one gets requests. */
  untilReady: (origin: string) => Promise<void>
  close: () => Promise<void>
}

type Target = { origin: string; agent: Agent; isReady: boolean; isLookedAt: boolean; silences: number }

const pollMilliseconds = 500

export const openBalancer = async (): Promise<Balancer> => {
  const targets = new Map<string, Target>()
  let turn = 0
  const next = () => {
    const ready = [...targets.values()].filter(({ isReady }) => isReady)
    return ready[turn++ % ready.length]
  }
  const server = createServer((asked, answer) => {
    const target = next()
    if (target) passOn(target, asked, answer)
    else answer.writeHead(502).end('nobody is ready')
  })
  server.keepAliveTimeout = 600_000 // what is measured is the portals' closing, not ours
  const poll = setInterval(() => {
    for (const target of targets.values()) void look(target)
  }, pollMilliseconds)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    origin: `http://127.0.0.1:${port}`,
    add: (origin) =>
      void targets.set(origin, { origin, agent: new Agent({ keepAlive: true }), isReady: false, isLookedAt: false, silences: 0 }),
    remove: (origin) => {
      targets.get(origin)?.agent.destroy()
      targets.delete(origin)
    },
    untilReady: async (origin) => {
      while (!targets.get(origin)?.isReady) await new Promise((done) => setTimeout(done, 50))
    },
    close: async () => {
      clearInterval(poll)
      await new Promise((done) => server.close(done))
      for (const { agent } of targets.values()) agent.destroy()
    },
  }
}

/** A no counts at once, silence when it comes for the third time: late is not the same as gone. */
const look = async (target: Target) => {
  if (target.isLookedAt) return // an older answer must not come after a newer one
  target.isLookedAt = true
  const answer = await fetch(`${target.origin}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
  await answer?.arrayBuffer().catch(() => undefined)
  target.silences = answer ? 0 : target.silences + 1
  if (answer) target.isReady = answer.ok
  else if (target.silences >= 3) target.isReady = false
  target.isLookedAt = false
}

const passOn = ({ origin, agent }: Target, asked: IncomingMessage, answer: ServerResponse) => {
  const fail = (error: Error) => {
    if (answer.headersSent) answer.destroy()
    else answer.writeHead(502).end(`${origin}: ${error.message}`)
  }
  const { connection: _ours, ...headers } = asked.headers
  const onward = request(`${origin}${asked.url}`, { method: asked.method, headers, agent }, (reply) => {
    const { connection: _theirs, 'keep-alive': _kept, ...told } = reply.headers // are of one connection, not of the other
    answer.writeHead(reply.statusCode ?? 502, told)
    reply.on('error', fail)
    reply.pipe(answer)
  })
  onward.on('error', fail)
  asked.pipe(onward)
}
