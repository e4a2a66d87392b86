import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mayUse, type Member, type Officer } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '#shared/endpoint.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { insist, type Binding, type Origin } from './access.ts'
import { subnetOf } from './address.ts'
import type { Portal } from './deployment.ts'
import { serialiserOf } from './serialise.ts'
import { actorOf, anySessionIn, guessOf, officerOf, sessionIn, visitOf, type Session, type Visit } from './session.ts'

/**
 * Who may ask. `public`: anybody. `first-factor`: somebody whose password was right, the second factor given or not. `signed-in`: a person,
 * also one who has not chosen a partnership. A permission: a person in a partnership whose role includes it. `vendor`: the vendor's staff,
 * outside any partner's portal, with that permission.
 */
export type Access = 'public' | 'first-factor' | 'signed-in' | Permission | { vendor: Permission }

/** What an answer may set besides its body. */
export type Answer = Pick<FastifyReply, 'header' | 'status' | 'raw' | 'send'>

type ActorFor<A extends Access> = A extends Permission ? { actor: Member } : A extends { vendor: Permission } ? { actor: Officer } : unknown
type Asked<E> = { params: ParamsOf<E>; query: QueryOf<E>; body: BodyOf<E>; answer: Answer; request: FastifyRequest; visit: Visit }
type Handler<E extends Endpoint, A extends Access> = (asked: Asked<E> & ActorFor<A>) => Promise<ReplyOf<E>>

export type Route = {
  endpoint: Endpoint
  access: Access
  whileViewing: boolean
  fromAnywhere: boolean
  handler: (asked: never) => Promise<unknown>
}

/**
 * Joins an endpoint with who may ask and what answers. Leaving `access` out does not compile. `whileViewing`: a change that staff may make
 * while they look at the portal as somebody else; all others are refused then. `fromAnywhere`: a change that programs ask for which are no
 * page of ours, in whatever form; what they send is not read, and the address alone says what is asked.
 */
export const serve = <E extends Endpoint, const A extends Access>(
  endpoint: E,
  {
    access,
    whileViewing = false,
    fromAnywhere = false,
  }: { access: A; whileViewing?: boolean; fromAnywhere?: A extends 'public' ? boolean : false },
  handler: Handler<E, A>,
): Route => ({ endpoint, access, whileViewing, fromAnywhere, handler })

/** Registers every route below `/api`. */
export const mountRoutes = (app: FastifyInstance, portal: Portal, routes: Route[]) => {
  for (const route of routes)
    if (route.fromAnywhere)
      void app.register(async (scope) => {
        scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 8_192 }, (_request, _body, done) => done(null, undefined))
        mount(scope, portal, route)
      })
    else if (route.endpoint.upload)
      void app.register(async (scope) => {
        scope.removeAllContentTypeParsers()
        // What of it nobody wants still has to arrive, or whoever sends it never hears why.
        scope.addHook('onResponse', (request, _reply, next) => {
          request.raw.resume()
          next()
        })
        scope.addContentTypeParser('application/octet-stream', (_request, content, done) =>
          done(null, content.iterator({ destroyOnReturn: false })),
        )
        mount(scope, portal, route)
      })
    else mount(app, portal, route)
}

/** As long as a file may take over somebody's line. */
const longMs = 600_000

const mount = (app: FastifyInstance, portal: Portal, route: Route) => {
  const { endpoint, access } = route
  const serialise = endpoint.reply ? serialiserOf(endpoint.reply) : undefined
  const isRead = endpoint.method === 'GET'
  // What can be asked in one trip: a read that begins with an actor and answers with rows.
  const isPlainRead = isRead && !endpoint.file && (typeof access === 'object' || !isForNobody(access))
  const send = (reply: unknown, answer: FastifyReply) => {
    if (endpoint.file || answer.sent) return answer
    if (!serialise) return answer.status(204).send()
    return answer.type('application/json; charset=utf-8').send(serialise(reply))
  }
  app.route({
    method: endpoint.method,
    url: `/api${endpoint.path}`,
    // Whatever it is that does not come back: a file takes as long as its reader's line. A stream is there to stay.
    ...(endpoint.stream ? {} : { handlerTimeout: endpoint.file || endpoint.upload ? longMs : 30_000 }),
    config: { isUpload: endpoint.upload === true },
    ...(endpoint.largestBytes === undefined ? {} : { bodyLimit: endpoint.largestBytes }),
    handler: async (request, answer) => {
      if (!isRead && !route.fromAnywhere) refuseForeignSender(request)
      const atOnce = isPlainRead ? await answeredAtOnce(portal, route, request, answer) : undefined
      if (atOnce) return send(atOnce.reply, answer)
      const visit = await visitOf(portal, request, answer, { isByLink: endpoint.byLink === true })
      if (access !== 'public') refuseUnsafely(portal, route, request, visit)
      return send(await answered(portal, route, { request, answer, visit }, { readOnly: isRead }), answer)
    },
  })
}

const isForNobody = (access: Exclude<Access, object>) => access === 'public' || access === 'first-factor' || access === 'signed-in'

