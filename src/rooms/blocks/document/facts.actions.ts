import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { openFiles } from '#rooms/blocks/seen.actions.ts'
import type { DocumentData, DocumentSettings } from './contract.ts'

export const documentFacts: Facts<DocumentSettings> = {
  of: async (tx, _actor, blocks) => {
    const ids = blocks.flatMap(({ settings }) => settings.files.map(({ file }) => file))
    const files = await openFiles(tx, ids)
    const shown = ({ files: wanted }: DocumentSettings): DocumentData => {
      const found = wanted.flatMap(({ file }) => files.get(file) ?? [])
      return { files: found.map(({ id, name, mime, size, uploadedAt }) => ({ id, name, mime, size, uploadedAt })) }
    }
    return new Map(blocks.map(({ id, settings }) => [id, shown(settings)]))
  },
}
