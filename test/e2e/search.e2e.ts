import { sql } from 'kysely'
import { expect } from 'vitest'
import { wordsKey } from '#rooms/search/rules.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const blocks = JSON.stringify([
  { id: '00000000-0000-4000-8000-000000000001', kind: 'search', width: 'full', settings: { title: 'Find material', scope: 'kit' } },
])
const said = 'Badges are handed out at the marmalade counter.'

/** The demo with a room that has a search of its own. */
const journey = stage(async () => {
  const opened = await openDemo()
  await asActor(systemActor('test', opened.portal.database), async (tx) => {
    const row = await tx.first(sql<{ id: number }>`
      insert into room (partner_type, kind, label, icon, status, position, published_revision)
      values ('mssp', 'custom', 'Reading room', 'book', 'live', 900, 1) returning id`)
    await tx.rows(sql`
      insert into room_revision (room_id, number, blocks, words, words_key)
      values (${row?.id ?? 0}, 1, ${blocks}::jsonb, ${said}, ${wordsKey(said)})`)
  })
  return opened
})

const open = async ({ page, settle }: Visit) => {
  await settle()
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: 'Search' })
  const field = dialog.getByRole('combobox', { name: 'Search' })
  await field.waitFor()
  return { dialog, field, options: dialog.getByRole('option') }
}

journey('somebody goes to a customer by the keyboard alone, with a slip', { as: people.alma }, async (visit) => {
  const { page, go, insistAccessible } = visit
  await go('/overview')
  const { dialog, field, options } = await open(visit)
  await field.pressSequentially('harborlnie')
  await options.first().waitFor()
  await dialog.getByText('with similar names').waitFor()
  expect(await options.first().innerText()).toContain('Harbourline Freight')
  expect(await field.getAttribute('aria-activedescendant')).toBe(await options.first().getAttribute('id'))
  await insistAccessible('what was found')
  await field.press('Enter')
  await page.getByRole('heading', { name: 'Harbourline Freight' }).first().waitFor()
  expect(await dialog.count()).toBe(0)

  // It stands among what is at hand from then on.
  const again = await open(visit)
  await again.dialog.getByRole('group', { name: 'Open customers' }).getByRole('option', { name: 'Harbourline Freight' }).waitFor()
  await insistAccessible('the search before anything is typed')
  await page.keyboard.press('Escape')
  await again.dialog.waitFor({ state: 'detached' })
})

journey('the arrows choose among kinds, and all of a kind are one step away', { as: people.alma }, async (visit) => {
  const { page, go, settle } = visit
  await go('/overview')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Search' })
  const field = dialog.getByRole('combobox', { name: 'Search' })
  await field.fill('c')
  const all = dialog.getByRole('option', { name: /^Show all \d+ in Customers$/ })
  await all.waitFor()
  await settle()
  const before = (await dialog.getByRole('option').allTextContents()).indexOf((await all.textContent()) ?? '')
  for (let step = 0; step < before; step++) await field.press('ArrowDown')
  expect(await all.getAttribute('aria-selected')).toBe('true')
  expect(await dialog.locator('[aria-selected=true]').count()).toBe(1)
  await field.press('Enter')
  await page.waitForURL(/\/customers\?search=c$/)
  await dialog.waitFor({ state: 'detached' })
})

journey('who sees a part of the customers finds those', { as: people.jonas }, async (visit) => {
  const { go, ask, settle } = visit
  await go('/overview')
  const { items } = await ask<{ items: { name: string }[] }>('/customers?limit=200')
  const own = items.map(({ name }) => name)
  const { dialog, field } = await open(visit)
  for (const letter of ['a', 'h', 's']) {
    await field.fill(letter)
    await settle()
    const found = await dialog.getByRole('group', { name: 'Customers' }).getByRole('option').allInnerTexts()
    for (const one of found.filter((text) => !text.startsWith('Show all')))
      expect(
        own.some((name) => one.includes(name)),
        one,
      ).toBe(true)
  }
  await field.fill('zzzzzzzz')
  await dialog.getByText('Nothing found', { exact: true }).last().waitFor()
})

journey('the vendor finds partners and rooms from its own side', { as: people.ines }, async (visit) => {
  const { page, go, insistAccessible } = visit
  await go('/partners')
  const { dialog, field } = await open(visit)
  await field.fill('fjord')
  const partner = dialog.getByRole('group', { name: 'Partners' }).getByRole('option', { name: /Fjordline Managed Security/ })
  await partner.waitFor()
  await insistAccessible('what the vendor found')
  await partner.click()
  await page.getByRole('dialog', { name: 'Fjordline Managed Security' }).waitFor()
})

journey('fits a phone, and what is typed of a page stays a text', { as: people.mira, width: 360, height: 740 }, async (visit) => {
  const { page, go, insistNoOverflow, settle } = visit
  await go('/kit')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Search' })
  const field = dialog.getByRole('combobox', { name: 'Search' })
  await field.fill('renewal')
  await dialog.getByRole('option', { name: /How to win a renewal/ }).waitFor()
  await insistNoOverflow('the search')
  await field.fill('<img src=x onerror=alert(1)> %_\\')
  await settle()
  expect(await dialog.locator('img').count()).toBe(0)
})

journey('a block searches among its kind, and what stands in rooms is found by its words', { as: people.mira }, async (visit) => {
  const { page, go, insistAccessible } = visit
  await go('/overview')
  const { dialog, field } = await open(visit)
  await field.fill('marmalade badge')
  const text = dialog.getByRole('group', { name: 'Texts in rooms' }).getByRole('option', { name: /Reading room/ })
  await text.waitFor()
  expect(await text.innerText()).toContain(said)
  await insistAccessible('a text that was found')
  await field.press('Enter')
  const block = page.getByRole('search', { name: 'Find material' })
  await block.getByRole('searchbox').fill('renewal')
  await block.getByRole('button', { name: 'Search' }).click()
  await dialog.getByRole('option', { name: /How to win a renewal/ }).waitFor()
  expect(await dialog.getByRole('group').count()).toBe(1)
})
