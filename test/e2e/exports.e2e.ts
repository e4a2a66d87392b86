import { pino } from 'pino'
import { afterAll, expect } from 'vitest'
import { startEngine, type Started } from '#rooms/engine/jobs.ts'
import { roomJobs } from '../../src/rooms.jobs.ts'
import { fastPace } from '../engine.ts'
import { readWorkbook } from '../workbook.ts'
import { openDemo, people, stage } from './stage.ts'

let demo: Awaited<ReturnType<typeof openDemo>>
let engine: Started | undefined
const journey = stage(async () => {
  demo = await openDemo()
  return demo
})
afterAll(() => engine?.stop(2))

const startExporting = async () => {
  engine = await startEngine({
    running: { ...demo.portal, log: pino({ level: 'silent' }) },
    url: demo.url,
    jobs: roomJobs,
    schedules: [],
    pace: fastPace,
  })
}

journey('a large report is built in the background, told, downloaded and taken away', { as: people.alma }, async (visit) => {
  const { page, go, settle, download, insistAccessible, insistNoOverflow, expectComplaint } = visit
  // The endpoint of the small file says that this one is large; the browser logs every refusal.
  expectComplaint(/409/)
  await go('/report?cycles=12')
  await page.getByRole('button', { name: 'Excel: peak usage, bills and daily values' }).click()
  const notice = page.getByRole('alert').filter({ hasText: 'This one is large' })
  await notice.getByText('Waiting for its turn').waitFor()
  await insistAccessible('the notice of an export')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the notice of an export')
  await page.setViewportSize({ width: 1440, height: 900 })

  await notice.getByRole('link', { name: 'Your exports' }).click()
  await page.getByRole('heading', { name: 'Your exports', level: 1 }).waitFor()
  const line = page.getByRole('list', { name: 'Your exports' }).getByRole('listitem')
  await line.getByText('Waiting for its turn').waitFor()
  await insistAccessible('exports that wait')

  await page.waitForTimeout(6_000) // by then nobody is believed to be waiting
  await startExporting()
  const { name, file } = await download(page.getByRole('alert').getByRole('button', { name: /^Download northwall-demo-usage/ }))
  expect(name).toMatch(/^northwall-demo-usage-2025-12-to-2026-11\.xlsx$/)
  const sheets = await readWorkbook(file)
  expect([...sheets.keys()]).toEqual(['Summary', 'By customer', 'Invoice', 'Periods', 'Daily', 'Meta'])
  const daily = sheets.get('Daily')?.rows ?? []
  expect(daily.length).toBeGreaterThan(5_000)
  expect(sheets.get('Meta')?.rows.find((row) => row['Field'] === 'Rows')?.['Value']).toContain(`Daily: ${daily.length}`)

  await line.getByText(/kept until/).waitFor()
  await settle()
  await insistAccessible('exports that are ready')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('exports')
  const again = await download(line.getByRole('button', { name: /^Download/ }))
  expect(again.file.equals(file)).toBe(true)
  await line.getByRole('button', { name: /^Remove/ }).click()
  await page.getByText('No exports yet').waitFor()
  await insistAccessible('no exports')
})

journey(
  'a large report comes by itself to whoever still waits for it',
  { as: people.alma },
  async ({ page, go, download, expectComplaint }) => {
    expectComplaint(/409/)
    await go('/report?cycles=12')
    const { file } = await download(page.getByRole('button', { name: 'Excel: peak usage, bills and daily values' }))
    await page.getByText(/is being downloaded/).waitFor() // it goes away by itself
    expect((await readWorkbook(file)).has('Daily')).toBe(true)
  },
)

journey('a small report is downloaded at once', { as: people.alma }, async ({ page, go, download }) => {
  await go('/report?cycles=3')
  const { file } = await download(page.getByRole('button', { name: 'Excel: peak usage, bills and daily values' }))
  expect((await readWorkbook(file)).has('Daily')).toBe(true)
  await page.getByRole('button', { name: /Alma/ }).click()
  await page.getByRole('menuitem', { name: 'Your exports' }).click()
  await page.getByRole('heading', { name: 'Your exports', level: 1 }).waitFor()
})
