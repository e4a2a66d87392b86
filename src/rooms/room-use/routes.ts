import type { Portal } from '#server/deployment.ts'
import { toBrowser } from '#server/download.ts'
import { serve, type Route } from '#server/serve.ts'
import { countBeat, readUse } from './actions.ts'
import { readBlocks, readClicks, readVideos } from './blocks.actions.ts'
import { roomUse } from './contract.ts'
import { useWorkbook } from './workbook.ts'

export const roomUseRoutes = (portal: Portal): Route[] => {
  const access = { vendor: 'room.edit' } as const
  const { config, realm } = portal
  return [
    // Whoever looks on changes nothing by it.
    serve(roomUse.beat, { access: 'portal.sign-in', whileViewing: true }, ({ actor, body }) => countBeat(actor, body, portal.now())),
    serve(roomUse.overview, { access }, ({ actor, query }) => readUse({ config, actor, now: portal.now() }, query)),
    serve(roomUse.clicks, { access }, ({ actor, query }) => readClicks({ config, actor, now: portal.now() }, query)),
    serve(roomUse.videos, { access }, ({ actor, query }) => readVideos({ config, actor, now: portal.now() }, query)),
    serve(roomUse.workbook, { access }, async ({ actor, query, answer }): Promise<undefined> => {
      const asked = { config, actor, now: portal.now() }
      const use = { ...(await readUse(asked, query)), ...(await readBlocks(asked, query)) }
      await toBrowser(answer)(useWorkbook(use, { config, realm, now: asked.now }))
    }),
  ]
}
