import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { fieldsFor } from '#rooms/blocks/seen.actions.ts'
import type { FaqData, FaqSettings } from './contract.ts'

export const faqFacts: Facts<FaqSettings> = {
  of: async (tx, actor, blocks, around) => {
    const answersOf = ({ items }: FaqSettings) => items.map(({ answer }) => answer)
    const texts = blocks.flatMap(({ settings }) => answersOf(settings))
    const fields = await fieldsFor(tx, actor, texts, around)
    return new Map(blocks.map(({ id, settings }) => [id, { fields: fields(...answersOf(settings)) } satisfies FaqData]))
  },
}
