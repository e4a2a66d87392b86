import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { openImages } from '#rooms/blocks/seen.actions.ts'
import type { ImageData, ImageSettings } from './contract.ts'

export const imageFacts: Facts<ImageSettings> = {
  of: async (tx, _actor, blocks) => {
    const images = await openImages(tx, blocks, ({ file }) => file)
    const shown = (id: string): ImageData => {
      const image = images.get(id)
      return image ? { width: image.width, height: image.height } : null
    }
    return new Map(blocks.map(({ id, settings }) => [id, shown(settings.file)]))
  },
}
