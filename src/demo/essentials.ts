import type { PortalConfig } from '#shared/config.ts'
import { addDays } from '#shared/dates.ts'
import type { KitIn } from '#rooms/kit/intake.actions.ts'
import type { ChannelInput } from '#rooms/support/contract.ts'
import type { DemoSeed } from './plan.ts'

/** What a partner finds in the demo's kit: a few things for each product, some for a tier or a type alone, one that runs out. */
export const kitRows = (demo: DemoSeed, config: PortalConfig): KitIn[] => {
  const { kitTypes, kitAudiences, industries } = config.terms
  if (kitTypes.length === 0) return [] // nothing can be said of an item without a type
  const word = (words: readonly string[], at: number) => words[at % words.length] ?? ''
  const plain = {
    industries: [],
    products: [],
    language: config.locale.language,
    isCoBrandable: false,
    partnerTypes: [],
    tiers: [],
    expiresOn: null,
  }
  const item = (at: number, daysAgo: number, more: Partial<KitIn> & Pick<KitIn, 'title' | 'about'>): KitIn => ({
    ...plain,
    type: word(kitTypes, at),
    audiences: kitAudiences.length > 0 ? [word(kitAudiences, at)] : [],
    url: `https://kit.northwall.example/${at + 1}`,
    renewedAt: `${addDays(demo.anchor, -daysAgo)}T08:00:00Z`,
    ...more,
  })
  const [topTier] = config.partnerTiers.slice(-1)
  const [first] = config.models
  const ofProducts = config.products.map(({ code, name, measures }, at) =>
    item(at, 20 + 37 * at, { title: `${name} in two pages`, about: measures, products: [code] }),
  )
  return [
    ...ofProducts,
    item(5, 3, { title: 'How to win a renewal', about: 'Twelve questions that decide it, with the answers of customers who stayed.', isCoBrandable: true }),
    item(6, 12, { title: 'Proposal template', about: 'Numbers, terms and pictures are in it; your brand goes in front.', isCoBrandable: true }),
    item(2, 150, { title: 'A bank after one year', about: 'What was found, what was mended, and what it saved.', industries: industries.slice(0, 1) }),
    item(1, 400, { title: 'Our company in ten slides', about: 'Who we are, for a first meeting.' }),
    item(3, 30, { title: 'Price promotion of the season', about: 'What you may offer until it ends.', expiresOn: addDays(demo.anchor, 21) }),
    ...(topTier ? [item(4, 40, { title: 'Road map of the year', about: 'What comes when. In confidence.', tiers: [topTier] })] : []),
    ...(first ? [item(0, 9, { title: `Guide for ${first.label} partners`, about: 'From the first customer to the first invoice.', partnerTypes: [first.code] })] : []),
  ] // prettier-ignore
}

export const channelRows = (config: PortalConfig): ChannelInput[] => {
  const { timeZone, language } = config.locale
  const office = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }]
  const everybody = { partnerTypes: [], languages: [language], timeZone, severity: '' }
  return [
    {
      ...everybody, name: 'Technical help', purpose: 'Questions about scans, integrations and what a result means.', hours: office,
      response: 'Within 4 working hours', severity: 'A customer’s scans have stopped: call the emergency line instead.',
      contactKind: 'mail', contact: 'help@northwall.example',
    },
    {
      ...everybody, name: 'Emergency line', purpose: 'A customer is without protection.', hours: [], response: 'At once',
      contactKind: 'phone', contact: '+46 8 555 010 00',
    },
    {
      ...everybody, name: 'Orders and invoices', purpose: 'Offers, orders, renewals and bills.', hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '16:00' }],
      response: 'The next working day', contactKind: 'link', contact: 'https://orders.northwall.example',
    },
  ] // prettier-ignore
}
