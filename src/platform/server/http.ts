import { randomUUID } from 'node:crypto'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import type { Log } from './log.ts'

export type Health = {
  /** A reason why requests should go elsewhere, or undefined. */
  unready: () => Promise<string | undefined>
}

/**
 * An HTTP server that answers `/livez` (the process turns) and `/readyz` (it can work: 200, or 503 with the reason),
 * and logs one line for each other request, without its query, which may hold what people typed.
 */
export const createHttp = (log: Log, health: Health): FastifyInstance => {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(), // a person's report finds its line in any process's log
    requestTimeout: 30_000,
    trustProxy: false,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance // pino's Logger is wider than Fastify's, which is what routes are written against
  app.get('/livez', { logLevel: 'silent' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const reason = await health.unready()
    return reply.status(reason ? 503 : 200).send(reason ? { status: 'unready', reason } : { status: 'ok' })
  })
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?')[0]
    if (path === '/livez' || path === '/readyz') return
    const line = {
      method: request.method,
      path,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      requestId: request.id,
    }
    request.log.info(line, 'answered')
  })
  return app
}
