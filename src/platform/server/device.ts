import type { IncomingHttpHeaders } from 'node:http'

/**
 * What a request says of its browser. It detects a copied cookie, it does not prevent one: every part can be forged, so it is a tripwire
 * and never a credential. Neither the address nor the exact user agent is part of it: they change for honest people.
 */
export type Device = {
  /** All parts, to be kept with the session and compared whole. */
  text: string
  /** For people: `Firefox on Windows`. */
  label: string
}

/** The parts; `version` is the major one. What the client says itself comes in the header `x-portal-device`, empty when it is missing. */
type Parts = {
  family: string
  version: number
  system: string
  platform: string
  mobile: string
  language: string
  timeZone: string
  cores: string
  touch: string
}

/** `before`: what stands in for the words that are missing where the browser itself asks: it sends neither a page's nor any hint. */
export const deviceOf = (headers: IncomingHttpHeaders, before?: string): Device => {
  const parts = before === undefined ? partsOf(headers) : filled(partsOf(headers), read(before))
  const { family, version, system, platform, mobile, language, timeZone, cores, touch } = parts
  return {
    text: JSON.stringify([family, version, system, platform, mobile, language, timeZone, cores, touch]),
    label: system === unknown ? family : `${family} on ${system}`,
  }
}

const unknown = 'unknown'

const partsOf = (headers: IncomingHttpHeaders): Parts => {
  const agent = headers['user-agent'] ?? ''
  const [family, version] = browserOf(agent)
  const own = new URLSearchParams(one(headers['x-portal-device']).slice(0, 200).replaceAll(';', '&'))
  return {
    family,
    version,
    system: systemOf(agent),
    platform: one(headers['sec-ch-ua-platform']).slice(0, 40),
    mobile: one(headers['sec-ch-ua-mobile']).slice(0, 8),
    language: (one(headers['accept-language']).split(/[,;]/)[0] ?? '').slice(0, 20),
    timeZone: own.get('zone') ?? '',
    cores: own.get('cores') ?? '',
    touch: own.get('touch') ?? '',
  }
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? (header[0] ?? '') : (header ?? ''))

// The first that matches: most browsers name others after themselves.
const browsers: [string, RegExp][] = [
  ['Edge', /\bEdgA?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]*.* Safari\//],
]

const browserOf = (agent: string): [family: string, version: number] => {
  for (const [family, pattern] of browsers) {
    const found = pattern.exec(agent)
    if (found) return [family, Number(found[1])]
  }
  const [, name = unknown, version = '0'] = /^([\w.-]{1,40})(?:\/(\d{1,6}))?/.exec(agent) ?? []
  return [name, Number(version)]
}

const systems: [string, RegExp][] = [
  ['Windows', /Windows/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad|iPod/],
  ['macOS', /Macintosh/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux|X11/],
]
const systemOf = (agent: string) => systems.find(([, pattern]) => pattern.test(agent))?.[0] ?? unknown

/**
 * How far a browser has moved from what it was when the session began.
 * `same`: nothing changed. `little`: what happens to one browser with time. `much`: two such things at once. `other`: another browser.
 */
export type Drift = 'same' | 'little' | 'much' | 'other'

export const driftOf = (before: string, now: string): Drift => {
  if (before === now) return 'same'
  const [was, is] = [read(before), read(now)]
  if (!was || !is) return 'other'
  const hard = ['family', 'system', 'platform', 'mobile'] as const
  if (hard.some((part) => was[part] !== is[part]) || is.version < was.version) return 'other'
  const said = (parts: Parts) => parts.timeZone + parts.cores + parts.touch !== ''
  if (said(was) && !said(is)) return 'other'
  const soft = ['language', 'timeZone', 'cores', 'touch'] as const
  return soft.filter((part) => was[part] !== is[part]).length >= 2 ? 'much' : 'little'
}

const filled = (now: Parts, before: Parts | undefined): Parts => ({
  ...now,
  platform: now.platform || (before?.platform ?? ''),
  mobile: now.mobile || (before?.mobile ?? ''),
  timeZone: now.timeZone || (before?.timeZone ?? ''),
  cores: now.cores || (before?.cores ?? ''),
  touch: now.touch || (before?.touch ?? ''),
})

const read = (text: string): Parts | undefined => {
  const parts: unknown = JSON.parse(text)
  if (!Array.isArray(parts) || parts.length !== 9) return undefined
  const [family, version, system, platform, mobile, language, timeZone, cores, touch] = parts.map(String)
  return { family, version: Number(version), system, platform, mobile, language, timeZone, cores, touch } as Parts // nine of them
}
