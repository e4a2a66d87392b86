import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { takeContacts } from '#rooms/contacts/intake.actions.ts'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takeMemberships, takeUsers } from '#rooms/partners/people.actions.ts'
import { takePartnershipProducts, takePartnerships, takePartners } from '#rooms/partners/intake.actions.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import { openDatabase, type Tx } from '#server/db.ts'
import { claimDatabase } from '#server/deployment.ts'
import type { IntakeContext } from '#server/intake.ts'
import { hashPassword } from '#server/password.ts'
import { parseConfig } from '#shared/config.ts'
import { addDays } from '#shared/dates.ts'
import { createTestDatabase } from '../database.ts'
import { preparePortal } from '../../src/rooms.first.ts'
import config from '../second.config.ts'
import { cached, readWorkbook } from '../workbook.ts'
import type { Visit } from './browser.ts'
import { cellsOf, columnOf, numberIn } from './reading.ts'
import { portalOf, stage } from './stage.ts'

// In Tokyo it is 10 May already; the cycle is the month of May, named by its first day.
const now = Temporal.Instant.from('2027-05-09T16:00:00Z')
const today = '2027-05-10'
const email = 'aiko@sora.example'
const passphrase = 'backups sleep in the storehouse'

/** What the deployment that ships is made of; wherever one of these shows here, it is hard-coded. */
const foreign = /Northwall|\bIPs?\b|\bURLs?\b|MSSP|Reseller|\bEUR\b|€|Phishing|Cloud posture|Network|Web application|26 \w+( \d{4})? – 25/

const at = { partner: 'sora', partnership: 'sora-hosting' }
const agency = { partner: 'sora', partnership: 'sora-agency' }

const usage = () =>
  Array.from({ length: 60 }, (_, back) => addDays(today, -back)).flatMap((day) => [
    { ...at, customer: 'kumo', product: 'VAULT', day, value: day === '2027-05-03' ? 480 : 400 },
    { ...at, customer: 'kumo', product: 'MAIL', day, value: 75 },
    { ...at, customer: 'mori', product: 'VAULT', day, value: 120 },
  ])

const populate = async (tx: Tx, context: IntakeContext) => {
  await takePartners(tx, [{ externalId: 'sora', name: 'Sora Hosting', type: 'hosting', tier: 'Kawa', country: 'JP' }], context)
  const both = { partner: 'sora', currency: 'JPY', timeZone: 'Asia/Tokyo', activeFrom: '2024-04-01' }
  await takePartnerships(tx, [
    { ...both, externalId: 'sora-hosting', model: 'hosting', name: 'Sora Hosting Kanto', region: 'Kanto', cycleStartDay: 1, cycleNamedBy: 'start', isMain: true },
    { ...both, externalId: 'sora-agency', model: 'agency', name: 'Sora Agency Kansai', region: 'Kansai', cycleStartDay: 15, cycleNamedBy: 'end', isMain: false },
  ], context) // prettier-ignore
  await takePartnershipProducts(tx, [
    { ...at, product: 'VAULT', validFrom: '2025-01-01', commitment: 700, unitPriceMinor: 1_250 },
    { ...at, product: 'MAIL', validFrom: '2025-01-01', unitPriceMinor: 90 },
  ], context) // prettier-ignore
  const customer = (where: typeof at, externalId: string, name: string) => ({
    ...where,
    externalId,
    name,
    country: 'JP',
    state: 'paying' as const,
    since: '2026-01-05',
  })
  await takeCustomers(
    tx,
    [customer(at, 'kumo', 'Kumo Shipping'), customer(at, 'mori', 'Mori Paper'), customer(agency, 'tani', 'Tani Optics')],
    context,
  )
  await takeUsage(tx, usage(), context)
  await takeContacts(tx, [{ ...at, customer: 'kumo', name: 'Haru Endo', email: 'haru@kumo.example', types: ['owner'] }], context)
  await takeOrders(tx, [{
    ...agency, customer: 'tani', externalId: 'S-77', status: 'active', placedOn: '2026-07-01',
    lines: [{
      lineNumber: 1, product: 'VAULT', quantity: 40, currency: 'JPY', recurringMinor: 3_600_000, oneOffMinor: 0, rate: '1', termMonths: 12,
      startsOn: '2026-07-01', endsOn: '2027-06-30', autoRenew: false, noticeDays: 0, status: 'active',
    }],
  }], context) // prettier-ignore
  const password = await hashPassword(passphrase)
  await takeUsers(tx, [{ email, name: 'Aiko Mori', password, side: 'partner' }], context)
  await takeMemberships(
    tx,
    [at, agency].map((where) => ({ email, ...where, role: 'admin', customerScope: 'all' as const })),
    context,
  )
}

