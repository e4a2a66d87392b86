// Takes the pictures of the README from a demo that runs: `node scripts/pictures.ts http://127.0.0.1:3100`.
import { chromium, type Browser, type Page } from 'playwright-core'
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
const headers = { origin: new URL(base).origin }

const pictures: Picture[] = [
  { name: 'dashboard', partnership: 'MSSP', show: (page) => open(page, '/customers') },
  { name: 'report-mssp', partnership: 'MSSP', show: (page) => open(page, '/report') },
  { name: 'report-reseller', partnership: 'Reseller', show: (page) => open(page, '/report') },
  { name: 'usage', partnership: 'MSSP', show: (page, [customer]) => open(page, `/customers/${customer?.id}/usage`) },
  { name: 'phone', partnership: 'MSSP', phone: true, show: (page) => open(page, '/customers') },
]

const open = async (page: Page, path: string) => {
  await page.goto(base + path)
  await page.waitForLoadState('networkidle')
  await page.locator('[aria-busy=true], .mantine-Loader-root, .mantine-Skeleton-root').first().waitFor({ state: 'detached' })
}

const take = async (browser: Browser, { name, partnership, phone, show }: Picture) => {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: phone ? 'dark' : 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const entered = await context.request.post(`${base}/api/session/demo`, { data: { email: 'alma.sund@demo.example' }, headers })
  const start: { partnerships: { id: string; badge: string }[] } = await entered.json()
  const chosen = start.partnerships.find(({ badge }) => badge === partnership)
  await context.request.put(`${base}/api/session/partnership`, { data: { id: chosen?.id }, headers })
  const answer = await context.request.get(`${base}/api/customers?state=paying&sort=-billable&limit=3`)
  const { items }: { items: Customer[] } = await answer.json()
  const tabs = phone ? [] : items.map(({ id }) => ({ customerId: id, subTab: 'usage', query: '' }))
  await context.request.put(`${base}/api/workspace`, { data: { tabs }, headers })
  const page = await context.newPage()
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
