import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { fieldsFor } from '#rooms/blocks/seen.actions.ts'
import type { TextData, TextSettings } from './contract.ts'

export const textFacts: Facts<TextSettings> = {
  of: async (tx, actor, blocks, around) => {
    const texts = blocks.map(({ settings }) => settings.text)
    const fields = await fieldsFor(tx, actor, texts, around)
    return new Map(blocks.map(({ id, settings }) => [id, { fields: fields(settings.text) } satisfies TextData]))
  },
}
