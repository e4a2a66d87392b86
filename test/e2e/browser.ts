import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type BrowserContext, type Locator, type Page, type Request } from 'playwright-core'
import { expect } from 'vitest'
import { callFrom } from '../../scripts/call-from.ts'
import { findChromium } from '../../scripts/chromium.mjs'
import { violationsOf } from './axe.ts'

export type Visiting = {
  /** Signed in by the demo's one click; nobody when absent. */
  as?: string
  /** Of the partnership that the visit begins in, when it isn't the person's main one. */
  partnership?: string
  width?: number
  height?: number
  theme?: 'light' | 'dark'
  locale?: string
}

const flags = [
  '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic',
  // No page lives long enough for its script to be worth translating: doing without is a fifth of all work.
  '--js-flags=--no-opt,--no-maglev',
] // prettier-ignore

/** How long a page may take to show what is waited for; generous, because tests share the machine. */
const patienceMs = 30_000

export const openBrowser = async () => {
  const browser = await chromium.launch({ executablePath: findChromium(), args: flags })
  return {
    close: () => browser.close(),
    visit: async (base: string, visiting: Visiting): Promise<Visit> => {
      const { width = 1440, height = 900, theme = 'light', locale = 'en-GB' } = visiting
      // Days are the partnership's: a reader on the other side of the world must see the same ones.
      const context = await browser.newContext({
        baseURL: base, viewport: { width, height }, colorScheme: theme, locale, timezoneId: 'Pacific/Auckland', reducedMotion: 'reduce',
      }) // prettier-ignore
      context.setDefaultTimeout(patienceMs)
      const page = await context.newPage()
      if (visiting.as) await signIn(page, visiting.as, visiting.partnership)
      return visitOf(context, page, theme)
    },
  }
}

/** A page of the stage's own, with nothing on it: what is asked from it comes from a page of the portal's. */
export const doorPath = '/door'

type Choice = { id: string; name: string; badge: string }

/** By the endpoints, as the demo's one click does: most journeys are about something else. */
export const signIn = async (page: Page, email: string, partnership?: string) => {
  await page.goto(doorPath)
  const entered = await callFrom(page, 'POST', '/session/demo', { body: { email } })
  expect(entered.status).toBe(200)
  if (!partnership) return
  const start = entered.body as { partnerships: Choice[]; token: string } // the contract's reply
  let found = start.partnerships.find(({ name, badge }) => name.includes(partnership) || badge === partnership)
  if (!found) {
    const answer = await callFrom(page, 'GET', `/partnerships?search=${encodeURIComponent(partnership)}`)
    found = (answer.body as { items: Choice[] }).items[0] // the contract's reply
  }
  if (!found) throw new Error(`${email} has no partnership ${partnership}`)
  const chosen = await callFrom(page, 'PUT', '/session/partnership', { body: { id: found.id }, token: start.token })
  expect(chosen.status).toBe(200)
}

export type Visit = {
  page: Page
  context: BrowserContext
  /** Opens an address of the portal and waits until it stands. */
  go(path: string): Promise<void>
  /** The same from a page of the portal's, as its links do: nothing is loaded anew that is there. */
  turn(path: string): Promise<void>
  /** Waits until nothing is being fetched any more. */
  settle(): Promise<void>
  /** What an endpoint answers to this visitor. */
  ask<T>(path: string): Promise<T>
  /** Says that the page will complain of this, once at least: a refusal is what the journey is about. */
  expectComplaint(pattern: RegExp): void
  insistQuiet(): void
  /** The page as it stands has no violation, in light and in dark. */
  insistAccessible(what: string): Promise<void>
  insistNoOverflow(what: string): Promise<void>
  /** What a click downloads. */
  download(button: Locator): Promise<{ name: string; file: Buffer }>
  photograph(name: string): Promise<void>
  leave(): Promise<void>
}

