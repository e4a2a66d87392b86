import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import { columnOf, namesIn } from './reading.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

const switchTo = async ({ page, settle }: Visit, badge: string) => {
  await page.getByRole('button', { name: /^Partnership:/ }).click()
  await page.getByRole('option', { name: badge }).click()
  await page.getByRole('button', { name: new RegExp(`^Partnership:.*${badge}`) }).waitFor()
  await settle()
}

journey('every page follows into another partnership, and nothing of the old one stays', { as: people.alma }, async (visit) => {
  const { page, go, settle } = visit
  await go('/customers')
  const before = await namesIn(page.getByRole('table', { name: 'Customers' }))
  await page.getByRole('table', { name: 'Customers' }).getByRole('link').first().click()
  await settle()
  const address = page.url()
  expect(await page.getByRole('navigation', { name: 'Open customers' }).getByRole('link').count()).toBe(1)

  await switchTo(visit, 'Reseller')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Customers' }).click()
  await page.getByRole('columnheader', { name: /^ACV/ }).waitFor()
  await settle()
  const after = await namesIn(page.getByRole('table', { name: 'Customers' }))
  expect(after.filter((name) => before.includes(name))).toEqual([])
  expect(await page.getByRole('navigation', { name: 'Open customers' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Report' }).click()
  await page.getByRole('heading', { level: 2, name: 'ACV by day' }).waitFor()
  await page.getByRole('link', { name: 'Tasks', exact: true }).click()
  await settle()
  for (const name of await columnOf(page.getByRole('table', { name: 'Tasks' }), 'Customer')) expect(before).not.toContain(name)

  visit.expectComplaint(/404 GET \/api\/customers\//)
  visit.expectComplaint(/console: Failed to load resource.*404/)
  await page.goto(address)
  await page.getByRole('alert').waitFor()

  await switchTo(visit, 'MSSP')
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Customers' }).click()
  await settle()
  expect(await namesIn(page.getByRole('table', { name: 'Customers' }))).toEqual(before)
  expect(
    await page.getByRole('navigation', { name: 'Open customers' }).getByRole('link').count(),
    'the tabs are where they were left',
  ).toBe(1)
})

journey('another window follows by itself and says so', { as: people.alma }, async (visit) => {
  const { context, go, settle } = visit
  await go('/report')
  const other = await context.newPage()
  await other.goto('/report')
  await other.getByRole('heading', { level: 2, name: 'Monthly summary' }).waitFor()
  const told = other.getByText('The partnership was changed in another window. This window has followed.').waitFor() // it goes away by itself
  await Promise.all([switchTo(visit, 'Reseller'), told])
  await other.getByRole('button', { name: /^Partnership:.*Reseller/ }).waitFor()
  await settle()
})

journey('a window that did not hear of the change writes nothing into the wrong partnership', { as: people.alma }, async (visit) => {
  const { context, go, ask, settle, expectComplaint } = visit
  const { items } = await ask<{ items: { id: string }[] }>('/customers?state=paying&limit=1')
  const deaf = await context.newPage()
  await deaf.addInitScript('BroadcastChannel.prototype.addEventListener = () => {}')
  await deaf.goto(`/customers/${items[0]?.id}/contacts`)
  await deaf.getByRole('button', { name: 'Add a person' }).click()
  const form = deaf.getByRole('dialog', { name: 'Add a person' })
  await form.getByLabel('Name').fill('Late Writer')

  await go('/customers')
  await switchTo(visit, 'Reseller')
  expectComplaint(/409 POST .*contacts/)
  expectComplaint(/console: Failed to load resource.*409/)
  deaf.on('dialog', (dialog) => void dialog.accept())
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await deaf.getByText('The partnership was changed in another window. This window has followed.').waitFor()
  await deaf.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

  await switchTo(visit, 'MSSP')
  await settle()
  const { items: written } = await ask<{ items: { name: string }[] }>(`/customers/${items[0]?.id}/contacts`)
  expect(written.map(({ name }) => name)).not.toContain('Late Writer')
  await settle()
})

journey('after signing out Back shows nothing, and the endpoints answer nobody', { as: people.alma }, async (visit) => {
  const { page, context, go, settle } = visit
  await go('/customers')
  const [name] = await namesIn(page.getByRole('table', { name: 'Customers' }))
  await page.getByRole('table', { name: 'Customers' }).getByRole('link').first().click()
  await settle()
  await page.getByRole('button', { name: /Alma Sund/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Look at the demo' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Look at the demo' }).waitFor()
  await settle()
  expect(await page.locator('body').innerText()).not.toContain(name)
  expect((await context.request.get('/api/customers')).status()).toBe(401)
  expect((await context.cookies()).filter(({ name: cookie }) => cookie.endsWith('_sid'))).toEqual([])
})
