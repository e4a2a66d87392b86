import { setTimeout as sleep } from 'node:timers/promises'
import type { Portal } from '#server/deployment.ts'
import { knownDeviceOf } from '#server/known-device.ts'
import { serve, type Route } from '#server/serve.ts'
import { sessionCookie } from '#server/session-id.ts'
import { sessionIn } from '#server/session.ts'
import * as actions from './actions.ts'
import { accounts } from './contract.ts'
import * as own from './own.actions.ts'
import { requestReset, resetPassword } from './reset.actions.ts'
import { setUp } from './setup.actions.ts'

export const accountRoutes = (portal: Portal): Route[] => [
  serve(accounts.mine, { access: 'signed-in' }, ({ visit }) => own.describeAccount(portal, sessionIn(visit))),
  serve(accounts.change, { access: 'signed-in' }, ({ visit, body }) => own.changeProfile(portal, sessionIn(visit), body)),
  serve(accounts.changePassword, { access: 'signed-in' }, async ({ visit, body, answer, request }) => {
    const session = sessionIn(visit)
    const who = { session, isKnownDevice: knownDeviceOf(portal, request, session.email) !== undefined }
    const id = await own.changePassword(portal, who, body)
    if (id !== undefined) answer.header('set-cookie', sessionCookie(portal, id))
    return undefined
  }),
  serve(accounts.requestReset, { access: 'public' }, async ({ body }) => {
    await evenly(() => requestReset(portal, body.email))
    return undefined
  }),
  serve(accounts.reset, { access: 'public' }, async ({ body }) => {
    await resetPassword(portal, body)
    return undefined
  }),
  serve(accounts.openInvitation, { access: 'public' }, async ({ body }) => {
    await actions.openInvitation(portal, body.secret)
    return undefined
  }),
  serve(accounts.redeemInvitation, { access: 'public' }, ({ body }) => actions.redeemInvitation(portal, body)),
  serve(accounts.setUp, { access: 'public' }, ({ body }) => setUp(portal, body)),
]

/** Far above what the work takes: how long an answer took says nothing of whether there was anything to do. */
const evenMilliseconds = 300

const evenly = async (work: () => Promise<void>) => {
  await Promise.all([work(), sleep(evenMilliseconds)])
}
