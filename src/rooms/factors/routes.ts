import type { Portal } from '#server/deployment.ts'
import { knownDeviceCookie, knownDeviceOf } from '#server/known-device.ts'
import { serve, type Answer, type Route } from '#server/serve.ts'
import { sessionCookie } from '#server/session-id.ts'
import { anySessionIn, sessionIn, type Visit } from '#server/session.ts'
import { factors, factorStep } from './contract.ts'
import * as own from './own.actions.ts'
import * as setUp from './set-up.actions.ts'
import * as steps from './steps.actions.ts'

type Asked = { visit: Visit; answer: Answer; request: Parameters<typeof knownDeviceOf>[1] }

export const factorRoutes = (portal: Portal): Route[] => [...stepRoutes(portal), ...ownRoutes(portal)]

const stepRoutes = (portal: Portal): Route[] => {
  const stepOf = ({ visit, request }: Asked): steps.Step => ({
    visit,
    isKnownDevice: knownDeviceOf(portal, request, anySessionIn(visit).email) !== undefined,
  })
  return [
    serve(factorStep.totp, { access: 'first-factor' }, async (asked) =>
      enter(portal, asked, await steps.stepByTotp(portal, stepOf(asked), asked.body.code)),
    ),
    serve(factorStep.recovery, { access: 'first-factor' }, async (asked) =>
      enter(portal, asked, await steps.stepByRecoveryCode(portal, stepOf(asked), asked.body.code)),
    ),
    serve(factorStep.challenge, { access: 'first-factor' }, (asked) => steps.challengeStep(portal, stepOf(asked))),
    serve(factorStep.passkey, { access: 'first-factor' }, async (asked) =>
      enter(portal, asked, await steps.stepByPasskey(portal, stepOf(asked), asked.body.passkey)),
    ),
  ]
}

/** The sign-in is finished: the browser gets the new id, and is known from now on. */
const enter = (portal: Portal, { visit, answer, request }: Asked, id: string): undefined => {
  answer.header('set-cookie', [sessionCookie(portal, id), knownDeviceCookie(portal, request, anySessionIn(visit).email)])
}

const ownRoutes = (portal: Portal): Route[] => {
  const added = ({ codes, sessionId }: setUp.Change, asked: Asked) => {
    if (sessionId) enter(portal, asked, sessionId)
    return { codes }
  }
  return [
    serve(factors.own, { access: 'signed-in' }, ({ visit }) => own.describeOwn(portal, visit)),
    serve(factors.proofChallenge, { access: 'signed-in' }, ({ visit }) => steps.challenge(portal, sessionIn(visit), 'prove')),
    serve(factors.offerTotp, { access: 'first-factor' }, ({ visit, body }) => setUp.offerTotp(portal, visit, body.proof)),
    serve(factors.confirmTotp, { access: 'first-factor' }, async (asked) =>
      added(await setUp.confirmTotp(portal, asked.visit, asked.body.code), asked),
    ),
    serve(factors.removeTotp, { access: 'signed-in' }, async ({ visit, body }) => {
      await own.removeTotp(portal, visit, body.proof)
      return undefined
    }),
    serve(factors.offerPasskey, { access: 'first-factor' }, ({ visit, body }) => setUp.offerPasskey(portal, visit, body.proof)),
    serve(factors.addPasskey, { access: 'first-factor' }, async (asked) =>
      added(await setUp.addPasskey(portal, asked.visit, asked.body), asked),
    ),
    serve(factors.renamePasskey, { access: 'signed-in' }, async ({ visit, params, body }) => {
      await own.renamePasskey(portal, visit, params.id, body.name)
      return undefined
    }),
    serve(factors.removePasskey, { access: 'signed-in' }, async ({ visit, params, body }) => {
      await own.removePasskey(portal, visit, params.id, body.proof)
      return undefined
    }),
    serve(factors.renewCodes, { access: 'signed-in' }, async ({ visit, body }) => ({
      codes: await own.renewCodes(portal, visit, body.proof),
    })),
  ]
}
