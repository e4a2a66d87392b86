import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import { introducedBy, managersOf, openImages, type Introduced } from '#rooms/blocks/seen.actions.ts'
import type { IntroductionData, IntroductionSettings } from './contract.ts'

export const introductionFacts: Facts<IntroductionSettings> = {
  of: async (tx, actor, blocks, { portal }) => {
    const asked = blocks.flatMap(({ settings }) => (settings.who === 'person' ? settings.person : []))
    const [people, managers, photos] = await Promise.all([
      introducedBy(tx, asked),
      blocks.some(({ settings }) => settings.who === 'manager') ? managersOf(tx, actor) : [],
      openImages(tx, blocks, ({ photo }) => photo),
    ])
    const roleOf = ({ role }: Introduced) => portal.config.roles.find(({ code }) => code === role)?.label ?? ''
    const whoIs = (one: IntroductionSettings) => {
      if (one.who === 'company') return []
      if (one.who === 'manager') return managers.map(({ name, email }) => ({ name, email, title: '' }))
      const person = people.get(one.person)
      return person ? [{ name: person.name, email: person.email, title: one.title || roleOf(person) }] : []
    }
    const shown = (one: IntroductionSettings): IntroductionData => {
      const found = whoIs(one)
      if (one.who !== 'company' && found.length === 0) return null
      return { people: found, hasPhoto: one.photo !== null && photos.has(one.photo) }
    }
    return new Map(blocks.map(({ id, settings }) => [id, shown(settings)]))
  },
}
