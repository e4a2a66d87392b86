import { expect } from 'vitest'
import { readWorkbook } from '../workbook.ts'
import { besides, cellsOf, columnOf, namesIn, numberIn } from './reading.ts'
import { demoToday, openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

journey('the tiles sum the table below them, and each says where it comes from', { as: people.alma }, async ({ page, go, ask }) => {
  await go('/customers')
  const tiles = page.getByRole('region', { name: 'Portfolio totals' })
  const { items } = await ask<{ items: { state: string; peaks: Record<string, number> }[] }>('/customers?limit=200')
  const paying = items.filter(({ state }) => state === 'paying')
  expect(numberIn(await tiles.getByRole('button', { name: /^Customers/ }).innerText())).toBe(paying.length)
  const network = tiles.getByRole('button', { name: /^Network/ })
  expect(numberIn((await network.innerText()).split('\n').slice(1).join(' '))).toBe(
    paying.reduce((sum, { peaks }) => sum + (peaks['NET'] ?? 0), 0),
  )

  await network.click()
  const behind = page.getByRole('dialog', { name: 'Network' })
  await behind.getByText('26 Oct – 25 Nov 2026').waitFor()
  for (const fact of ['Rule', 'Period', 'Time zone', 'Data as of', 'Europe/Stockholm', '20 Nov 2026'])
    expect(await behind.getByText(fact, { exact: true }).count(), fact).toBe(1)
  await page.keyboard.press('Escape')
  await behind.waitFor({ state: 'hidden' })
})

journey('the table is sorted by the column that is pressed, both ways', { as: people.alma }, async ({ page, go, settle }) => {
  await go('/customers')
  const table = page.getByRole('table', { name: 'Customers' })
  const press = async (heading: string) => {
    await table.getByRole('columnheader', { name: heading }).getByRole('button').click()
    await settle()
  }
  await press('Network')
  const down = (await columnOf(table, 'Network')).map(numberIn).filter((value) => value !== null)
  expect(down.length).toBeGreaterThan(10)
  expect(down).toEqual(down.toSorted((one, other) => other - one))
  expect(await table.getByRole('columnheader', { name: 'Network' }).getAttribute('aria-sort')).toBe('descending')
  await press('Network')
  const up = (await columnOf(table, 'Network')).map(numberIn).filter((value) => value !== null)
  expect(up).toEqual(down.toReversed())
  expect(new URL(page.url()).searchParams.get('sort')).toBe('peak:NET')
})

journey('search and filters leave what matches, say so, and are cleared', { as: people.alma }, async ({ page, go, settle }) => {
  await go('/customers')
  const table = page.getByRole('table', { name: 'Customers' })
  const all = (await namesIn(table)).length
  await page.getByRole('searchbox', { name: 'Search customers' }).fill('harbour')
  await page.waitForURL(/search=harbour/)
  await settle()
  const found = await namesIn(table)
  expect(found.length).toBeGreaterThan(0)
  for (const name of found) expect(name.toLowerCase()).toContain('harbour')
  await page.getByText(new RegExp(`^${found.length} customers? match`)).waitFor()

  await page.getByRole('searchbox', { name: 'Search customers' }).fill('')
  await page.waitForURL(({ searchParams }) => !searchParams.has('search'))
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const filters = page.getByRole('dialog', { name: 'Filter' })
  await filters.getByRole('combobox', { name: 'State' }).press('ArrowDown')
  await filters.getByRole('option', { name: 'Archived' }).click()
  await page.waitForURL(/state=archived/)
  await settle()
  const archived = await columnOf(table, 'Status')
  expect(archived.length).toBeGreaterThan(0)
  expect(new Set(archived)).toEqual(new Set(['Archived']))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove filter State: Archived' }).waitFor()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await settle()
  expect(await namesIn(table)).toHaveLength(all)

  await page.goBack()
  await settle()
  expect(new Set(await columnOf(table, 'Status'))).toEqual(new Set(['Archived']))
})

journey(
  'hidden columns stay hidden after a reload and in another window, and come back',
  { as: people.alma },
  async ({ page, context, go, settle }) => {
    await go('/customers')
    const heading = () => page.getByRole('columnheader', { name: 'Country' })
    expect(await heading().count()).toBe(1)
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/workspace') && answer.request().method() === 'PUT')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Country' }).click()
    await heading().waitFor({ state: 'detached' })
    await kept
    await page.reload()
    await settle()
    expect(await heading().count()).toBe(0)
    const other = await context.newPage()
    await other.goto('/customers')
    await other.getByRole('table', { name: 'Customers' }).getByRole('link').first().waitFor()
    expect(await other.getByRole('columnheader', { name: 'Country' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('button', { name: 'Show all columns' }).click()
    await heading().waitFor()
    await settle()
  },
)

journey('a view is saved under a name, opened again, and removed', { as: people.alma }, async ({ page, go, settle, insistAccessible }) => {
  await go('/customers?state=archived&sort=name')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('textbox', { name: 'Save what is shown as' }).fill('Those who left')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Those who left' }).waitFor()
  await insistAccessible('the saved views')
  await settle()
  await go('/customers')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('link', { name: 'Those who left' }).click()
  await page.waitForURL(/state=archived&sort=name/)
  await settle()
  expect(new Set(await columnOf(page.getByRole('table', { name: 'Customers' }), 'Status'))).toEqual(new Set(['Archived']))
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Remove the view Those who left' }).click()
  await page.getByRole('link', { name: 'Those who left' }).waitFor({ state: 'detached' })
  await settle()
})

for (const partnership of ['MSSP', 'Reseller'])
  journey(
    `${partnership}: the export holds the rows and columns of the screen, to the unit`,
    { as: people.alma, partnership },
    async ({ page, go, download }) => {
      await go('/customers?sort=name')
      await page.getByText(/^\d+ customers$/).waitFor()
      const screen = await cellsOf(page.getByRole('table', { name: 'Customers' }))
      const { name, file } = await download(page.getByRole('button', { name: 'Export to Excel' }))
      expect(name).toBe(`northwall-demo-customers-${demoToday}.xlsx`)
      const sheet = (await readWorkbook(file)).get('Customers')
      if (!sheet) throw new Error('No sheet Customers')
      expect(sheet.rows).toHaveLength(screen.length)
      expect(screen.length).toBeGreaterThan(10)
      for (const cells of besides(screen, sheet)) for (const { heading, written, shown } of cells) expect(shown, heading).toEqual(written)
    },
  )

journey('hostile names are text, in the table, the tab and the page', { as: people.alma }, async ({ page, go, settle }) => {
  const hostile = '<script>alert("hello")</script> Digital'
  page.on('dialog', () => {
    throw new Error('A name ran as script')
  })
  await go('/customers')
  await page.getByRole('link', { name: hostile, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: hostile }).waitFor()
  await settle()
  expect(await page.title()).toContain(hostile)
  await page.getByRole('navigation', { name: 'Open customers' }).getByText(hostile).waitFor()
})
