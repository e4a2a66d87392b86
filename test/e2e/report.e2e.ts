import { expect } from 'vitest'
import { cached, readWorkbook, type ReadSheet } from '../workbook.ts'
import { cellsOf, columnOf, dayIn, namesIn, numberIn } from './reading.ts'
import { demoToday, openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)
const mssp = { as: people.alma }
const reseller = { as: people.alma, partnership: 'Reseller' }

const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0)
const sheetOf = async (file: Buffer, name: string): Promise<ReadSheet> => {
  const sheets = await readWorkbook(file)
  const found = sheets.get(name)
  if (!found) throw new Error(`No sheet ${name} among ${[...sheets.keys()].join(', ')}`)
  return found
}

journey('a bar leads to its customers, and a customer to its usage, with the same numbers', mssp, async ({ page, go, settle }) => {
  await go('/report')
  const figure = page.getByRole('figure', { name: 'Peak usage by product and month' })
  // The drawing is for the pointer alone; the bars of the first product come first, month by month, and the last month is open.
  await figure.locator('.recharts-bar').first().locator('.recharts-bar-rectangle').nth(4).click()
  const panel = page.getByRole('dialog', { name: 'Network scanning, Oct 2026' })
  const table = panel.getByRole('table', { name: 'Customers of this bar' })
  await table.getByRole('link').first().waitFor()
  await settle()
  expect(new URL(page.url()).searchParams.get('cycle')).toBe('2026-10')
  const total = numberIn(await panel.locator('strong').innerText())
  const peaks = (await columnOf(table, 'Peak')).map(numberIn)
  expect(sum(peaks)).toBe(total)

  const [name] = await namesIn(table)
  await table.getByRole('link').first().click()
  await page.getByRole('heading', { level: 1, name: name ?? '' }).waitFor()
  await settle()
  const cycles = page.getByRole('table', { name: 'Cycles of Network scanning' })
  const at = (await columnOf(cycles, 'Cycle')).indexOf('Oct 2026')
  expect(numberIn((await columnOf(cycles, 'Peak'))[at] ?? '')).toBe(peaks[0])

  await page.goBack()
  await panel.waitFor()
  await page.goBack()
  await panel.waitFor({ state: 'hidden' })
  await settle()
  const months = page.getByRole('table', { name: 'Monthly summary' })
  const row = (await columnOf(months, 'Cycle')).indexOf('Oct 2026')
  expect(numberIn(((await columnOf(months, 'Network'))[row] ?? '').split('\n')[0] ?? '')).toBe(total)
})

journey('three, six and twelve months, as a drawing and as a table with the same numbers', mssp, async ({ page, go, settle }) => {
  await go('/report')
  const months = page.getByRole('table', { name: 'Monthly summary' })
  for (const count of [3, 12, 6]) {
    await page.getByText(`${count} months`, { exact: true }).click()
    await expect.poll(async () => (await cellsOf(months)).length, { timeout: 10_000 }).toBe(count)
  }
  await settle()
  const figure = page.getByRole('figure', { name: 'Peak usage by product and month' })
  expect(await figure.locator('.recharts-bar').count()).toBe(5)
  await figure.getByRole('button', { name: 'Show as table' }).click()
  const numbers = (await columnOf(figure.getByRole('table'), 'Network scanning')).map(numberIn)
  const summary = (await columnOf(months, 'Network')).map((text) => numberIn(text.split('\n')[0] ?? ''))
  expect(numbers).toEqual(summary.toReversed())
  await figure.getByRole('table').getByRole('button').first().click()
  await page.getByRole('dialog', { name: /^Network scanning, / }).waitFor()
  await settle()
})

journey('the usage workbook has the numbers of the screen', mssp, async ({ page, go, download }) => {
  await go('/report?cycles=3')
  const { name, file } = await download(page.getByRole('button', { name: 'Excel: peak usage, bills and daily values' }))
  expect(name).toMatch(/^northwall-demo-usage-.*2026-09-to-2026-11.*\.xlsx$/)
  const summary = await sheetOf(file, 'Summary')
  const months = page.getByRole('table', { name: 'Monthly summary' })
  for (const [heading, code] of [['Network', 'NET'], ['Web', 'WEB'], ['Training', 'PAT']] as const) {
    const seen = (await columnOf(months, heading)).map((text) => numberIn(text.split('\n')[0] ?? ''))
    const written = summary.rows.filter((row) => row['Code'] === code).map((row) => row['Total peak'])
    expect(written.toReversed(), heading).toEqual(seen)
  } // prettier-ignore

  const bill = page.getByRole('table', { name: 'What Nov 2026 is billed' })
  const open = summary.rows.filter((row) => row['Period'] === '2026-11')
  for (const heading of ['Total peak', 'Commitment', 'Billable', 'Unit price', 'Amount'])
    expect(
      open.map((row) => row[heading] ?? null),
      heading,
    ).toEqual((await columnOf(bill, heading)).map(numberIn))
  const total = numberIn((await bill.locator('tfoot td').last().innerText()) ?? '')
  const invoice = await sheetOf(file, 'Invoice')
  expect(sum(invoice.rows.filter((row) => row['Period'] === '2026-11').map((row) => Number(row['Amount'])))).toBeCloseTo(total ?? 0, 2)
  expect(cached(invoice.total?.['Amount'])).toBeCloseTo(sum(invoice.rows.map((row) => Number(row['Amount']))), 2)
})

