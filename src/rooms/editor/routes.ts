import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { editor } from './contract.ts'
import { previewDraft } from './preview.actions.ts'

const access = { vendor: 'room.edit' } as const

export const editorRoutes = (portal: Portal): Route[] => {
  const { config } = portal
  return [
    serve(editor.read, { access }, ({ actor, params }) => actions.readDraft({ config, actor, roomId: params.id })),
    serve(editor.save, { access }, ({ actor, params, body }) => actions.saveDraft({ config, actor, roomId: params.id }, body)),
    serve(editor.publish, { access }, ({ actor, params, body }) =>
      actions.publishDraft({ config, actor, roomId: params.id }, body.version),
    ),
    serve(editor.revisions, { access }, ({ actor, params, query }) => actions.listRevisions({ config, actor, roomId: params.id }, query)),
    serve(editor.revision, { access }, ({ actor, params }) => actions.readRevision({ config, actor, roomId: params.id }, params.number)),
    serve(editor.restore, { access }, ({ actor, params, body }) => actions.restoreDraft({ config, actor, roomId: params.id }, body)),
    serve(editor.preview, { access }, ({ actor, params, query }) => previewDraft(portal, { config, actor, roomId: params.id }, query)),
    serve(editor.attend, { access }, ({ actor, params }) => actions.attend({ config, actor, roomId: params.id }, params.window)),
    serve(editor.leave, { access }, async ({ actor, params }) => {
      await actions.leave({ config, actor, roomId: params.id }, params.window)
      return undefined
    }),
  ]
}
