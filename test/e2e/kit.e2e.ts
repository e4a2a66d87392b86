import { expect } from 'vitest'
import { pdf } from '#rooms/files/files.test-kit.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Items = { items: { id: string; title: string; isNew: boolean }[]; total: number }
type Lines = { items: { id: string; title: string; downloads: number }[] }

journey('the vendor adds an item with a file for one type of partners', { as: people.ines }, async (visit) => {
  const { page, go, ask, settle, insistAccessible } = visit
  await go('/kit-items')
  await page.getByRole('table', { name: 'Kit items' }).waitFor()
  await insistAccessible('the kit items')
  await page.getByRole('button', { name: 'Add an item' }).click()
  const form = page.getByRole('dialog', { name: 'Add an item' })
  await form.getByRole('textbox', { name: 'Title' }).focus()
  // The title is empty: what is wrong with it is said once the click is through, and takes no button away from under the pointer.
  const chooser = page.waitForEvent('filechooser')
  await form.getByRole('button', { name: 'Choose a file' }).click()
  await (await chooser).setFiles({ name: 'first-scan.pdf', mimeType: 'application/pdf', buffer: pdf() })
  await form.getByText('Enter a title.').waitFor()
  await form.getByRole('textbox', { name: 'Title' }).fill('Guide to a first scan')
  await form.getByRole('link', { name: 'first-scan.pdf' }).waitFor()
  await form.getByRole('combobox', { name: 'Type', exact: true }).click()
  await page.getByRole('option', { name: 'Presentation' }).click()
  await form.getByRole('combobox', { name: 'Partner types' }).click()
  await page.getByRole('option', { name: 'MSSP' }).click()
  await page.keyboard.press('Escape')
  await insistAccessible('the form')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('heading', { name: 'Versions' }).waitFor()
  await settle()
  const { items } = await ask<Lines>('/kit-items?search=first%20scan')
  expect(items).toMatchObject([{ title: 'Guide to a first scan', downloads: 0 }])
})

journey('the right partner finds it, downloads it and is counted', { as: people.mira }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/kit')
  const list = page.getByRole('list', { name: 'Kit' })
  await list.getByRole('heading', { name: 'Guide to a first scan' }).waitFor()
  await insistAccessible('the kit')
  const counted = page.waitForResponse((answer) => answer.url().includes('/downloads') && answer.status() === 204)
  const taken = page.waitForEvent('download')
  await list.getByRole('link', { name: 'Download Guide to a first scan' }).click()
  const [file] = await Promise.all([taken, counted])
  expect(file.suggestedFilename()).toBe('first-scan.pdf')
  await page.getByRole('searchbox', { name: 'Title or description' }).fill('renewal')
  await page.getByText('1 item', { exact: true }).waitFor()
  await settle()
  expect(await list.getByRole('heading').allInnerTexts()).toEqual(['How to win a renewal'])
})

journey('another type of partner does not find it, not by its address either', { as: people.alma }, async (visit) => {
  const { page, go, ask, settle } = visit
  const mine = await ask<Items>('/kit?search=first%20scan')
  const [item] = mine.items
  expect(item?.title).toBe('Guide to a first scan')
  // Alma's second partnership resells.
  await go('/account')
  await page.getByRole('button', { name: /^Partnership:/ }).click()
  await page.getByRole('option', { name: /Reseller/ }).click()
  await page.getByRole('button', { name: /^Partnership:.*Reseller/ }).waitFor()
  await settle()
  await go('/kit')
  await page.getByRole('heading', { name: 'Proposal template' }).waitFor()
  expect(await page.getByRole('heading', { name: 'Guide to a first scan' }).count()).toBe(0)
  const { total } = await ask<Items>('/kit?search=first%20scan')
  expect(total).toBe(0)
}) // prettier-ignore

journey('the vendor sees who took it, and archives it', { as: people.ines }, async (visit) => {
  const { page, go, ask, settle } = visit
  await go('/kit-items?search=first%20scan')
  await page.getByRole('link', { name: 'Guide to a first scan' }).click()
  const panel = page.getByRole('dialog', { name: 'Guide to a first scan' })
  await panel.getByRole('list', { name: 'Who took it most' }).getByText('Fjordline Managed Security').waitFor()
  await panel.getByRole('button', { name: 'Archive', exact: true }).click()
  await panel.getByRole('button', { name: 'Restore', exact: true }).waitFor()
  await settle()
  expect((await ask<Lines>('/kit-items?search=first%20scan')).items).toEqual([])
})

journey('a category is added, put in order by keyboard and given to partners', { as: people.ines }, async (visit) => {
  const { page, go, ask, settle, insistAccessible } = visit
  await go('/categories')
  const list = page.getByRole('list', { name: 'Tiers' })
  await list.getByText('Bronze').waitFor()
  await insistAccessible('the categories')
  await page.getByRole('button', { name: 'Add a tier' }).click()
  const form = page.getByRole('dialog', { name: 'Add a tier' })
  await form.getByLabel('Name').fill('Diamond')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await list.getByText('Diamond').waitFor()
  await page.getByRole('button', { name: 'Move Diamond up' }).press('Enter')
  await settle()
  const { items } = await ask<{ items: { label: string }[] }>('/categories?kind=tier')
  expect(items.map(({ label }) => label)).toEqual(['Bronze', 'Silver', 'Gold', 'Diamond', 'Platinum'])

  await go('/partners')
  const table = page.getByRole('table', { name: 'Partners' })
  await table.getByRole('checkbox', { name: 'Select Garnet IT Services' }).check()
  await insistAccessible('the partners')
  const bar = page.getByRole('region', { name: 'With the chosen partners' })
  await bar.getByRole('combobox', { name: 'Tier' }).click()
  await page.getByRole('option', { name: 'Diamond' }).click()
  await bar.getByRole('button', { name: 'Apply' }).click()
  await table.getByText('Diamond').waitFor()
  await table.getByRole('link', { name: 'Garnet IT Services' }).click()
  const panel = page.getByRole('dialog', { name: 'Garnet IT Services' })
  await panel.getByRole('list', { name: 'What was changed' }).getByText('Ines Marsh').waitFor()
  await insistAccessible('one partner')
  await settle()
})

journey('help is found with who answers now', { as: people.jonas }, async (visit) => {
  const { page, go, insistAccessible, insistNoOverflow, settle } = visit
  await go('/support')
  const list = page.getByRole('list', { name: 'Ways to get help' })
  await list.getByRole('heading', { name: 'Emergency line' }).waitFor()
  expect(await list.getByText('Open now').count()).toBeGreaterThan(0)
  await list.getByText('Teodor Lund').waitFor()
  await insistAccessible('the support')
  await settle()
  for (const [address, what] of [
    ['/support', 'the support'],
    ['/kit', 'the kit'],
  ] as const) {
    await go(address)
    await page.setViewportSize({ width: 360, height: 800 })
    await insistNoOverflow(what)
  }
})