/** Checks who asks and what, and asks the handler. */
const answered = async (
  portal: Portal,
  { endpoint, access, handler }: Route,
  { request, answer, visit }: { request: FastifyRequest; answer: FastifyReply; visit: Visit },
  binding: Binding,
): Promise<unknown> => {
  const actor = actorFor(portal, access, visit, { ...binding, origin: originFrom(request, visit) })
  const asked = {
    params: parsed(endpoint.params, request.params, 'params'),
    query: parsed(endpoint.query ?? nothing, request.query, 'query'),
    body: endpoint.upload ? (request.body ?? []) : parsed(endpoint.body ?? nothing, request.body, 'body'),
    visit,
    actor,
    answer,
    request,
  }
  return handler(asked as never) // serve() checked that handler and endpoint belong together
}

/** Who a route's handler acts as; undefined where it needs nobody. Throws 401, 403 or 409. */
const actorFor = (portal: Portal, access: Access, visit: Visit, binding: Binding): Member | Officer | undefined => {
  if (typeof access === 'object') {
    const officer = officerOf(portal, sessionIn(visit), binding)
    insist(mayUse(officer, access.vendor))
    return officer
  }
  if (access === 'public') return undefined
  if (access === 'first-factor') return void anySessionIn(visit)
  const session = sessionIn(visit)
  if (access === 'signed-in') return undefined
  const member = actorOf(portal, session, binding)
  // What is of a room that is not open to somebody is as if it were not there.
  if (!member.permissions.has(access) && session.role.permissions.includes(access)) throw notFound()
  insist(mayUse(member, access))
  return member
}

/** Where a request came from, for handlers that find out by themselves who acts. */
export const originFrom = (request: FastifyRequest, { session }: Visit): Origin => ({
  requestId: request.id,
  subnet: subnetOf(request.ip),
  viewerId: session?.viewer ? session.accountId : null,
})

/**
 * Answers for the person that the cookie was last time, in one trip to the database. Undefined when that was not proven, whatever came of
 * it; what fails for somebody who was proven is their answer.
 */
const answeredAtOnce = async (
  portal: Portal,
  route: Route,
  request: FastifyRequest,
  answer: FastifyReply,
): Promise<{ reply: unknown } | undefined> => {
  const guess = guessOf(portal, request, answer)
  if (!guess) return undefined
  const { visit, proof } = guess
  try {
    const reply = await answered(portal, route, { request, answer, visit }, { readOnly: true, proof })
    if (!guess.isProven()) return undefined
    await guess.settle()
    return { reply }
  } catch (error) {
    if (!guess.isProven()) return undefined
    throw error
  }
}

/** What a change needs besides the cookie, and what takes something away. */
const refuseUnsafely = (portal: Portal, { endpoint, access, whileViewing }: Route, request: FastifyRequest, visit: Visit) => {
  const session = access === 'first-factor' ? anySessionIn(visit) : sessionIn(visit)
  const isRead = endpoint.method === 'GET'
  const takesAway = endpoint.file && !endpoint.stream
  if (session.isDoubted && (takesAway || (!isRead && access !== 'signed-in')))
    throw new Problem('session.prove-again', 403, { publicMessage: 'Your browser has changed. Give your password again to go on.' })
  if (isRead) return
  refuseWithoutToken(portal, session, request)
  refuseStalePage(request, session)
  if (session.viewer && !whileViewing)
    throw new Problem('session.view-as-read-only', 403, {
      publicMessage: `You see the portal as ${session.name} sees it. Nothing can be changed until you stop.`,
    })
}

/** What an endpoint takes that names nothing. */
const nothing = z.strictObject({})

/** What a request brought, as its endpoint takes it. 400 with the fields that it can't use. */
export const parsed = (schema: z.ZodType | undefined, given: unknown, where: 'params' | 'query' | 'body') => {
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

/** For what a page of ours shows by its address alone: another site's page may neither show it nor find out whether it is there. */
export const refuseOtherSites = (request: FastifyRequest): void => {
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw foreignSender()
}

const foreignSender = () =>
  new Problem('request.foreign-sender', 403, { publicMessage: 'This request came from another site and was refused.' })

// A browser says where a request comes from; another site's page can't say that it is ours.
const refuseForeignSender = (request: FastifyRequest) => {
  const site = request.headers['sec-fetch-site']
  const origin = URL.parse(request.headers.origin ?? '')
  const isOurs = site ? site === 'same-origin' : origin !== null && origin.host === request.headers.host
  if (!isOurs) throw foreignSender()
}

// Another site's page can send a cookie; it can't read what the portal's own page holds in memory.
const refuseWithoutToken = (portal: Portal, session: Session, request: FastifyRequest) => {
  const given = request.headers['x-portal-token']
  const isOurs = typeof given === 'string' && portal.keys.isMac('portal-token', session.family, Buffer.from(given, 'base64url'))
  if (!isOurs) throw new Problem('request.no-token', 403, { publicMessage: 'This page is of an earlier sign-in. Reload it and try again.' })
}

// A precondition, never a source: a page that shows another partnership than the session's must not write into this one.
const refuseStalePage = (request: FastifyRequest, session: Session) => {
  const seen = request.headers['x-portal-epoch']
  if (seen !== undefined && seen !== String(session.epoch))
    throw new Problem('session.partnership-changed', 409, {
      publicMessage: 'You switched to another partnership in the meantime. The page shows it now; nothing was changed.',
    })
}