journey('a day of the ACV leads to its customers, who come to its value', reseller, async ({ page, go, settle }) => {
  await go('/report')
  const drawing = page.getByRole('figure', { name: 'ACV by day' }).locator('.recharts-surface').first()
  const box = await drawing.boundingBox()
  if (!box) throw new Error('The ACV is not drawn')
  const [x, y] = [box.x + box.width * 0.7, box.y + box.height * 0.5]
  await page.mouse.move(x - 20, y)
  await page.mouse.move(x, y, { steps: 5 })
  await drawing.locator('.recharts-tooltip-cursor').waitFor({ state: 'attached' }) // the day below the pointer is known a frame later
  await page.mouse.click(x, y)
  const panel = page.getByRole('dialog', { name: /^ACV on / })
  const table = panel.getByRole('table', { name: 'Customers of this day' })
  await table.getByRole('link').first().waitFor()
  await settle()
  const total = numberIn(await panel.locator('strong').innerText())
  expect(sum((await columnOf(table, 'ACV')).map(numberIn))).toBeCloseTo(total ?? 0, 2)
  expect(dayIn((await panel.getByRole('heading').first().innerText()) ?? '')).toBe(new URL(page.url()).searchParams.get('day'))
})

journey('the renewals list is the tile, and the dashboard leads to it', reseller, async ({ page, go, ask, settle }) => {
  await go('/customers')
  const tile = page.getByRole('region', { name: 'Portfolio totals' }).getByRole('link', { name: /^Renewals in 3 months/ })
  const shown = (await tile.innerText())
    .split('\n')
    .map(numberIn)
    .find((value) => value !== null && value > 100)
  await tile.click()
  await page.getByRole('heading', { level: 2, name: 'Renewals' }).waitFor()
  await settle()
  const renewals = await ask<{ threeMonths: { acvMinor: number }; items: { acvMinor: number; deadline: string }[] }>(
    '/report/orders/renewals?limit=200',
  )
  expect(shown).toBe(Math.round(renewals.threeMonths.acvMinor / 100))
  const within = renewals.items.filter(({ deadline }) => deadline >= demoToday && deadline <= '2027-02-20')
  expect(sum(within.map(({ acvMinor }) => acvMinor))).toBe(renewals.threeMonths.acvMinor)

  const table = page.getByRole('table', { name: 'Renewals by deadline' })
  const buckets = page.getByRole('region', { name: 'Renewals in buckets' })
  for (const bucket of ['Overdue', '0 to 30 days', '31 to 60 days', '61 to 90 days']) {
    await page.getByRole('radiogroup', { name: 'Renewals that are listed' }).getByText(bucket, { exact: true }).click()
    await settle()
    const tileText = await buckets.getByRole('button', { name: new RegExp(`^${bucket}`) }).innerText()
    const listed = (await table.count()) ? sum((await columnOf(table, 'ACV')).map(numberIn)) : 0
    const [, worth = ''] = tileText.split('\n').filter(Boolean)
    expect(Math.round(listed), bucket).toBe(numberIn(worth))
  }
})

journey('each section of the reseller report gives a workbook with its own numbers', reseller, async ({ page, go, download }) => {
  await go('/report')
  const growth = page.getByRole('table', { name: 'Growth by customer' })
  const shown = new Map((await cellsOf(growth)).map((cells) => [cells[0], numberIn(cells[2] ?? '')]))
  const grown = await download(page.getByRole('button', { name: 'Excel: growth by customer' }))
  const byCustomer = await sheetOf(grown.file, 'By customer')
  expect(new Map(byCustomer.rows.map((row) => [row['Customer'], row['ACV now']]))).toEqual(shown)

  const renewals = await download(page.getByRole('button', { name: 'Excel: renewals' }))
  const lines = await sheetOf(renewals.file, 'Lines')
  const table = page.getByRole('table', { name: 'Renewals by deadline' })
  expect(lines.rows.map((row) => [row['Customer'], row['ACV']])).toEqual(
    (await cellsOf(table)).map((cells) => [cells[0], numberIn(cells[7] ?? '')]),
  )

  const acv = await download(page.getByRole('button', { name: 'Excel: ACV by day, month and customer' }))
  const byDay = await sheetOf(acv.file, 'By day')
  expect(byDay.rows).toHaveLength(365)
  const totals = page.getByRole('region', { name: 'Totals' }).getByRole('link', { name: /^ACV today/ })
  const today = (await totals.innerText())
    .split('\n')
    .map(numberIn)
    .find((value) => value !== null && value > 100)
  expect(Math.round(Number(byDay.rows.at(-1)?.['ACV']))).toBe(today)

  for (const what of ['statuses', 'product usage by month']) {
    const { file } = await download(page.getByRole('button', { name: `Excel: ${what}` }))
    expect((await readWorkbook(file)).size, what).toBeGreaterThan(1)
  }
})
