import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

/** The number of a tile, as it is written. */
const numberOf = async (visit: Visit, label: string) => /[\d,]+/.exec(await tileOf(visit, label).innerText())?.[0] ?? 'none'
const tileOf = ({ page }: Visit, label: string) =>
  page.getByRole('region', { name: 'Figures', exact: true }).getByRole('link', { name: new RegExp(`^${label}`) })
const headings = ({ page }: Visit) => page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts()

for (const { partnership, tiles } of [
  { partnership: 'MSSP', tiles: ['Customers', 'Open tasks', 'Network'] },
  { partnership: 'Reseller', tiles: ['Customers', 'Active subscriptions', 'Renewals in 3 months'] },
] as const) {
  journey(`${partnership}: the overview is the start, shows the dashboard's figures and leads to their rows`, { as: people.alma, partnership }, async (visit) => {
    const { page, go, settle, insistAccessible } = visit
    await go('/')
    await page.waitForURL(/\/overview$/)
    for (const tile of tiles) await tileOf(visit, tile).waitFor()
    await insistAccessible('the overview')
    const customers = await numberOf(visit, 'Customers')
    await page.getByText('Quarter', { exact: true }).click()
    await settle()
    expect(page.url()).toContain('period=quarter')
    await page.getByRole('main').getByText(/against the period before Q4 2026/).waitFor()
    await tileOf(visit, 'Customers').click()
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
    expect(await page.getByRole('region', { name: 'Portfolio totals' }).getByRole('button', { name: /^Customers/ }).innerText()).toContain(customers)
  }) // prettier-ignore
}

journey('nothing scrolls sideways on a phone', { as: people.alma, width: 390, height: 844 }, async ({ page, go, insistNoOverflow }) => {
  for (const address of ['/overview', '/quick-actions']) {
    await go(address)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await insistNoOverflow(address)
  }
})

journey('parts are hidden, moved and added by keyboard, kept on the server, and reset', { as: people.alma }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/overview')
  const usual = await headings(visit)
  expect(usual).toContain('What happened')
  await page.getByRole('button', { name: 'Arrange' }).press('Enter')
  const panel = page.getByRole('dialog', { name: 'Arrange your overview' })
  await panel.getByRole('switch', { name: 'What happened' }).press('Space')
  await panel.getByRole('switch', { name: 'Trend' }).press('Space')
  await panel.getByRole('button', { name: 'Move Trend up' }).press('Enter')
  await panel.getByRole('status').filter({ hasText: 'Trend moved to place 5 of 6' }).waitFor()
  await settle()
  await insistAccessible('arranging')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'hidden' })
  await expect.poll(() => headings(visit)).not.toContain('What happened')
  await go('/overview')
  expect(await headings(visit), 'after another load').toContain('Trend')
  await page.getByRole('button', { name: 'Show as table' }).first().waitFor()
  await page.getByRole('button', { name: 'Arrange' }).click()
  await panel.getByRole('button', { name: 'Reset to the usual' }).click()
  await settle()
  await page.keyboard.press('Escape')
  await expect.poll(() => headings(visit)).toEqual(usual)
})

journey('somebody with customers of their own sees theirs; marketing sees none', { as: people.mira }, async (visit) => {
  const { page, go } = visit
  await go('/overview')
  await page.getByRole('region', { name: 'What happened' }).waitFor()
  expect(await headings(visit)).not.toContain('Tasks to look at')
  expect(
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Customers/ })
      .count(),
  ).toBe(0)
  expect(await page.getByRole('region', { name: 'What happened' }).getByRole('radio', { name: 'Tasks' }).count()).toBe(0)
})

journey('what has to be acknowledged stands on every page until it is', { as: people.jonas }, async ({ page, go, settle, insistAccessible }) => {
  await go('/tasks')
  const banner = page.getByRole('complementary', { name: 'To be acknowledged' })
  await banner.getByRole('button', { name: 'Read it' }).click()
  const panel = page.getByRole('dialog', { name: 'New terms of data processing' })
  await panel.getByRole('link', { name: /^https:/ }).waitFor()
  await insistAccessible('an announcement')
  await panel.getByRole('button', { name: 'I have read and understood this' }).click()
  await panel.getByText(/You acknowledged this on/).waitFor()
  await page.keyboard.press('Escape')
  await banner.waitFor({ state: 'hidden' })
  await go('/overview')
  await settle()
  expect(await banner.count()).toBe(0)
}) // prettier-ignore

journey('the vendor sees who acknowledged, and announces to one type', { as: people.ines }, async ({ page, go, settle, insistAccessible }) => {
  await go('/announcements')
  await insistAccessible('the announcements')
  await page.getByRole('link', { name: 'New terms of data processing' }).click()
  const shown = page.getByRole('dialog', { name: 'New terms of data processing' })
  await shown.getByText('Who has read it', { exact: true }).click()
  const readers = shown.getByRole('list', { name: 'Who is meant' })
  // In another partnership of theirs they have not.
  const acknowledged = readers.getByRole('listitem').filter({ hasText: 'Jonas Vik' }).filter({ hasText: 'Acknowledged' })
  await acknowledged.waitFor()
  await insistAccessible('who has read it')
  await page.keyboard.press('Escape')
  await shown.waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: 'Announce something' }).click()
  const form = page.getByRole('dialog', { name: 'Announce something' })
  await form.getByLabel('Title').fill('For resellers alone')
  await form.getByLabel('Text').fill('Look at https://vendor.example/resale.')
  await form.getByLabel('First day').fill('2026-11-01')
  await form.getByLabel('Partner types').click()
  await page.getByRole('option', { name: 'Reseller' }).click()
  await page.keyboard.press('Escape')
  await insistAccessible('the form')
  await form.getByRole('button', { name: 'Announce', exact: true }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: 'For resellers alone' }).waitFor()
  await settle()
}) // prettier-ignore

