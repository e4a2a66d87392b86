import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { openImages } from '#rooms/blocks/seen.actions.ts'
import type { BannerData, BannerSettings } from './contract.ts'

export const bannerFacts: Facts<BannerSettings> = {
  of: async (tx, _actor, blocks) => {
    const images = await openImages(tx, blocks, ({ image }) => image)
    return new Map(
      blocks.map(({ id, settings: { image } }) => [id, { hasImage: image !== null && images.has(image) } satisfies BannerData]),
    )
  },
}
