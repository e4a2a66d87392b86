import type { ChannelModel, CycleRule, PortalConfig } from '#shared/config.ts'
import { addDays, type Day } from '#shared/dates.ts'
import { diceOf, saltOf, type Dice } from './dice.ts'
import { cores, regions, type Region } from './words.ts'

export const demoSizes = ['small', 'medium', 'large'] as const
export type DemoSize = (typeof demoSizes)[number]

/** What a demo is made from; the same three make the same rows. */
export type DemoSeed = {
  seed: string
  size: DemoSize
  /** The day it was first filled; everything begins and ends relative to it. */ anchor: Day
}

type Extent = {
  partners: number
  customers: number
  /** Customers of the first partner's two partnerships. */
  first: readonly [main: number, second: number]
  usageDays: number
  activityDays: number
  scanDays: number
}
export const extents: Record<DemoSize, Extent> = {
  small: { partners: 3, customers: 60, first: [20, 13], usageDays: 400, activityDays: 400, scanDays: 90 },
  medium: { partners: 20, customers: 2_000, first: [260, 120], usageDays: 400, activityDays: 400, scanDays: 60 },
  large: { partners: 200, customers: 40_000, first: [8_000, 2_000], usageDays: 400, activityDays: 90, scanDays: 30 },
}

export type PartnershipPlan = {
  dice: Dice
  partner: string
  externalId: string
  name: string
  model: ChannelModel
  region: Region
  currency: string
  timeZone: string
  cycle: CycleRule
  activeFrom: Day
  isMain: boolean
  customers: number
  /** The first partner's: where the demo's story is told. */
  story: 'main' | 'second' | 'moved-away' | undefined
}
export type PartnerPlan = {
  dice: Dice
  externalId: string
  name: string
  model: ChannelModel
  tier: string | undefined
  category: string | undefined
  stage: string | undefined
  tags: readonly string[]
  country: string
  partnerships: PartnershipPlan[]
}

/** The partners of a demo; the first one manages security for its customers and resells in another region and currency. */
export const planPartners = (demo: DemoSeed, config: PortalConfig): PartnerPlan[] => {
  const { partners, customers, first } = extents[demo.size]
  const shares = sharesOf(partners - 1, customers - first[0] - first[1])
  return Array.from({ length: partners }, (_, index) => planPartner(demo, config, index, index === 0 ? first : [shares[index - 1] ?? 0]))
}

const planPartner = (demo: DemoSeed, config: PortalConfig, index: number, customers: readonly number[]): PartnerPlan => {
  const dice = diceOf(saltOf(demo.seed)).of('partner').of(index)
  const externalId = `P-${1001 + index}`
  const name = partnerName(dice, index)
  const models =
    index === 0
      ? firstModels(config)
      : [index === 1 ? layoutModel(config, 'orders') : index === 2 ? layoutModel(config, 'usage') : dice.pick('model', config.models)]
  const partnerships = models.slice(0, customers.length).map((model, at): PartnershipPlan => {
    const region = regionOf(dice, config, index, at)
    const currency = index === 0 && at === 0 ? config.locale.currency : region.currency
    return {
      dice: dice.of('partnership').of(at),
      partner: externalId,
      externalId: `${externalId}-${at + 1}`,
      name: `${name} ${region.name}`,
      model,
      region,
      currency,
      timeZone: index === 0 && at === 0 ? config.locale.timeZone : region.timeZone,
      cycle: model.cycle,
      activeFrom: addDays(demo.anchor, -1_700),
      isMain: at === 0,
      customers: customers[at] ?? 0,
      story: index === 0 ? (at === 0 ? 'main' : 'second') : index === extents[demo.size].partners - 1 ? 'moved-away' : undefined,
    }
  })
  const word = (what: string, words: readonly string[]) => (words.length > 0 ? dice.pick(what, words) : undefined)
  return {
    dice,
    externalId,
    name,
    model: models[0] ?? layoutModel(config, 'orders'),
    tier: word('tier', config.partnerTiers),
    category: word('category', config.terms.categories),
    stage: word(
      'stage',
      config.terms.stages.map(({ label }) => label),
    ),
    tags: config.terms.tags.filter((tag) => dice.isHit(`tag ${tag}`, 0.3)),
    country: partnerships[0]?.region.countries[0] ?? 'SE',
    partnerships,
  }
}

const partnerName = (dice: Dice, index: number) => {
  if (index === 0) return 'Fjordline Managed Security'
  const kind = dice.pick('kind', ['Systems', 'Networks', 'IT Services', 'Cyber', 'Solutions', 'Digital', 'Distribution', 'Technology'])
  return `${cores[(index * 37) % cores.length]}${index > cores.length ? ` ${index}` : ''} ${kind}`
}

const layoutModel = (config: PortalConfig, layout: 'usage' | 'orders'): ChannelModel => {
  const found = config.models.find((model) => model.reportLayout === layout) ?? config.models[0]
  if (!found) throw new Error('A configuration has at least one channel model')
  return found
}

/** A usage model and an orders model; the only one twice where the configuration has no other. */
const firstModels = (config: PortalConfig): ChannelModel[] => [layoutModel(config, 'usage'), layoutModel(config, 'orders')]

// The first partner is at home where the deployment is, and resells where the money is another.
const regionOf = (dice: Dice, config: PortalConfig, index: number, at: number): Region => {
  const home = regions.find((region) => region.timeZone === config.locale.timeZone)
  const fallback = regions[0]
  if (!fallback) throw new Error('There are regions')
  if (index > 0) return index <= 2 ? (regions[index + 1] ?? fallback) : dice.pick('region', regions)
  if (at === 0) return home ?? { ...fallback, name: config.locale.timeZone.split('/')[0] ?? fallback.name }
  return regions.find((region) => region !== home && region.currency !== config.locale.currency) ?? fallback
}

/** Uneven shares of `total`, every one at least 1, the larger ones first. */
const sharesOf = (count: number, total: number): number[] => {
  const weights = Array.from({ length: count }, (_, rank) => (rank + 1) ** -0.8)
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const shares = weights.map((weight) => Math.max(1, Math.floor((weight / sum) * total)))
  const rest = total - shares.reduce((all, share) => all + share, 0)
  if (shares[0] !== undefined) shares[0] += rest
  return shares
}