for (const { partnership, isMeant } of [{ partnership: 'MSSP', isMeant: false }, { partnership: 'Reseller', isMeant: true }] as const)
  journey(`${partnership}: sees what was announced to resellers: ${isMeant}`, { as: people.alma, partnership }, async ({ page, go }) => {
    await go('/overview')
    await page.getByRole('list', { name: 'Announcements' }).waitFor()
    expect(await page.getByRole('button', { name: /For resellers alone/ }).count()).toBe(isMeant ? 1 : 0)
  }) // prettier-ignore

journey('a shortcut is added, moved up and used; what a role may not open is left out', { as: people.ines }, async ({ page, go, settle, insistAccessible }) => {
  await go('/quick-actions-setup')
  await page.getByRole('button', { name: 'Add a quick action' }).click()
  const form = page.getByRole('dialog', { name: 'Add a quick action' })
  await form.getByLabel('Name').fill('Ask the price desk')
  await form.getByRole('combobox', { name: 'Leads to' }).click()
  await page.getByRole('option', { name: 'A mail' }).click()
  await form.getByLabel('E-mail address').fill('prices@vendor.example')
  await insistAccessible('the form of a shortcut')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await form.waitFor({ state: 'hidden' })
  for (let place = 7; place > 0; place--) {
    await page.getByRole('button', { name: 'Move Ask the price desk up' }).press('Enter')
    await page.getByText(`Ask the price desk moved to place ${place} of 8`).waitFor()
  }
  await settle()
  await go('/quick-actions-setup')
  expect(await page.getByRole('list', { name: 'Quick actions' }).getByRole('listitem').first().innerText()).toContain('Ask the price desk')
  await insistAccessible('the shortcuts')
}) // prettier-ignore

journey('marketing has the shortcuts that lead somewhere for them', { as: people.mira }, async ({ page, go, insistAccessible }) => {
  await go('/quick-actions')
  const tiles = page.getByRole('list', { name: 'Quick actions' })
  expect(await tiles.getByRole('link', { name: 'Ask the price desk' }).getAttribute('href')).toBe('mailto:prices@vendor.example')
  await tiles.getByRole('link', { name: /Find sales material/ }).waitFor()
  for (const name of [/Work on tasks/, /Look at the month/, /Invite a colleague/, /Register a deal/]) expect(await tiles.getByRole('link', { name }).count()).toBe(0)
  await insistAccessible('the shortcuts of a partner')
}) // prettier-ignore

journey('the vendor fixes a part of the overview and takes another away', { as: people.ines }, async ({ page, go, settle, insistAccessible }) => {
  await go('/overview-setup?type=reseller')
  await insistAccessible('the set-up')
  const choose = async (part: string, state: string) => {
    await page.getByRole('combobox', { name: `${part}: whether it is shown` }).click()
    await page.getByRole('option', { name: state }).click()
    await settle()
  }
  await choose('Announcements', 'Always shown')
  await choose('Tasks to look at', 'Not available')
  await go('/overview-setup?type=reseller')
  expect(await page.getByRole('combobox', { name: 'Announcements: whether it is shown' }).inputValue()).toBe('Always shown')
}) // prettier-ignore

journey('and its partners of that type have it so', { as: people.alma, partnership: 'Reseller' }, async (visit) => {
  const { page, go } = visit
  await go('/overview')
  expect(await headings(visit)).not.toContain('Tasks to look at')
  await page.getByRole('button', { name: 'Arrange' }).click()
  expect(await page.getByRole('dialog').getByRole('switch', { name: 'Announcements' }).isDisabled()).toBe(true)
})

journey('a partner follows a button of a room', { as: people.alma, partnership: 'MSSP' }, async ({ page, go, ask }) => {
  const { items } = await ask<{ items: { id: string; label: string }[] }>('/rooms')
  const onboarding = items.find(({ label }) => label === 'Onboarding')
  await go(`/rooms/${onboarding?.id ?? ''}`)
  const counted = page.waitForResponse((answer) => answer.url().includes('/clicks') && answer.status() === 204)
  await page.getByRole('main').getByRole('link', { name: 'Find sales material' }).click()
  await counted
})

journey('and the vendor sees it among what rooms are used for', { as: people.ines }, async ({ page, go, settle, insistAccessible, insistNoOverflow }) => {
  await go('/room-use')
  const links = page.getByRole('table', { name: 'Links and buttons' })
  const row = links.getByRole('row').filter({ hasText: 'Find sales material' })
  await row.getByRole('link', { name: 'Onboarding' }).waitFor()
  expect(await row.innerText()).toContain('Action bar')
  await page.getByText('Nobody watched a video in these days').waitFor()
  await settle()
  await insistAccessible('the use of rooms')
  await page.getByRole('combobox', { name: 'Room', exact: true }).click()
  await page.getByRole('option', { name: 'Support hub' }).first().click()
  await page.getByText('Nobody followed a link in these days').waitFor()
  expect(page.url()).toContain('room=rom_')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the use of rooms')
}) // prettier-ignore
