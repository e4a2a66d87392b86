import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomPortfolio } from '../../../test/portfolio.ts'
import { cached, readWorkbook, type ReadSheet } from '../../../test/workbook.ts'
import { createWorld, worldToday, type Name, type World } from '../../../test/world.ts'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { exportsOf } from '#rooms/exports/exports.test-kit.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { addDays } from '#shared/dates.ts'

// Each workbook is opened by a library that did not write it and its cells are compared with what the endpoints answer.

let world: World
const today = worldToday
beforeAll(async () => {
  world = await createWorld()
  for (const [partnership, seed] of [
    ['meridian-mssp', 5],
    ['meridian-resale', 6],
  ] as const) {
    const at = { partner: 'meridian', partnership }
    const made = randomPortfolio(seed, { prefix: partnership, size: 30, today, products: ['NET', 'WEB', 'CLD'] })
    await world.arrange(async (tx, context) => {
      await takeCustomers(
        tx,
        made.customers.map((customer) => ({ ...at, since: '2024-01-01', ...customer })),
        context,
      )
      await takeUsage(
        tx,
        made.usage.map((row) => ({ ...at, ...row })),
        context,
      )
      await takeOrders(
        tx,
        made.lines.map(({ customer, order, successor, ...line }) => ({
          ...at,
          customer,
          externalId: order,
          status: line.status,
          placedOn: line.startsOn,
          lines: [
            {
              ...line,
              lineNumber: 1,
              product: 'NET',
              quantity: 1,
              currency: 'GBP',
              oneOffMinor: 0,
              rate: '1',
              ...(successor ? { successor: { order: successor, lineNumber: 1 } } : {}),
            },
          ],
        })),
        context,
      )
    })
  }
}, 60_000)
afterAll(() => world.close())

const open = async (as: Name, line: string, query: Record<string, string> = {}) => {
  const asked = await world.ask(as, line, { query })
  // A large one is the same file by another way.
  const answered = asked.body?.code === 'export.large' ? await exportsOf(world).downloaded(as, line, query) : asked
  expect(answered.status).toBe(200)
  expect(answered.raw.length).toBe(Number(answered.headers['content-length']))
  const sheets = await readWorkbook(answered.raw)
  return (name: string): ReadSheet => {
    const sheet = sheets.get(name)
    if (!sheet) throw new Error(`No sheet ${name} among ${[...sheets.keys()].join(', ')}`)
    return sheet
  }
}
const minor = (value: unknown) => (value === null ? null : Math.round(Number(value) * 100))
const total = (values: Iterable<unknown>) => [...values].reduce<number>((sum, value) => sum + Number(value ?? 0), 0)
const dayOf = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : value)

/** Every formula's shown value against the sum of the cells that it names. */
const expectTotals = (sheet: ReadSheet) => {
  const summed = Object.entries(sheet.total ?? {}).filter(([, value]) => typeof value === 'object' && value !== null)
  expect(summed.length).toBeGreaterThan(0)
  for (const [heading, value] of summed)
    expect(Math.round(Number(cached(value)) * 100)).toBe(Math.round(total(sheet.rows.map((row) => row[heading])) * 100))
}

