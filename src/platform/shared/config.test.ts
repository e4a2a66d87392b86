import { describe, expect, it } from 'vitest'
import written from '../../../portal.config.ts'
import { contrastWithWhite, modelOf, parseConfig } from './config.ts'

type Written = typeof written
const changed = (change: (config: Written) => void): Written => {
  const config = structuredClone(written)
  change(config)
  return config
}
const firstOf = <T>(list: T[]): T => {
  const [first] = list
  if (first === undefined) throw new Error('an empty list')
  return first
}

describe('the configuration', () => {
  it('that ships is usable', () => expect(parseConfig(written).products).toHaveLength(5))

  it.each<[string, (config: Written) => void, string]>([
    ['a day that some months lack', (config) => (firstOf(config.models).cycle.startDay = 29), 'models.0.cycle.startDay'],
    ['a colour that white can’t be read on', (config) => (config.branding.colour = '#ffee00'), 'branding.colour'],
    ['a colour that is none', (config) => (config.branding.colour = 'blue'), 'branding.colour'],
    ['a time zone that is none', (config) => (config.locale.timeZone = 'Europe/Atlantis'), 'locale.timeZone'],
    [
      'a host with more than its name',
      (config) => (config.embeds = { hosts: ["charts.example.com; script-src 'unsafe-inline'"], videos: [] }),
      'embeds.hosts.0',
    ],
    ['a host with a path', (config) => (config.embeds = { hosts: ['charts.example.com/a'], videos: [] }), 'embeds.hosts.0'],
    ['an address that pictures are copied from', (config) => (config.embeds = { pictures: ['10.0.0.5'] }), 'embeds.pictures.0'],
    ['every host', (config) => (config.embeds = { hosts: ['*.example.com'], videos: [] }), 'embeds.hosts.0'],
    ['a code that stands twice', (config) => config.products.push(firstOf(config.products)), 'products.5.code'],
    [
      'a metric of a product that there is none of',
      (config) => (firstOf(config.activityMetrics).product = 'XYZ'),
      'activityMetrics.0.product',
    ],
    [
      'no partner role that sees everything',
      (config) => void (config.roles = config.roles.filter((role) => role.code !== 'admin')),
      'roles',
    ],
    [
      'rules of a model whose customers have no tasks',
      (config) => void (firstOf(config.models).subTabs = ['usage', 'contacts']),
      'models.0.rules',
    ],
    ['a rule that there is none of', (config) => firstOf(config.models).rules.push('weather-bad' as 'peak-today'), 'models.0.rules.6'],
    ['no product', (config) => (config.products = []), 'products'],
    [
      'a permission that there is none of',
      (config) => firstOf(config.roles).permissions.push('everything.read' as 'usage.read'),
      `roles.0.permissions.${firstOf(written.roles).permissions.length}`,
    ], // wrong on purpose
    [
      'a role that edits people and does not see them',
      (config) => void (firstOf(config.roles).permissions = ['portal.sign-in', 'person.edit']),
      'roles.0.permissions',
    ],
    [
      'a partner’s role that looks with others’ eyes',
      (config) => firstOf(config.roles).permissions.push('person.view-as'),
      'roles.0.permissions',
    ],
    ['a field that nobody knows', (config) => Object.assign(config.branding, { slogan: 'x' }), 'branding'],
    ['a logo outside its folder’s kinds', (config) => (config.branding.logo = 'logo.exe'), 'branding.logo'],
  ])('with %s is refused by the field’s name', (_, change, field) => {
    expect(() => parseConfig(changed(change))).toThrow(`\n  ${field}: `)
  })

  it('opens no way out unless it says so', () => {
    const silent = changed((config) => void delete config.embeds)
    expect(parseConfig(silent).embeds).toEqual({ hosts: [], videos: [], pictures: [] })
  })

  it('names every wrong field at once', () => {
    const wrong = changed((config) => {
      config.branding.colour = 'blue'
      config.locale.currency = 'euro'
    })
    expect(() => parseConfig(wrong)).toThrow(/branding\.colour[\s\S]*locale\.currency/)
  })

  it('knows the model of a partnership, and says when data and configuration have parted', () => {
    expect(modelOf(parseConfig(written), 'reseller').reportLayout).toBe('orders')
    expect(() => modelOf(parseConfig(written), 'gone')).toThrow('"gone"')
  })

  it('measures contrast as WCAG does', () => {
    expect(contrastWithWhite('#000000')).toBeCloseTo(21)
    expect(contrastWithWhite('#ffffff')).toBeCloseTo(1)
    expect(contrastWithWhite('#767676')).toBeCloseTo(4.54, 2)
  })
})
