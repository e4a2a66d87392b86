import type { FastifyInstance } from 'fastify'

/** Where browsers tell what a page was kept from doing. */
export const reportsPath = '/api/reports/csp'

const twoYearsSeconds = 63_072_000

/** What no page of ours uses, so that nothing that got into one may. Passkeys, copying and full screen are left to ourselves. */
const permissionsPolicy = (frames: readonly string[]) => [
  'accelerometer=()', 'autoplay=()', 'camera=()', 'display-capture=()', 'encrypted-media=()', 'geolocation=()', 'gyroscope=()',
  'magnetometer=()', 'microphone=()', 'midi=()', 'payment=()', 'picture-in-picture=()', 'screen-wake-lock=()', 'usb=()',
  'xr-spatial-tracking=()', 'clipboard-write=(self)', `fullscreen=(${['self', ...frames.map((frame) => `"${frame}"`)].join(' ')})`, 'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ') // prettier-ignore

/** Said by whatever leaves: it is what it says it is, and it is ours alone. */
const always = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' }
/** Opened by itself, what is no page may do nothing. */
const powerless = "default-src 'none'; frame-ancestors 'none'; sandbox"

/** For the few replies that are made before any hook runs. */
export const barestHeaders: Record<string, string> = { ...always, 'content-security-policy': powerless, 'cache-control': 'no-store' }

/**
 * What every reply says, also an error's and a file's, and that nobody keeps it. A reply that sets
 * its own policy or lifetime keeps those, except below /api, where all is somebody's data. `isSecure`: people come by https only. Once for
 * each instance; who comes second finds it done.
 */
export const protectReplies = (app: FastifyInstance, { isSecure }: { isSecure: boolean }): void => {
  if (app.hasDecorator('hasProtectedReplies')) return
  app.decorate('hasProtectedReplies', true)
  app.addHook('onSend', (request, reply, _payload, next) => {
    reply.headers(always)
    if (isSecure) reply.header('strict-transport-security', `max-age=${twoYearsSeconds}; includeSubDomains`)
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', powerless)
    if (request.url.startsWith('/api/') || !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    next()
  })
}

export type Page = {
  isSecure: boolean
  /** The origins whose pages it may show in itself, besides our own; full screen if their reader wants it. */
  frames?: readonly string[]
}

/** What the browser app's page says besides. `nonce` is of this one reply. */
export const pageHeaders = (nonce: string, { isSecure, frames = [] }: Page): Record<string, string> => ({
  'content-security-policy': `${contentSecurityPolicy(nonce, frames)}; ${isSecure ? 'report-to csp; ' : ''}report-uri ${reportsPath}`,
  // Browsers heed it over https alone, and one that knows the word `report-to` looks at nothing else: over http it would tell nobody.
  ...(isSecure ? { 'reporting-endpoints': `csp="${reportsPath}"` } : {}),
  'permissions-policy': permissionsPolicy(frames),
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
})

const contentSecurityPolicy = (nonce: string, frames: readonly string[]) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' blob:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    // A mail as it will look (preview.ts), of our own; every other reply of ours refuses frames.
    ['frame-src', "'self'", ...frames].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types pp',
  ].join('; ')
