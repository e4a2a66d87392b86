import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import { cellsOf, columnOf, numberIn } from './reading.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Named = { id: string; name: string; openTasks: number }

const firstCustomers = async ({ ask }: Visit, count: number) =>
  (await ask<{ items: Named[] }>(`/customers?state=paying&sort=-billable&limit=${count}`)).items

const openTabs = ({ page }: Visit) => page.getByRole('navigation', { name: 'Open customers' })
const tabNames = async (visit: Visit) =>
  (await openTabs(visit).getByRole('link').allInnerTexts()).map((text) =>
    (text.split('\n')[0] ?? '').replace(/, \d+ of \d+\..*/, '').trim(),
  )

journey('customers stay open in tabs that are moved by keyboard and by drag, and closed', { as: people.alma }, async (visit) => {
  const { page, go, settle } = visit
  const chosen = await firstCustomers(visit, 3)
  const names = chosen.map(({ name }) => name)
  for (const name of names) {
    await go('/customers')
    await page.getByRole('link', { name, exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await settle()
  }
  expect(await tabNames(visit)).toEqual(names)
  await visit.insistAccessible('several open customers')

  const tab = (name: string | undefined) => openTabs(visit).getByRole('link', { name: name ?? '' })
  await tab(names[2]).press('Shift+ArrowLeft')
  await openTabs(visit).getByText(`${names[2]} moved to place 2 of 3`).waitFor()
  await expect.poll(() => tabNames(visit)).toEqual([names[0], names[2], names[1]])
  await expect
    .poll(() =>
      tab(names[2]).evaluate((link: unknown) => link === (globalThis as { document?: { activeElement: unknown } }).document?.activeElement),
    )
    .toBe(true)

  const [from, to] = [await tab(names[0]).boundingBox(), await tab(names[1]).boundingBox()]
  if (!from || !to) throw new Error('A tab is not drawn')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2, { steps: 4 })
  await page.mouse.move(to.x + to.width / 2 + 20, to.y + to.height / 2, { steps: 12 })
  await page.waitForTimeout(100) // the list makes room as the pointer rests
  await page.mouse.up()
  await expect.poll(() => tabNames(visit)).toEqual([names[2], names[1], names[0]])

  await settle()
  await page.reload()
  await settle()
  expect(await tabNames(visit)).toEqual([names[2], names[1], names[0]])

  await openTabs(visit)
    .getByRole('button', { name: `Close ${names[1]}` })
    .click()
  await expect.poll(() => tabNames(visit)).toEqual([names[2], names[0]])
  await tab(names[0]).press('Delete')
  await expect.poll(() => tabNames(visit)).toEqual([names[2]])
  await settle()
})

journey('a tab keeps its page and range while another is looked at, after a reload, and Back works', { as: people.alma }, async (visit) => {
  const { page, go, settle } = visit
  const [one, other] = await firstCustomers(visit, 2)
  if (!one || !other) throw new Error('Two customers are needed')
  await go(`/customers/${other.id}/contacts`)
  await go(`/customers/${one.id}/usage`)
  await page.getByRole('button', { name: /^Days that are shown/ }).click()
  await page.getByRole('button', { name: 'Last 6 cycles' }).click()
  await page.waitForURL(/from=2026-05-26/)
  await settle()
  const address = page.url()
  const cycles = await columnOf(page.getByRole('table', { name: 'Cycles of Network scanning' }), 'Cycle')
  expect(cycles[0]).toBe('Nov 2026 (open)')
  expect(cycles).toHaveLength(6)

  await openTabs(visit).getByRole('link', { name: other.name }).click()
  await page.getByRole('heading', { level: 1, name: other.name }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/customers/${other.id}/contacts`)
  await openTabs(visit).getByRole('link', { name: one.name }).click()
  await page.getByRole('table', { name: 'Cycles of Network scanning' }).waitFor()
  expect(page.url()).toBe(address)
  await settle()
  await page.reload()
  await settle()
  expect(page.url()).toBe(address)
  expect(await columnOf(page.getByRole('table', { name: 'Cycles of Network scanning' }), 'Cycle')).toEqual(cycles)

  await page.goBack()
  await page.getByRole('heading', { level: 1, name: other.name }).waitFor()
  await page.goForward()
  await page.getByRole('heading', { level: 1, name: one.name }).waitFor()
  await settle()
})

journey('each of the six pages of a managed customer tells what the server knows', { as: people.alma }, async (visit) => {
  const { page, go, ask, settle } = visit
  const { items } = await ask<{ items: Named[] }>('/customers?severity=low&sort=-tasks&limit=1')
  const [customer] = items
  if (!customer) throw new Error('No customer has a task')
  const pages = page.getByRole('navigation', { name: `Pages of ${customer.name}` })
  const turnTo = async (name: string | RegExp) => {
    await pages.getByRole('link', { name }).click()
    await settle()
  }
  await go(`/customers/${customer.id}`)
  expect(await pages.getByRole('link').count()).toBe(6)

  await turnTo(/^Tasks/)
  expect(await page.getByRole('region', { name: 'Tasks' }).getByRole('listitem').count()).toBe(customer.openTasks)

  await turnTo('Commercial')
  const terms = page.getByRole('table', { name: 'Peaks and terms of November 2026' })
  const [peaks, prices, amounts] = [await columnOf(terms, 'Peak'), await columnOf(terms, 'Unit price'), await columnOf(terms, 'Amount')]
  const priced = peaks.flatMap((peak, at) => (numberIn(prices[at] ?? '') === null || numberIn(peak) === null ? [] : [at]))
  expect(priced.length).toBeGreaterThan(0)
  for (const at of priced)
    expect(numberIn(amounts[at] ?? '')).toBeCloseTo((numberIn(peaks[at] ?? '') ?? 0) * (numberIn(prices[at] ?? '') ?? 0), 2)

  await turnTo('Product usage')
  const usage = await ask<{ products: { product: string; thisCycle: { peak: number | null } }[] }>(`/customers/${customer.id}/usage`)
  const network = usage.products.find(({ product }) => product === 'NET')
  expect(numberIn((await columnOf(page.getByRole('table', { name: 'Cycles of Network scanning' }), 'Peak'))[0] ?? '')).toBe(
    network?.thisCycle.peak,
  )
  const figure = page.getByRole('figure', { name: 'Network scanning, day by day' })
  await figure.getByRole('button', { name: 'Show as table' }).click()
  const days = await cellsOf(figure.getByRole('table'))
  expect(days.at(-1)?.[0]).toBe('20 Nov')

  await turnTo('Activity')
  expect(await page.getByRole('region', { name: 'Activity' }).getByRole('heading', { level: 2 }).count()).toBe(8)
  await page.getByRole('region', { name: 'Risk score' }).getByRole('figure').waitFor()
  expect(await page.getByText('Not part of subscription').count()).toBeGreaterThan(0)

  await turnTo('Retention signals')
  const signals = await ask<{ signals: { state: string }[] }>(`/customers/${customer.id}/signals`)
  const panel = page.getByRole('region', { name: 'Retention signals' })
  expect(await panel.getByRole('listitem').count()).toBe(signals.signals.length)
  await panel.getByText(`Alert: ${signals.signals.filter(({ state }) => state === 'alert').length}`).waitFor()
  expect(await panel.getByText(/Warns (after|from)|Threshold passed/).count()).toBe(signals.signals.length)

  await turnTo('Contacts')
  for (const type of ['Sales', 'Customer success', 'Finance', 'Technical'])
    await page.getByRole('heading', { level: 3, name: type, exact: true }).waitFor()
})

journey('tags are set on the customer, and found by', { as: people.alma }, async (visit) => {
  const { page, go, settle } = visit
  const [customer] = await firstCustomers(visit, 1)
  await go(`/customers/${customer?.id}`)
  await page.getByRole('banner').last().waitFor()
  await page
    .getByRole('main')
    .getByRole('button', { name: /Add tags|,|^[A-Z]/ })
    .first()
    .click()
  const editor = page.getByRole('dialog')
  await editor.getByRole('combobox', { name: 'Tags' }).fill('Talk in December')
  await editor.getByRole('combobox', { name: 'Tags' }).press('Enter')
  await editor.getByRole('button', { name: 'Save tags' }).click()
  await page.getByRole('button', { name: /Talk in December/ }).waitFor()
  await settle()
  await go('/customers')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const filters = page.getByRole('dialog', { name: 'Filter' })
  await filters.getByRole('combobox', { name: 'Tags' }).press('ArrowDown')
  await filters.getByRole('option', { name: 'Talk in December (1)' }).click()
  await page.getByText('1 customer matches').waitFor()
  await settle()
})