const visitOf = (context: BrowserContext, page: Page, theme: 'light' | 'dark'): Visit => {
  const complaints: string[] = []
  const expected: RegExp[] = []
  listen(context, complaints)
  const settle = quietOf(page)
  return {
    page,
    context,
    settle,
    // Each journey names the part of the reply that it reads.
    ask: async <T>(path: string) => (await callFrom(page, 'GET', path)).body as T,
    go: async (path) => {
      await page.goto(path)
      await settle()
    },
    turn: async (path) => {
      await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
      await settle()
    },
    expectComplaint: (pattern) => void expected.push(pattern),
    insistQuiet: () => {
      expect(complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([])
      for (const pattern of expected) expect(complaints.join('\n')).toMatch(pattern)
    },
    insistAccessible: async (what) => {
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' })
        await page.evaluate(untilPainted)
        expect.soft(await violationsOf(page, scheme), `${what} in ${scheme}`).toEqual([])
      }
      await page.emulateMedia({ colorScheme: theme })
    },
    insistNoOverflow: async (what) => {
      await settle() // a window that was made narrow a moment ago is still being laid out
      const [inner, outer] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      )
      expect.soft(inner, `${what} scrolls sideways`).toBeLessThanOrEqual(outer)
    },
    download: async (button) => {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
      const chunks: Buffer[] = []
      for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk))
      return { name: download.suggestedFilename(), file: Buffer.concat(chunks) }
    },
    photograph: async (name) => {
      const folder = 'test/results/e2e'
      await mkdir(folder, { recursive: true })
      // A page that has crashed can't be photographed; the failure itself is what counts.
      await page.screenshot({ path: `${folder}/${name.replace(/\W+/g, '-').slice(0, 80)}.png` }).catch(() => undefined)
    },
    leave: () => context.close(),
  }
}

/** What unfolds or moves has come to rest, and what was changed is drawn. At most five seconds. */
const untilPainted = `(async () => {
  const deadline = Date.now() + 5000
  for (let still = 0; still < 3 && Date.now() < deadline; ) {
    await Promise.race([new Promise(requestAnimationFrame), new Promise((resolve) => setTimeout(resolve, 100))])
    still = document.getAnimations().some((one) => one instanceof CSSTransition) ? 0 : still + 1
  }
})()`

/**
 * Waits until the page has its title, waits for no answer and shows nothing as being fetched, and that for a while: between two fetches
 * there is a moment without any.
 */
const quietOf = (page: Page) => {
  const waited = new Set<Request>()
  let begun = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/stream')) return // it is there to stay
    begun++
    waited.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end as 'requestfailed', (request) => waited.delete(request)) // both tell the request
  const staysQuiet = async () => {
    const before = begun
    if (waited.size > 0) return false
    const isStill = await page.evaluate<boolean>(staysStill).catch(() => false) // of a page that is being left
    return isStill && waited.size === 0 && begun === before
  }
  return async () => {
    const deadline = Date.now() + patienceMs
    while (!(await staysQuiet())) {
      if (Date.now() > deadline)
        throw new Error(
          `The page at ${page.url()} did not come to rest; waiting for ${[...waited].map((request) => request.url()).join(', ') || 'the screen'}`,
        )
      await sleep(40)
    }
  }
}

/** A quarter of a second, because what came may be shown as late as that; the looks take their turn with whatever else the page has to do. */
const staysStill = `(async () => {
  for (let look = 0; look < 6; look++) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, 50))
    if (!document.querySelector('h1') || document.querySelector('[aria-busy=true], .mantine-Loader-root, .mantine-Skeleton-root')) return false
  }
  return true
})()`

/** Everything that a reader with the developer tools open would see in red. */
const listen = (context: BrowserContext, complaints: string[]) => {
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`console: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => complaints.push(`page: ${error.error().stack ?? error.error().message}`))
  context.on('requestfailed', (request) => {
    // A call that nobody waits for any more is aborted by the app itself.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`request: ${request.url()} ${request.failure()?.errorText}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 400)
      complaints.push(`answer: ${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`)
  })
}
