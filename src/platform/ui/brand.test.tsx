import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brandShades, contrast, darkGround, lightGround } from './brand.tsx'
import { niceTicks } from './chart-scale.tsx'
import { paletteVariables } from './palette.tsx'
import { ariaSort, nextSort } from './table-columns.tsx'

const colour = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`)

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

test('every brand colour that the start-up check lets through is readable in both schemes', () => {
  fc.assert(
    fc.property(
      colour.filter((brand) => contrast(brand, lightGround) >= 4.5),
      (brand) => {
        const shades = brandShades(brand)
        for (const shade of shades.slice(0, 5)) expect(contrast(shade, darkGround)).toBeGreaterThanOrEqual(4.5)
        for (const shade of shades.slice(6)) expect(contrast(shade, lightGround)).toBeGreaterThanOrEqual(4.5)
      },
    ),
  )
})

const { light, dark } = paletteVariables
const schemes = [
  { scheme: 'light', colours: new Map(Object.entries(light)), page: lightGround },
  { scheme: 'dark', colours: new Map(Object.entries(dark)), page: '#1a1e24' },
]

test.each(schemes)('severities, bands and the demo pill are readable on their grounds in the $scheme scheme', ({ colours }) => {
  const tones = ['high', 'medium', 'low', 'ok', 'note', 'demo'].map((name) => [`--pp-${name}`, `--pp-${name}-ground`])
  const bands = ['customer', 'commercial', 'product'].map((name) => [`--pp-band-${name}-text`, `--pp-band-${name}`])
  const faint = [...tones, ...bands].filter(
    ([front = '', ground = '']) => contrast(colours.get(front) ?? '', colours.get(ground) ?? '') < 4.5,
  )
  expect(faint).toEqual([])
})

test.each(schemes)('series can be told from the page in the $scheme scheme', ({ colours, page }) => {
  const series = [...colours].filter(([name]) => name.startsWith('--pp-series-'))
  expect(series).toHaveLength(8)
  expect(series.filter(([, colour]) => contrast(colour, page) < 3)).toEqual([])
})

test('axis marks begin at zero or below, are evenly spaced and reach past the largest value', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (largest) => {
      const ticks = niceTicks(0, largest)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.length).toBeLessThanOrEqual(8)
      const [first = 0, second = 0] = ticks
      for (const [at, tick] of ticks.entries()) expect(tick).toBeCloseTo(at * (second - first), 5)
    }),
  )
  expect(niceTicks(-30, 100)[0]).toBeLessThanOrEqual(-30)
})

test('pressing a header sorts numbers downwards first, words upwards, then turns round', () => {
  expect(nextSort(undefined, 'acv', true)).toBe('-acv')
  expect(nextSort('name', 'acv', true)).toBe('-acv')
  expect(nextSort('-acv', 'acv', true)).toBe('acv')
  expect(nextSort(undefined, 'name', false)).toBe('name')
  expect(nextSort('name', 'name', false)).toBe('-name')
  expect([ariaSort('-acv', 'acv'), ariaSort('acv', 'acv'), ariaSort('name', 'acv'), ariaSort('name', undefined)]).toEqual([
    'descending',
    'ascending',
    undefined,
    undefined,
  ])
})
