import type { Portal } from '#server/deployment.ts'
import { serve, type Answer, type Route } from '#server/serve.ts'
import { cookieName, hashOf, sessionIn, visitOfId } from '#server/session.ts'
import * as actions from './actions.ts'
import { sessions } from './contract.ts'
import { choicesFor, describeStart } from './start.ts'

export const sessionRoutes = (portal: Portal): Route[] => {
  const carry = (answer: Answer, id: string) =>
    answer.header(
      'set-cookie',
      `${cookieName(portal)}=${id}; Path=/; HttpOnly; SameSite=Lax${portal.session.secureCookie ? '; Secure' : ''}`,
    )
  const startWith = async (answer: Answer, id: string) => {
    carry(answer, id)
    return describeStart(portal, (await visitOfId(portal, hashOf(id))).session)
  }
  return [
    serve(sessions.start, { access: 'public' }, ({ visit }) => describeStart(portal, visit.session)),
    serve(sessions.signIn, { access: 'public' }, async ({ visit, body, answer }) => {
      const id = await actions.signIn(portal, body)
      if (visit.session) await actions.signOut(portal, visit.session) // this browser's earlier one would live on unseen
      return startWith(answer, id)
    }),
    serve(sessions.signInDemo, { access: 'public' }, async ({ body, answer }) =>
      startWith(answer, await actions.signInDemo(portal, body.email)),
    ),
    serve(sessions.signOut, { access: 'signed-in' }, async ({ visit, answer }) => {
      if (visit.session) await actions.signOut(portal, visit.session)
      answer.header(
        'set-cookie',
        `${cookieName(portal)}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${portal.session.secureCookie ? '; Secure' : ''}`,
      )
      answer.header('clear-site-data', '"cache", "storage"')
      return undefined
    }),
    serve(sessions.partnerships, { access: 'signed-in' }, ({ visit, query }) => choicesFor(portal, sessionIn(visit), query.search)),
    serve(sessions.choose, { access: 'signed-in' }, async ({ visit, body, answer }) =>
      startWith(answer, await actions.choosePartnership(portal, sessionIn(visit), body.id)),
    ),
  ]
}