describe('the usage workbook', () => {
  it('holds the figures of the screen to the unit', async () => {
    await world.move('anna', 'meridian-mssp')
    const { body } = await world.ask('anna', 'GET /report/usage', { query: { cycles: '3' } })
    const sheet = await open('anna', 'GET /report/usage/workbook', { cycles: '3' })
    const summary = sheet('Summary')
    expect(
      summary.rows.map((row) => [
        row['Period'],
        row['Code'],
        row['Customers'],
        row['Total peak'],
        row['Commitment'],
        row['Billable'],
        row['Overage'],
        minor(row['Unit price']),
        minor(row['Amount']),
      ]),
    ).toEqual(
      body.cells.map((cell: Record<string, unknown>) => [
        cell['cycle'],
        cell['product'],
        cell['customers'],
        cell['peak'],
        cell['commitment'],
        cell['billable'],
        cell['overage'],
        cell['unitPriceMinor'],
        cell['amountMinor'],
      ]),
    )
    expectTotals(summary)
    expect(summary.formats['Amount']).toBe('#,##0.00 "EUR"')
    expect(minor(cached(summary.total?.['Amount']))).toBe(
      total(body.amounts.map((amount: { amountMinor: number | null }) => amount.amountMinor)),
    )
    expect(sheet('Periods').rows.map((row) => [row['Period'], dayOf(row['First day']), dayOf(row['Last day']), row['State']])).toEqual(
      body.cycles.map((cycle: { name: string; start: string; end: string; isOpen: boolean }) => [
        cycle.name,
        cycle.start,
        cycle.end,
        cycle.isOpen ? 'Open' : 'Closed',
      ]),
    )
  })

  it('shows each customer with the peak and the day that the bar shows, its name as text whatever it begins with', async () => {
    await world.move('anna', 'meridian-mssp')
    const sheet = await open('anna', 'GET /report/usage/workbook', { cycles: '3' })
    const customers = sheet('By customer')
    expectTotals(customers)
    for (const cycle of ['2026-05', '2026-06']) {
      const { body } = await world.ask('anna', 'GET /report/usage/customers', { query: { cycle, product: 'NET', limit: '200' } })
      const rows = customers.rows.filter((row) => row['Period'] === cycle && row['Network, IPs'] !== null)
      const read = rows.map((row) => [row['Customer'], row['Network, IPs'], dayOf(row['Network, peak day'])])
      expect(read.sort()).toEqual(
        body.items.map((item: { name: string; peak: number; peakDay: string }) => [item.name, item.peak, item.peakDay]).sort(),
      )
      expect(body.items.length).toBeGreaterThan(10)
    }
    const names = customers.rows.map((row) => row['Customer'])
    expect(names.every((name) => typeof name === 'string')).toBe(true)
    expect(names.some((name) => String(name).startsWith('=Cedar()'))).toBe(true)
  })

  it('bills lines that come to the amount of each period', async () => {
    await world.move('anna', 'meridian-mssp')
    const { body } = await world.ask('anna', 'GET /report/usage', { query: { cycles: '6' } })
    const invoice = (await open('anna', 'GET /report/usage/workbook', { cycles: '6' }))('Invoice')
    expectTotals(invoice)
    for (const { cycle, amountMinor } of body.amounts) {
      const rows = invoice.rows.filter((row) => row['Period'] === cycle)
      expect(total(rows.map((row) => minor(row['Amount'])))).toBe(amountMinor ?? 0)
      for (const row of rows) expect(minor(row['Amount'])).toBe(Number(row['Quantity']) * (minor(row['Unit price']) ?? 0))
    }
    expect(invoice.rows.some((row) => row['Line'] === 'Commitment that was not used')).toBe(true)
  })

  it('proves each peak by its daily values', async () => {
    await world.move('anna', 'meridian-mssp')
    const sheet = await open('anna', 'GET /report/usage/workbook', { cycles: '3' })
    const largest = new Map<string, number>()
    for (const row of sheet('Daily').rows) {
      const key = `${row['Period']}|${row['Customer ID']}|${row['Product']}`
      largest.set(key, Math.max(largest.get(key) ?? 0, Number(row['Value'])))
    }
    const peaks = new Map<string, number>()
    for (const row of sheet('By customer').rows)
      for (const [heading, product] of [
        ['Network, IPs', 'Network scanning'],
        ['Web, URLs', 'Web application scanning'],
        ['Cloud, assets', 'Cloud posture'],
      ] as const)
        if (row[heading] !== null) peaks.set(`${row['Period']}|${row['Customer ID']}|${product}`, Number(row[heading]))
    expect(largest).toEqual(peaks)
  })

  it('says what it is, with a hash that anybody can compute again', async () => {
    await world.move('anna', 'meridian-mssp')
    const sheet = await open('anna', 'GET /report/usage/workbook', { cycles: '3' })
    const meta = Object.fromEntries(sheet('Meta').rows.map((row) => [row['Field'], row['Value']]))
    expect(meta).toMatchObject({
      Partner: 'Meridian Managed Security',
      Partnership: 'Meridian MSSP Nordics',
      Period: '2026-04 to 2026-06 (2026-03-26 to 2026-06-25)',
      'Billing cycle': 'From day 26 of a month to day 25 of the next, called after the month it ends in',
      'Time zone': 'Europe/Stockholm',
      'Generated at': '2026-06-10T14:00:00+02:00',
      Customers: 'All of the partnership',
    })
    const hash = createHash('sha256')
    for (const name of ['Summary', 'By customer', 'Invoice']) {
      const { rows, headings, formats } = sheet(name)
      for (const row of rows) hash.update(`${headings.map((heading) => plain(row[heading], formats[heading] ?? '')).join('\t')}\n`)
      expect(String(meta['Rows'])).toContain(`${name}: ${rows.length}`)
    }
    expect(meta['SHA-256 of the figures']).toBe(hash.digest('hex'))
  })

  it('holds what a restricted person may see, and no bill', async () => {
    await world.move('uma', 'meridian-mssp')
    const answered = await world.ask('uma', 'GET /report/usage/workbook', { query: { cycles: '3' } })
    const sheets = await readWorkbook(answered.raw)
    expect([...sheets.keys()]).toEqual(['Summary', 'By customer', 'Periods', 'Daily', 'Meta'])
    expect(new Set(sheets.get('By customer')?.rows.map((row) => row['Customer']))).toEqual(new Set(['Alder Bank', 'Birch Logistics']))
    expect(sheets.get('Summary')?.rows.every((row) => row['Billable'] === null && row['Amount'] === null)).toBe(true)
    expect(sheets.get('Meta')?.rows.find((row) => row['Field'] === 'Customers')?.['Value']).toBe(
      'Those assigned to Uma; sums are theirs only',
    )
  })

  it('leaves daily values out where the configuration says so', async () => {
    const { default: written } = await import('../../../portal.config.ts')
    const without = await createWorld({ config: { ...written, exports: { ...written.exports, dailySheet: false } } })
    try {
      const answered = await without.ask('anna', 'GET /report/usage/workbook')
      expect([...(await readWorkbook(answered.raw)).keys()]).toEqual(['Summary', 'By customer', 'Invoice', 'Periods', 'Meta'])
    } finally {
      await without.close()
    }
  }, 30_000)
})