const journey = stage(async () => {
  const parsed = parseConfig(config)
  const test = await createTestDatabase()
  const database = openDatabase({ url: test.url, maxConnections: 4, statementTimeoutSeconds: 60 })
  await claimDatabase(database, 'real')
  await preparePortal({ database, config: parsed })
  await asActor(systemActor('test', database), (tx) => populate(tx, { config: parsed, now }))
  return {
    portal: portalOf({ config: parsed, database, realm: 'real', now: () => now }),
    close: async () => {
      await database.close()
      await test.drop()
    },
  }
})

/** What the server says and what the screen shows, for as long as the visit lasts. */
const overhear = ({ page }: Visit) => {
  const replies: Promise<{ address: string; text: string }>[] = []
  page.on('response', (answer) => {
    // A stream has no end to wait for, and no words.
    if (answer.url().includes('/api/') && !/workbook|stream/.test(answer.url()))
      replies.push(answer.text().then((text) => ({ address: answer.url(), text }), () => ({ address: answer.url(), text: '' })))
  }) // prettier-ignore
  return async () => {
    const heard = await Promise.all(replies)
    expect(heard.length).toBeGreaterThan(0)
    for (const { address, text } of heard) expect.soft(text, address).not.toMatch(foreign)
  }
}

const insistOwnWords = async (page: Page, what: string, own: readonly string[]) => {
  const text = await page.locator('body').innerText()
  for (const word of own) expect.soft(text, what).toContain(word)
  expect.soft(text, what).not.toMatch(foreign)
  expect.soft(await page.title(), what).toContain('Kura Partner Desk')
}

const enter = async ({ page, go, settle }: Visit) => {
  await go('/')
  await insistOwnWords(page, 'sign-in', ['Kura Partner Desk', 'Kura Storage runs this portal'])
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Customers' }).click()
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
  await settle()
}

journey('another vendor’s words stand on every screen, and none of the shipped one’s', { locale: 'en-US' }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  const insistOwnReplies = overhear(visit)
  await enter(visit)
  await insistOwnWords(page, 'dashboard', [
    'Kura Partner Desk',
    'Sora Hosting',
    'Hosting',
    'Kanto',
    'JPY',
    'Vault',
    'terabytes',
    'mailboxes',
    'Aiko Mori',
    'Desk lead',
  ])
  const table = page.getByRole('table', { name: 'Customers' })
  expect((await cellsOf(table)).map(([name]) => name).toSorted()).toEqual(['Kumo Shipping', 'Mori Paper'])
  // 480 terabytes at ¥1,250 and 75 mailboxes at ¥90: yen have no decimals.
  expect((await columnOf(table, 'Usage value')).toSorted()).toEqual(['¥150,000', '¥606,750'])
  const vault = page.getByRole('region', { name: 'Portfolio totals' }).getByRole('button', { name: /^Vault/ })
  expect(await vault.innerText()).toContain('600')
  expect(await vault.innerText()).toContain('of 700 committed')
  await vault.click()
  await page.getByRole('dialog', { name: 'Vault' }).getByText('May 1 – 31, 2027').waitFor()
  await insistAccessible('dashboard of another brand')
  await page.keyboard.press('Escape')

  await page.getByRole('link', { name: 'Kumo Shipping' }).click()
  await settle()
  const pages = page.getByRole('navigation', { name: 'Pages of Kumo Shipping' })
  expect(await pages.getByRole('link').allInnerTexts()).toEqual(['Product usage', 'Contacts'])
  await insistOwnWords(page, 'usage', ['Vault storage', 'Mailbox backup', 'Terabytes kept on a day.', 'May 2027 (open)'])
  await pages.getByRole('link', { name: 'Contacts' }).click()
  await settle()
  await insistOwnWords(page, 'contacts', ['Account owner', 'Operator', 'Runs the backups', 'Haru Endo'])

  await go('/report')
  await insistOwnWords(page, 'report', ['Vault storage', 'terabytes', 'Asia/Tokyo', '¥'])
  const bill = page.getByRole('table', { name: 'What May 2027 is billed' })
  expect(await columnOf(bill, 'Billable')).toEqual(['700', '75'])
  expect(await columnOf(bill, 'Amount')).toEqual(['¥875,000', '¥6,750'])
  expect(await bill.locator('tfoot').innerText()).toContain('¥881,750')
  await insistOwnReplies()
})

