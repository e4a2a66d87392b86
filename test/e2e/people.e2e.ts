import { expect } from 'vitest'
import { readWorkbook } from '../workbook.ts'
import { callFrom } from '../../scripts/call-from.ts'
import { signIn, type Visit } from './browser.ts'
import { columnOf, namesIn, numberIn } from './reading.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Customers = { items: { id: string; name: string; state: string }[]; total: number }
const customersOf = ({ ask }: Visit) => ask<Customers>('/customers?limit=200')

/** Those whom somebody with all customers sees beside. */
const customersOfAlma = async ({ context, page }: Visit) => {
  const other = await context.browser()?.newContext({ baseURL: new URL(page.url()).origin })
  const reader = await other?.newPage()
  if (!other || !reader) throw new Error('No second reader')
  await signIn(reader, people.alma)
  const all = (await callFrom(reader, 'GET', '/customers?limit=200')).body as Customers // the contract's reply
  await other.close()
  return all
}

journey(
  'who sees some customers sees only those: list, totals, search, tasks, report, files and addresses',
  { as: people.jonas },
  async (visit) => {
    const { page, go, ask, settle, download, expectComplaint } = visit
    await go('/customers')
    const own = await customersOf(visit)
    const all = await customersOfAlma(visit)
    const names = own.items.map(({ name }) => name)
    const foreign = all.items.filter(({ name }) => !names.includes(name))
    expect(own.total).toBe(6)
    expect(foreign.length).toBe(all.total - own.total)

    const table = page.getByRole('table', { name: 'Customers' })
    expect((await namesIn(table)).toSorted()).toEqual(names.toSorted())
    const tile = page.getByRole('region', { name: 'Portfolio totals' }).getByRole('button', { name: /^Customers/ })
    expect(numberIn(await tile.innerText())).toBe(own.items.filter(({ state }) => state === 'paying').length)
    const { file } = await download(page.getByRole('button', { name: 'Export to Excel' }))
    expect(
      (await readWorkbook(file))
        .get('Customers')
        ?.rows.map((row) => String(row['Customer']))
        .toSorted(),
    ).toEqual(names.toSorted())

    const [other] = foreign
    if (!other) throw new Error('Everything is assigned')
    await page.getByRole('searchbox', { name: 'Search customers' }).fill(other.name)
    await page.getByText('No customer matches').waitFor()

    await go('/tasks')
    for (const name of await columnOf(page.getByRole('table', { name: 'Tasks' }), 'Customer')) expect(names).toContain(name)

    await go('/report')
    await page.getByText('Your customers only').first().waitFor()
    expect(await page.getByRole('heading', { name: /^Billed/ }).count(), 'no bill from a part').toBe(0)
    const report = await download(page.getByRole('button', { name: /^Excel: peak usage/ }))
    const sheets = await readWorkbook(report.file)
    expect([...sheets.keys()]).not.toContain('Invoice')
    const mentioned = new Set([...sheets.values()].flatMap(({ rows }) => rows.map((row) => row['Customer'])).filter((name) => name != null))
    for (const name of mentioned) expect(names).toContain(name)
    expect(JSON.stringify(await ask('/report/usage'))).not.toContain(other.name)

    expectComplaint(/404 GET \/api\/customers\//)
    expectComplaint(/console: Failed to load resource.*404/)
    await page.goto(`/customers/${other.id}`)
    await page.getByRole('alert').waitFor()
    await settle()
    expect(await page.getByRole('main').innerText()).not.toContain(other.name)
  },
)

journey('marketing sees no customer data: no room, no figure, no page, no answer', { as: people.mira }, async (visit) => {
  const { page, go, insistAccessible, expectComplaint } = visit
  await go('/')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  const rooms = await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link').allInnerTexts()
  expect(rooms).toContain('Kit')
  for (const room of ['Customers', 'Tasks', 'Report']) expect(rooms).not.toContain(room)
  expect(await page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
    'Quick actions',
    'Announcements',
    'What happened',
  ])
  await insistAccessible('the overview without a figure')
  await go('/customers')
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor()
  expectComplaint(/answer: 403 GET/)
  expectComplaint(/console: Failed to load resource.*403/)
  for (const path of ['/customers', '/tasks', '/report/usage', '/customers/workbook', '/workspace'])
    expect((await callFrom(page, 'GET', path)).status, path).toBe(403)
})

journey('the vendor chooses a partner and looks, and can change nothing', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/')
  await page.getByRole('heading', { level: 1, name: 'Choose a partner' }).waitFor()
  await insistAccessible('choosing a partner')
  const partners = page.getByRole('list', { name: 'Partners' }).getByRole('listitem')
  expect(await partners.count()).toBe(4)
  await page.getByRole('searchbox', { name: 'Partner or partnership' }).fill('fjord')
  await expect.poll(() => partners.count(), { timeout: 10_000 }).toBe(2)
  await partners.filter({ hasText: 'MSSP' }).getByRole('button').click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await settle()
  await page.getByText('Read-only: you see the portal as Fjordline Managed Security does.').waitFor()

  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Customers' }).click()
  await page.getByRole('table', { name: 'Customers' }).getByRole('link').first().click()
  await settle()
  const reasons = async (button: ReturnType<typeof page.getByRole>) => {
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await button.focus() // reachable, so that the reason is
    const id = await button.getAttribute('aria-describedby')
    return page.locator(`[id="${id}"]`).first().innerText()
  }
  expect(await reasons(page.getByRole('main').getByRole('button', { disabled: true }).first())).toContain('Only people of the partner')
  await page
    .getByRole('navigation', { name: /^Pages of / })
    .getByRole('link', { name: 'Contacts' })
    .click()
  await settle()
  expect(await reasons(page.getByRole('button', { name: 'Add a person' }))).toContain('only its own people change it')
  await page.getByRole('button', { name: 'Add a person' }).click({ force: true })
  expect(await page.getByRole('dialog', { name: 'Add a person' }).count()).toBe(0)
  expect(await page.getByRole('combobox', { name: /^Who holds/ }).count()).toBe(0)
  await insistAccessible('contacts that can be read only')

  await go('/report')
  await page.getByRole('table', { name: 'Monthly summary' }).waitFor()
})

journey('a partner manager of the vendor finds the assigned partners only', { as: people.teodor }, async ({ page, go, ask }) => {
  await go('/')
  const { total } = await ask<{ total: number }>('/partnerships')
  expect(total).toBe(3)
  expect(await page.getByRole('list', { name: 'Partners' }).getByRole('listitem').count()).toBe(total)
})
