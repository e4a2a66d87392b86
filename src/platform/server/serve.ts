import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mayUse, type Member } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '#shared/endpoint.ts'
import { Problem } from '#shared/problem.ts'
import { insist } from './access.ts'
import type { Portal } from './deployment.ts'
import { serialiserOf } from './serialise.ts'
import { actorOf, sessionIn, visitOf, type Visit } from './session.ts'

/**
 * Who may ask. `public`: anybody. `signed-in`: a person, also one who has not chosen a partnership. A permission: a person in a
 * partnership whose role includes it.
 */
export type Access = 'public' | 'signed-in' | Permission

/** What an answer may set besides its body. */
export type Answer = Pick<FastifyReply, 'header' | 'status' | 'raw' | 'send'>

type Asked<E> = { params: ParamsOf<E>; query: QueryOf<E>; body: BodyOf<E>; answer: Answer; request: FastifyRequest }
type Handler<E extends Endpoint, A extends Access> = (
  asked: Asked<E> & (A extends Permission ? { actor: Member; visit: Visit } : { visit: Visit }),
) => Promise<ReplyOf<E>>

export type Route = {
  endpoint: Endpoint
  access: Access
  handler: (asked: never) => Promise<unknown>
}

/** Joins an endpoint with who may ask and what answers. Leaving `access` out does not compile. */
export const serve = <E extends Endpoint, const A extends Access>(
  endpoint: E,
  { access }: { access: A },
  handler: Handler<E, A>,
): Route => ({
  endpoint,
  access,
  handler,
})

/** Registers every route below `/api`. */
export const mountRoutes = (app: FastifyInstance, portal: Portal, routes: Route[]) => {
  for (const route of routes) mount(app, portal, route)
}

const mount = (app: FastifyInstance, portal: Portal, { endpoint, access, handler }: Route) => {
  const serialise = endpoint.reply ? serialiserOf(endpoint.reply) : undefined
  const isRead = endpoint.method === 'GET'
  app.route({
    method: endpoint.method,
    url: `/api${endpoint.path}`,
    handler: async (request, answer) => {
      if (!isRead) refuseForeignSender(request)
      const visit = await visitOf(portal, request)
      if (access !== 'public') sessionIn(visit)
      if (!isRead && access !== 'public') refuseStalePage(request, visit)
      // A permission asks for a partnership; the other two don't need an actor.
      const actor = access === 'public' || access === 'signed-in' ? undefined : actorOf(portal, visit, { readOnly: isRead })
      if (actor) insist(mayUse(actor, access as Permission)) // what is neither public nor signed-in is a permission
      const asked = {
        params: parsed(endpoint.params, request.params, 'params'),
        query: parsed(endpoint.query ?? nothing, request.query, 'query'),
        body: parsed(endpoint.body ?? nothing, request.body, 'body'),
        visit,
        actor,
        answer,
        request,
      }
      const reply = await handler(asked as never) // serve() checked that handler and endpoint belong together
      if (endpoint.file || answer.sent) return answer
      if (!serialise) return answer.status(204).send()
      return answer.type('application/json; charset=utf-8').send(serialise(reply))
    },
  })
}

/** What an endpoint takes that names nothing. */
const nothing = z.strictObject({})

const parsed = (schema: z.ZodType | undefined, given: unknown, where: 'params' | 'query' | 'body') => {
  if (!schema) return undefined
  // The database's texts hold any character but this one.
  if (/(^|[^\\])(\\\\)*\\u0000/.test(JSON.stringify(given ?? {})))
    throw new Problem('request.invalid', 400, {
      publicMessage: `The request's ${where} can't be used: it holds a character that no text has.`,
    })
  const result = schema.safeParse(given ?? {})
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new Problem('request.invalid', 400, {
    publicMessage: `The request's ${where} can't be used: ${fields.map((field) => `${field.path || where}: ${field.message}`).join('; ')}`,
    fields,
  })
}

// A browser says where a request comes from; another site's page can't say that it is ours.
const refuseForeignSender = (request: FastifyRequest) => {
  const site = request.headers['sec-fetch-site']
  const origin = URL.parse(request.headers.origin ?? '')
  const isOurs = site ? site === 'same-origin' : origin !== null && origin.host === request.headers.host
  if (!isOurs) throw new Problem('request.foreign-sender', 403, { publicMessage: 'This request came from another site and was refused.' })
}

// A precondition, never a source: a page that shows another partnership than the session's must not write into this one.
const refuseStalePage = (request: FastifyRequest, visit: Visit) => {
  const seen = request.headers['x-portal-epoch']
  if (visit.session && seen !== undefined && seen !== String(visit.session.epoch))
    throw new Problem('session.partnership-changed', 409, {
      publicMessage: 'You switched to another partnership in the meantime. The page shows it now; nothing was changed.',
    })
}
