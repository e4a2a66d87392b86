import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { openFiles } from '#rooms/blocks/seen.actions.ts'
import { isPlayed } from '#rooms/files/rules.ts'
import { filesOfVideo, type VideoData, type VideoSettings } from './contract.ts'

export const videoFacts: Facts<VideoSettings> = {
  of: async (tx, _actor, blocks) => {
    const ids = blocks.flatMap(({ settings }) => filesOfVideo(settings))
    const files = await openFiles(tx, ids)
    const shown = ({ source }: VideoSettings): VideoData => {
      const file = source.from === 'file' ? files.get(source.file) : undefined
      if (source.from !== 'file' || !file || !isPlayed(file.mime)) return null
      return { mime: file.mime, hasCaptions: source.captions !== null && files.has(source.captions) }
    }
    return new Map(blocks.map(({ id, settings }) => [id, shown(settings)]))
  },
}
