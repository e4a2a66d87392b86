import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { framesOf } from '#shared/frames.ts'
import { Problem, notFound, problemBody } from '#shared/problem.ts'
import type { Portal } from './deployment.ts'
import { protectReplies } from './headers.ts'
import { mountReports } from './reports.ts'
import { mountRoutes, type Route } from './serve.ts'
import { strainOf } from './strain.ts'
import { endStreams } from './streams.ts'
import { mountWeb } from './web.ts'

export type PortalParts = {
  portal: Portal
  routes: Route[]
  /** The folder of the built browser app; absent in tests that only ask endpoints. */
  webRoot?: string
}

/** Makes a Fastify instance the portal: cookies, one error shape, the rooms' endpoints below /api and the browser app. */
export const mountPortal = async (app: FastifyInstance, { portal, routes, webRoot }: PortalParts): Promise<void> => {
  await app.register(cookie)
  app.removeContentTypeParser('text/plain') // JSON alone: another site's form can send plain text, not JSON
  answerProblems(app)
  protectReplies(app, { isSecure: portal.session.secureCookie })
  mountReports(app)
  app.addHook('preClose', async () => endStreams(portal))
  mountRoutes(app, portal, routes)
  if (portal.logo) serveLogo(app, portal.logo)
  if (webRoot) await mountWeb(app, webRoot, { isSecure: portal.session.secureCookie, frames: framesOf(portal.config.embeds) })
}

// A drawing may carry script: opened by itself it gets no rights.
const serveLogo = (app: FastifyInstance, { bytes, type }: NonNullable<Portal['logo']>) =>
  app.get('/brand/logo', (_request, reply) =>
    reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .header('cache-control', 'public, max-age=3600')
      .type(type)
      .send(bytes),
  )

/** RFC 9457 for every error. What is not a Problem is a bug: a generic text leaves, the cause is logged. */
export const answerProblems = (app: FastifyInstance): void => {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) request.log.error({ err: error }, problem.code)
    else if (problem.internalMessage) request.log.warn({ code: problem.code }, problem.internalMessage)
    if (problem.status === 503) reply.header('retry-after', '2')
    return reply
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(problem, request.id)))
  })
  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(notFound(), request.id))),
  )
}

const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  const strain = strainOf(error)
  if (strain) return strain
  const status = clientErrorStatus(error)
  if (status)
    return new Problem('request.unreadable', status, {
      publicMessage: status === 415 ? 'Send JSON.' : status === 413 ? 'The request is too large.' : "The request can't be read.",
      cause: error,
    })
  return new Problem('portal.bug', 500, { publicMessage: 'Something went wrong on our side. Nothing was changed.', cause: error })
}

// Fastify's own refusals (malformed JSON, too large, wrong type) carry a status below 500.
const clientErrorStatus = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}
