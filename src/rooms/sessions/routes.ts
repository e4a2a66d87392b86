import type { FastifyRequest } from 'fastify'
import { prove } from '#rooms/factors/prove.actions.ts'
import { subnetOf } from '#server/address.ts'
import type { Portal } from '#server/deployment.ts'
import { deviceOf } from '#server/device.ts'
import { knownDeviceCookie, knownDeviceOf } from '#server/known-device.ts'
import { serve, type Answer, type Route } from '#server/serve.ts'
import { hashOf, sessionCookie } from '#server/session-id.ts'
import { anySessionIn, sessionIn, visitOfId, type Visit } from '#server/session.ts'
import * as actions from './actions.ts'
import { sessions } from './contract.ts'
import { settleKnock, TooManyTries, unlock } from './ladder.actions.ts'
import { choicesFor, describeStart, openSessionsOf } from './start.actions.ts'

export const sessionRoutes = (portal: Portal): Route[] => [...entryRoutes(portal), ...insideRoutes(portal)]

const browserOf = (portal: Portal, request: FastifyRequest, email: string): actions.Browser => ({
  device: deviceOf(request.headers),
  subnet: subnetOf(request.ip),
  knownAs: knownDeviceOf(portal, request, email),
})

/** The ways in and out. */
const entryRoutes = (portal: Portal): Route[] => {
  const startOf = async (id: string) => describeStart(portal, await visitOfId(portal, hashOf(id)))
  /** This browser's earlier session would live on unseen. */
  const endEarlier = async ({ session, half }: Visit) => {
    const earlier = session ?? half
    if (earlier) await actions.signOut(portal, earlier)
  }
  return [
    serve(sessions.start, { access: 'public' }, ({ visit }) => describeStart(portal, visit)),
    serve(sessions.signIn, { access: 'public' }, async ({ visit, body, answer, request }) => {
      const browser = browserOf(portal, request, body.email)
      settleAfter(portal, { request, answer }, { ...body, subnet: browser.subnet, device: browser.knownAs })
      const { id, stage } = await actions.signIn(portal, body, browser).catch((error: unknown) => {
        if (error instanceof TooManyTries) answer.header('retry-after', String(error.retryAfterSeconds))
        throw error
      })
      await endEarlier(visit)
      const known = stage === 'full' ? [knownDeviceCookie(portal, request, body.email)] : []
      answer.header('set-cookie', [sessionCookie(portal, id), ...known])
      return startOf(id)
    }),
    serve(sessions.signInDemo, { access: 'public' }, async ({ visit, body, answer, request }) => {
      const id = await actions.signInDemo(portal, body.email, browserOf(portal, request, body.email))
      await endEarlier(visit)
      answer.header('set-cookie', sessionCookie(portal, id))
      return startOf(id)
    }),
    serve(sessions.signOut, { access: 'first-factor', whileViewing: true }, async ({ visit, answer }) => {
      await actions.signOut(portal, anySessionIn(visit))
      answer.header('set-cookie', sessionCookie(portal, undefined))
      answer.header('clear-site-data', '"cache", "storage"')
      return undefined
    }),
    serve(sessions.unlock, { access: 'public' }, async ({ body }) => {
      await unlock(portal, body.secret)
      return undefined
    }),
  ]
}

/** What somebody does with the session that they are in. */
const insideRoutes = (portal: Portal): Route[] => [
  serve(sessions.proveAgain, { access: 'signed-in' }, async ({ visit, body, answer, request }) => {
    const session = sessionIn(visit)
    const browser = browserOf(portal, request, session.email)
    await prove(portal, { session, isKnownDevice: browser.knownAs !== undefined }, body.proof)
    answer.header('set-cookie', sessionCookie(portal, await actions.acceptBrowser(portal, session, browser)))
    return undefined
  }),
  serve(sessions.partnerships, { access: 'signed-in' }, ({ visit, query }) => choicesFor(portal, sessionIn(visit), query.search)),
  serve(sessions.choose, { access: 'signed-in' }, async ({ visit, body, answer }) => {
    const id = await actions.choosePartnership(portal, sessionIn(visit), body.id)
    answer.header('set-cookie', sessionCookie(portal, id))
    return describeStart(portal, await visitOfId(portal, hashOf(id)))
  }),
  serve(sessions.list, { access: 'signed-in' }, ({ visit }) => openSessionsOf(portal, sessionIn(visit))),
  serve(sessions.end, { access: 'signed-in' }, async ({ visit, params }) => {
    await actions.endOwnSession(portal, sessionIn(visit), params.id)
    return undefined
  }),
  serve(sessions.endOthers, { access: 'signed-in' }, async ({ visit }) => ({
    ended: await actions.endOtherSessions(portal, sessionIn(visit)),
  })),
]

/** What a sign-in leaves to be done is done when the answer is out, so that its time tells nothing; the next one makes up for a failure. */
const settleAfter = (
  portal: Portal,
  { request, answer }: { request: FastifyRequest; answer: Answer },
  knock: Parameters<typeof settleKnock>[1],
) =>
  answer.raw.once('close', () => {
    settleKnock(portal, knock).catch((error: unknown) => request.log.warn({ err: error }, 'what a sign-in left to be done was not done'))
  })
