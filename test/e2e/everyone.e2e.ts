import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

const subTabs = ['tasks', 'commercial', 'usage', 'activity', 'signals', 'contacts'] as const

/** A customer by a part of its name. */
const customerNamed = async ({ ask }: Visit, part: string) => {
  const { items } = await ask<{ items: { id: string; name: string }[] }>(`/customers?search=${encodeURIComponent(part)}`)
  const [found] = items
  if (!found) throw new Error(`No customer ${part}`)
  return found
}

/** Every page of a partnership, with the panels that a page opens. */
const addressesOf = async (visit: Visit, name: string, model: 'usage' | 'orders') => {
  const { id } = await customerNamed(visit, name)
  const { items: rooms } = await visit.ask<{ items: { id: string; kind: string; standing: string }[] }>('/rooms')
  return [
    ...rooms.filter(({ kind, standing }) => kind === 'custom' || standing === 'locked').map((room) => `/rooms/${room.id}`),
    '/customers',
    '/customers?search=nobody-has-this-name',
    '/customers?state=trial&severity=low',
    ...subTabs.map((subTab) => `/customers/${id}/${subTab}`),
    '/tasks',
    '/report',
    model === 'usage' ? '/report?cycles=12&cycle=2026-10&product=NET' : '/report?day=2026-10-01',
    '/nowhere',
  ]
}

for (const { partnership, name, model } of [
  { partnership: 'MSSP', name: 'Worshipful', model: 'usage' },
  { partnership: 'Reseller', name: 'Ναυπηγεία', model: 'orders' },
] as const) {
  journey(
    `${partnership}: no page has an accessibility violation, in light and in dark`,
    { as: people.alma, partnership },
    async (visit) => {
      // The phone loads each of them anew.
      await visit.go('/')
      for (const address of await addressesOf(visit, name, model)) {
        await visit.turn(address)
        await visit.insistAccessible(address)
      }
    },
  )

  journey(
    `${partnership}: no page scrolls sideways on a phone`,
    { as: people.alma, partnership, width: 390, height: 844 },
    async (visit) => {
      for (const address of await addressesOf(visit, name, model)) {
        await visit.go(address)
        await visit.insistNoOverflow(address)
        expect(await visit.page.getByRole('main').textContent(), address).not.toBe('')
      }
    },
  )
}

journey('the whole way by keyboard: skip link, rooms, table, customer, pages, panel', { as: people.alma }, async (visit) => {
  const { page, go, settle } = visit
  await go('/customers')
  const focused = () => page.locator('*:focus')
  const tabUntil = async (wanted: string) => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab')
      if (await focused().evaluate((element: { matches: (selector: string) => boolean }, selector) => element.matches(selector), wanted))
        return
    }
    throw new Error(`Tab never reached ${wanted}`)
  }
  await page.keyboard.press('Tab')
  expect(await focused().innerText()).toBe('Skip to the page')
  await page.keyboard.press('Enter')
  expect(await focused().getAttribute('id')).toBe('main')

  await tabUntil('tbody tr')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await focused().getAttribute('data-index')).toBe('2')
  const name = await focused().getByRole('rowheader').innerText()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await settle()

  await tabUntil('nav[aria-label^="Pages of"] a[href$="/usage"]')
  await page.keyboard.press('Enter')
  await settle()
  expect(new URL(page.url()).pathname).toMatch(/\/usage$/)
  await tabUntil('button[aria-haspopup="dialog"][class*="stat"]')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('Rule').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await tabUntil('figure button[aria-label="Show as table"]')
  await page.keyboard.press('Enter')
  await page
    .getByRole('table', { name: /as a table$/ })
    .first()
    .waitFor()

  await go('/customers')
  await tabUntil('nav[aria-label="Rooms"] a[href="/report"]')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Report' }).waitFor()
  await settle()
  await tabUntil('button[aria-label$=": show the customers"]')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('table').waitFor()
  await settle()
})

journey('no menu, chooser or drawer has an accessibility violation', { as: people.alma }, async (visit) => {
  const { page, go, insistAccessible } = visit
  const { id } = await customerNamed(visit, 'Worshipful')
  const openAndLook = async (name: string | RegExp, what: string) => {
    await page.getByRole('button', { name, exact: true }).first().click()
    await page.waitForTimeout(200) // what opens fades in
    await insistAccessible(what)
    await page.keyboard.press('Escape')
  }
  await go('/customers')
  await openAndLook(/^Partnership:/, 'the partnership switcher')
  await openAndLook(/Alma Sund/, 'the person’s menu')
  await openAndLook('Filter', 'the filters')
  await openAndLook('Columns', 'the column chooser')
  await openAndLook('Views', 'the saved views')
  await openAndLook(/^Network/, 'what is behind a number')
  await go(`/customers/${id}/usage`)
  await openAndLook(/^Days that are shown/, 'the calendar')
  await openAndLook('Add tags', 'the tag editor')
  await openAndLook('Narrow the sidebar', 'the narrow sidebar')
  await page.setViewportSize({ width: 390, height: 844 })
  await openAndLook('Open the menu', 'the menu on a phone')
})
