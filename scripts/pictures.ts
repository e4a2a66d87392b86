// Takes the pictures of the README from a demo that runs: `node scripts/pictures.ts http://127.0.0.1:3100`.
import { chromium, type Browser, type Page } from 'playwright-core'
import { callFrom } from './call-from.ts'
import { findChromium } from './chromium.mjs'

type Picture = {
  name: string
  partnership: string
  phone?: true
  /** What stands at the address and how the page is brought to it. */
  show: (page: Page, customers: Customer[]) => Promise<void>
}
type Customer = { id: string; name: string }

const base = process.argv[2] ?? 'http://127.0.0.1:3100'

const pictures: Picture[] = [
  { name: 'dashboard', partnership: 'MSSP', show: (page) => open(page, '/customers') },
  { name: 'report-mssp', partnership: 'MSSP', show: (page) => open(page, '/report') },
  { name: 'report-reseller', partnership: 'Reseller', show: (page) => open(page, '/report') },
  { name: 'usage', partnership: 'MSSP', show: (page, [customer]) => open(page, `/customers/${customer?.id}/usage`) },
  { name: 'phone', partnership: 'MSSP', phone: true, show: (page) => open(page, '/customers') },
]

const open = async (page: Page, path: string) => {
  await page.goto(base + path)
  await page.locator('h1').first().waitFor() // the stream of notifications never ends
  await page.waitForTimeout(1_500)
  await page.locator('[aria-busy=true], .mantine-Loader-root, .mantine-Skeleton-root').first().waitFor({ state: 'detached' })
}

const take = async (browser: Browser, { name, partnership, phone, show }: Picture) => {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: phone ? 'dark' : 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${base}/sign-in`)
  // What each answers is in its contract.
  const entered = await callFrom(page, 'POST', '/session/demo', { body: { email: 'alma.sund@demo.example' } })
  const start = entered.body as { partnerships: { id: string; badge: string }[]; token: string }
  const change = { token: start.token }
  const id = start.partnerships.find(({ badge }) => badge === partnership)?.id
  const moved = await callFrom(page, 'PUT', '/session/partnership', { body: { id }, ...change })
  if (moved.status !== 200) throw new Error(`No move to ${partnership}: ${JSON.stringify(moved.body)}`)
  const found = await callFrom(page, 'GET', '/customers?state=paying&sort=-billable&limit=3')
  const { items } = found.body as { items: Customer[] }
  const tabs = phone ? [] : items.map((customer) => ({ customerId: customer.id, subTab: 'usage', query: '' }))
  await callFrom(page, 'PUT', '/workspace', { body: { tabs }, ...change })
  await show(page, items)
  await page.screenshot({ path: `docs/pictures/${name}.png` })
  await context.close()
  process.stdout.write(`docs/pictures/${name}.png\n`)
}

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
try {
  for (const picture of pictures) await take(browser, picture)
} finally {
  await browser.close()
}