journey('its other model has its own pages, and its reports their own money', { locale: 'en-US' }, async (visit) => {
  const { page, go, settle } = visit
  const insistOwnReplies = overhear(visit)
  await enter(visit)
  await page.getByRole('button', { name: /^Partnership:/ }).click()
  await page.getByRole('option', { name: 'Agency' }).click()
  await page.getByText('Aiko Mori · Sora Agency Kansai').waitFor()
  await settle()
  await insistOwnWords(page, 'overview of the agency', ['Agency', 'Kansai', 'JPY', '¥3,600,000'])
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Customers' }).click()
  await page.getByRole('columnheader', { name: /^ACV/ }).waitFor()
  await settle()
  await insistOwnWords(page, 'agency', ['Agency', 'Kansai', 'JPY', 'Tani Optics', '¥3,600,000'])
  await page.getByRole('link', { name: 'Tani Optics' }).click()
  await settle()
  expect(await page.getByRole('navigation', { name: 'Pages of Tani Optics' }).getByRole('link').allInnerTexts()).toEqual([
    'Commercial',
    'Contacts',
  ])
  await insistOwnWords(page, 'commercial', ['Vault storage', '40 terabytes', '¥3,600,000'])
  await go('/report')
  await insistOwnWords(page, 'report of orders', ['ACV by day', '¥3,600,000'])
  await insistOwnReplies()
})

journey('its workbooks carry its name, its units and whole yen', { locale: 'en-US' }, async (visit) => {
  const { page, go, download } = visit
  await enter(visit)
  const customers = await download(page.getByRole('button', { name: 'Export to Excel' }))
  expect(customers.name).toBe(`kura-customers-${today}.xlsx`)
  const sheet = (await readWorkbook(customers.file)).get('Customers')
  expect(sheet?.headings).toEqual(['Customer', 'Reference', 'Usage value (JPY)', 'Vault (terabytes)', 'Mail (mailboxes)', 'Last sign-in'])
  expect(sheet?.rows.map((row) => row['Usage value (JPY)']).toSorted()).toEqual([150_000, 606_750])

  await go('/report?cycles=3')
  const { name, file } = await download(page.getByRole('button', { name: /^Excel: peak usage/ }))
  expect(name).toMatch(/^kura-usage-.*\.xlsx$/)
  const sheets = await readWorkbook(file)
  expect([...sheets.keys()]).not.toContain('Daily') // the configuration leaves it out
  const open = sheets.get('Summary')?.rows.filter((row) => row['Period'] === '2027-05') ?? []
  expect(open.map((row) => [row['Product'], row['Unit'], row['Total peak'], row['Amount']])).toEqual([
    ['Vault storage', 'terabytes', 600, 875_000],
    ['Mailbox backup', 'mailboxes', 75, 6_750],
  ])
  expect(sheets.get('Invoice')?.formats['Amount']).not.toContain('.00')
  expect(numberIn(String(cached(sheets.get('Invoice')?.total?.['Amount'])))).toBeGreaterThan(881_750)
  for (const { name: title, headings, rows } of sheets.values())
    expect(`${title} ${headings.join(' ')} ${JSON.stringify(rows)}`).not.toMatch(foreign)
})
