import { randomUUID } from 'node:crypto'
import { getHeapStatistics } from 'node:v8'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import underPressure from '@fastify/under-pressure'
import Fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Problem, problemBody } from '#shared/problem.ts'
import { barestHeaders, protectReplies } from './headers.ts'
import type { Log } from './log.ts'
import type { Tls } from './tls.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Of a server that createHttp made: how long ago it was asked for anything but its health. */
    traffic: { quietSeconds: () => number }
  }
  interface FastifyContextConfig {
    /** Its request takes as long as a file does over somebody's line. */
    isUpload?: boolean
  }
}

export type Health = {
  /** A reason why requests should go elsewhere, or undefined. */
  unready: () => Promise<string | undefined>
  /** From then on each reply asks its caller to come back over another connection, which a balancer opens elsewhere. */
  isStopping?: () => boolean
  /** Whether the process does what it is there for; without it, that it answers is enough. */
  isAlive?: () => boolean
}

export type HttpParts = {
  tls?: Tls
  /** Whose word about the client's address and nothing else is believed. */
  trustedProxies?: readonly string[]
  /** People come by https only. */
  isSecure?: boolean
  pressure?: Pressure
  /** How long a request may take to arrive that brings no file. */
  arrivalMs?: number
}

/** Beyond these a request is better refused at once than kept waiting. */
export type Pressure = { eventLoopDelayMs: number; heapShare: number; sampleMs: number }

const ordinaryPressure: Pressure = { eventLoopDelayMs: 300, heapShare: 0.95, sampleMs: 500 }
/** How long a request may take to arrive: one that brings a file, and any other. */
const uploadMs = 600_000
const ordinaryArrivalMs = 30_000
const healthPaths = new Set(['/livez', '/readyz'])

/**
 * An HTTP server that answers `/livez` (the process turns) and `/readyz` (it can work: 200, or 503 with the reason), sheds load that it
 * can't carry, and logs one line for each other request, without its query, which may hold what people typed.
 */
export const createHttp = (
  log: Log,
  health: Health,
  { tls, trustedProxies = [], isSecure = false, pressure = ordinaryPressure, arrivalMs = ordinaryArrivalMs }: HttpParts = {},
) => {
  const options = {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(), // a person's report finds its line in any process's log
    requestTimeout: uploadMs, // to send a request of any kind
    keepAliveTimeout: 72_000, // longer than proxies keep theirs: who closes first must not be who is about to be asked
    bodyLimit: 1_048_576,
    // Networks, never `true` and never a number of hops: both believe whoever reaches the port.
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    forceCloseConnections: 'idle' as const,
    return503OnClosing: false, // what arrives while we close is still answered
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const problem = new Problem('request.unreadable', 400, { publicMessage: "The request's address can't be read." })
      return reply
        .status(400)
        .headers(barestHeaders)
        .type('application/problem+json')
        .send(JSON.stringify(problemBody(problem, request.id)))
    },
  }
  const listener = { headersTimeout: 10_000 }
  // pino's Logger is wider than Fastify's and TLS has a server of its own; routes are written against neither.
  const app = (tls
    ? Fastify({ ...options, https: { ...listener, ...tls } })
    : Fastify({ ...options, http: listener })) as unknown as FastifyInstance
  protectReplies(app, { isSecure })
  shedLoad(app, pressure)
  answerHealth(app, health)
  refuseDawdlers(app, arrivalMs)
  let askedAt = Number.NEGATIVE_INFINITY
  app.decorate('traffic', { quietSeconds: () => (performance.now() - askedAt) / 1000 })
  app.addHook('onRequest', ({ url }, reply, next) => {
    if (!healthPaths.has(url)) askedAt = performance.now()
    if (health.isStopping?.()) reply.header('connection', 'close')
    next()
  })
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (healthPaths.has(path)) return
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

// Node has one limit for all requests, which uploads need to be long.
const refuseDawdlers = (app: FastifyInstance, arrivalMs: number) =>
  app.addHook('onRequest', (request, _reply, next) => {
    const { raw } = request
    if (!raw.complete && !request.routeOptions.config.isUpload) {
      const late = Object.assign(new Error('The request did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      const timer = setTimeout(() => !raw.complete && answerUnreadable(late, raw.socket), arrivalMs)
      raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
    }
    next()
  })

const answerHealth = (app: FastifyInstance, health: Health) => {
  // A balancer that hears 503 from every process at once has nowhere to go: health is answered under any load.
  const config = { pressureHandler: () => {} }
  app.get('/livez', { logLevel: 'silent', config }, async (_request, reply) =>
    health.isAlive?.() === false ? reply.status(503).send({ status: 'stuck' }) : { status: 'ok' },
  )
  app.get('/readyz', { logLevel: 'silent', config }, async (_request, reply) => {
    const reason = await health.unready()
    return reply.status(reason ? 503 : 200).send(reason ? { status: 'unready', reason } : { status: 'ok' })
  })
}

const shedLoad = (app: FastifyInstance, { eventLoopDelayMs, heapShare, sampleMs }: Pressure) =>
  app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMs,
    maxHeapUsedBytes: getHeapStatistics().heap_size_limit * heapShare,
    sampleInterval: sampleMs,
    retryAfter: 2,
  })

/** What never became a request: not HTTP, headers too large or too slow. Nobody who writes such a thing reads more than the status. */
const answerUnreadable = (error: Error & { code?: string }, socket: Socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
