import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { sessionIn } from '#server/session.ts'
import { openLinkFor } from './actions.ts'
import { links } from './contract.ts'

export const linkRoutes = (portal: Portal): Route[] => [
  serve(links.open, { access: 'signed-in', whileViewing: true }, async ({ visit, body }) => ({
    to: await openLinkFor(portal, sessionIn(visit), body.token),
  })),
]