/** A cell as Meta describes what the hash covers. */
const plain = (value: unknown, format: string): string => {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return typeof value === 'number' && format.includes('.00') ? value.toFixed(2) : String(value)
}

describe('the workbooks of the orders report', () => {
  it('holds the ACV of each day, by month and by customer', async () => {
    await world.move('anna', 'meridian-resale')
    const query = { from: '2026-03-15', to: today }
    const { body } = await world.ask('anna', 'GET /report/orders/acv', { query })
    const sheet = await open('anna', 'GET /report/orders/acv/workbook', query)
    const byDay = sheet('By day')
    expect(byDay.rows.map((row) => [dayOf(row['Day']), minor(row['ACV'])])).toEqual(
      body.values.map((value: number, at: number) => [addDays(query.from, at), value]),
    )
    const byCustomer = sheet('By customer')
    expectTotals(byCustomer)
    body.values.forEach((value: number, at: number) => expect(minor(cached(byCustomer.total?.[addDays(query.from, at)]))).toBe(value))
    const { body: customers } = await world.ask('anna', 'GET /report/orders/acv/customers', { query: { day: today, limit: '200' } })
    const read = byCustomer.rows.map((row) => [row['Customer'], minor(row[today])]).filter(([, acv]) => acv !== 0)
    expect(read.sort()).toEqual(customers.items.map((item: { name: string; acvMinor: number }) => [item.name, item.acvMinor]).sort())
    expect(sheet('By month').rows.map((row) => row['Month'])).toEqual(['2026-03', '2026-04', '2026-05', '2026-06'])
    expect(minor(sheet('By month').rows.at(-1)?.['Last day'])).toBe(body.values.at(-1))
  })

  it('holds every open renewal with the totals of the screen', async () => {
    await world.move('anna', 'meridian-resale')
    const { body } = await world.ask('anna', 'GET /report/orders/renewals', { query: { limit: '200' } })
    const sheet = await open('anna', 'GET /report/orders/renewals/workbook')
    expect(sheet('Buckets').rows.map((row) => [row['Lines'], minor(row['ACV'])])).toEqual(
      body.buckets.map((bucket: { lines: number; acvMinor: number }) => [bucket.lines, bucket.acvMinor]),
    )
    expect(sheet('Forecast').rows.map((row) => minor(row['ACV']))).toEqual([
      ...body.within.map((total: { acvMinor: number }) => total.acvMinor),
      body.threeMonths.acvMinor,
    ])
    const read = sheet('Lines').rows.map((row) => [
      row['Customer'],
      row['Order'],
      dayOf(row['Ends']),
      dayOf(row['Deadline']),
      row['Days left'],
      minor(row['ACV']),
    ])
    expect(read).toEqual(
      body.items.map((item: Record<string, unknown>) => [
        item['customer'],
        item['orderNumber'],
        item['endsOn'],
        item['deadline'],
        item['daysLeft'],
        item['acvMinor'],
      ]),
    )
    expectTotals(sheet('Lines'))
    expect(body.items.length).toBeGreaterThan(5)
  })

  it('holds growth by customer and the retention of the screen', async () => {
    await world.move('anna', 'meridian-resale')
    const { body } = await world.ask('anna', 'GET /report/orders/growth', { query: { sort: 'name', limit: '200' } })
    const sheet = await open('anna', 'GET /report/orders/growth/workbook')
    expect(
      sheet('By customer').rows.map((row) => [
        row['Customer'],
        minor(row['ACV now']),
        minor(row['Change']),
        row['Change, %'],
        row['New'] === 'New',
      ]),
    ).toEqual(
      body.items.map((item: { name: string; acvMinor: number; change: { absolute: number; percent: number | null; isNew: boolean } }) => [
        item.name,
        item.acvMinor,
        item.change.absolute,
        item.change.percent,
        item.change.isNew,
      ]),
    )
    expectTotals(sheet('By customer'))
    const percents = sheet('Summary').rows.map((row) => row['Percent'])
    expect(percents.slice(3)).toEqual([body.retention.nrrPercent, body.retention.grrPercent])
  })

  it('holds the counts of each status', async () => {
    await world.move('anna', 'meridian-resale')
    const { body } = await world.ask('anna', 'GET /report/orders/statuses')
    const sheet = await open('anna', 'GET /report/orders/statuses/workbook')
    for (const [name, column, list] of [
      ['Order lines', 'Lines', body.lines],
      ['Customers by orders', 'Customers', body.customers],
      ['Customers by state', 'Customers', body.states],
    ] as const)
      expect(sheet(name).rows.map((row) => ({ status: row['Status'], count: row[column] }))).toEqual(list)
  })

  it('holds usage per calendar month', async () => {
    await world.move('anna', 'meridian-resale')
    const { body } = await world.ask('anna', 'GET /report/orders/usage', { query: { cycles: '3' } })
    const sheet = await open('anna', 'GET /report/orders/usage/workbook', { cycles: '3' })
    expect(sheet('Summary').rows.map((row) => row['Total peak'])).toEqual(body.cells.map((cell: { peak: number | null }) => cell.peak))
    expect(sheet('Periods').rows.map((row) => dayOf(row['First day']))).toEqual(['2026-04-01', '2026-05-01', '2026-06-01'])
  })
})
