import type { MantineColorsTuple } from '@mantine/core'

type Rgb = [number, number, number]

/** Page and card grounds of the dark scheme: text in a brand shade must be readable on the lighter of them. */
export const darkGround = '#242931'
export const lightGround = '#ffffff'

/**
 * Ten shades from the deployment's one colour. Shade 6 is the colour itself (the start-up check has made sure that
 * white is readable on it); shades 0 to 4 are readable as text on the dark ground, 6 to 9 on white.
 */
export const brandShades = (colour: string): MantineColorsTuple => {
  const base = toRgb(colour)
  const tint = (share: number) => toHex(mix(base, [255, 255, 255], share))
  const shade = (share: number) => toHex(mix(base, [12, 14, 18], share))
  return [
    tint(0.94),
    tint(0.87),
    tint(0.74),
    readable(base, 0.6),
    readable(base, 0.45),
    tint(0.18),
    colour.toLowerCase(),
    shade(0.16),
    shade(0.3),
    shade(0.45),
  ]
}

/** The tint nearest to `share` that is readable on the dark ground. */
const readable = (base: Rgb, share: number): string => {
  for (let white = share; white < 1; white += 0.02) {
    const found = toHex(mix(base, [255, 255, 255], white))
    if (contrast(found, darkGround) >= 4.6) return found
  }
  return '#ffffff'
}

/** WCAG 2.2 contrast ratio of two `#rrggbb`, 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number] // two in, two out
  return (light + 0.05) / (dark + 0.05)
}

const luminance = (colour: string): number => {
  const [red, green, blue] = toRgb(colour).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as Rgb // mapped from three channels
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const toRgb = (colour: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as Rgb // three positions
const toHex = (rgb: Rgb): string => `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`
const mix = (from: Rgb, to: Rgb, share: number): Rgb => from.map((channel, at) => channel + ((to[at] ?? 0) - channel) * share) as Rgb // mapped from three channels
