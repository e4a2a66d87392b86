import type { BlockDeeds } from '#ui/blocks.tsx'
import { call } from '#ui/api-client.tsx'

/** Nobody waits for it, and that something could not be counted is nobody's trouble. */
const quietly = (told: Promise<unknown>): void => void told.catch(() => {})

/** What readers do with blocks, told to the server, which counts what is theirs. */
export const blockDeeds: BlockDeeds = {
  clicked: ({ roomId: id, blockId }, target) =>
    quietly(call('POST /rooms/:id/blocks/:blockId/clicks', { params: { id, blockId }, body: { target } })),
  watched: ({ roomId: id, blockId }, share) => {
    const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100)
    quietly(call('PUT /rooms/:id/blocks/:blockId/watched', { params: { id, blockId }, body: { percent } }))
  },
}
