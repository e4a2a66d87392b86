import type { Page } from 'playwright-core'

type Sent = { status: number; body: unknown }

/** A call as the app makes it, from within its page: a session is bound to what its browser says of itself. */
export const callFrom = (
  page: Page,
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string } = {},
): Promise<Sent> =>
  page.evaluate<Sent>(`(async () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const device = new URLSearchParams({ zone, cores: String(navigator.hardwareConcurrency ?? ''), touch: String(navigator.maxTouchPoints > 0) })
    const answer = await fetch(${JSON.stringify(`/api${path}`)}, {
      method: ${JSON.stringify(method)},
      headers: {
        'x-portal-device': device.toString().replaceAll('&', ';'),
        ...${JSON.stringify({ ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(token ? { 'x-portal-token': token } : {}) })},
      },
      body: ${body === undefined ? 'undefined' : JSON.stringify(JSON.stringify(body))},
    })
    return { status: answer.status, body: answer.status === 204 ? null : await answer.json() }
  })()`)
