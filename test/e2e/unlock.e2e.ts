import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { asked, fill, sentence, type Versioned } from './arranging.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

const item = (id: string, title: string, more: Record<string, unknown> = {}) => ({ id, title, about: '', ...more })
const list = {
  id: crypto.randomUUID(),
  kind: 'checklist',
  width: 'full',
  settings: {
    title: 'First steps',
    about: 'In this order.',
    scope: 'partnership',
    items: [
      item('meeting1', 'Meet your partner manager', { due: { by: 'days', days: 5 } }),
      item('minutes1', 'Write down what you agreed', { evidence: 'note' }),
      item('proof001', 'Add the signed agreement', { evidence: 'file' }),
    ],
  },
}
const bar = (room: string) => ({
  id: crypto.randomUUID(),
  kind: 'action-bar',
  width: 'full',
  settings: {
    title: 'What next',
    buttons: [
      { id: 'onward01', label: '', icon: 'rocket', tone: 'filled', to: { kind: 'room', room } },
      {
        id: 'mailing1',
        label: 'Ask a question',
        icon: 'mail',
        tone: 'outline',
        to: { kind: 'mail', mail: 'help@vendor.example', subject: 'Hello' },
      },
      { id: 'overview', label: 'The report', icon: null, tone: 'light', to: { kind: 'address', address: '/report' } },
    ],
  },
})
const figures = [
  { kind: 'analytics', width: 'half', settings: { title: '', metric: 'customers', chart: 'number' } },
  {
    kind: 'goals',
    width: 'half',
    settings: { title: 'More customers', source: { from: 'metric', metric: 'customers' }, target: 1_000, period: { by: 'year' } },
  },
  { kind: 'analytics', width: 'full', settings: { title: 'How it went', metric: 'peaks', chart: 'bars', periods: 6 } },
  {
    kind: 'analytics',
    width: 'full',
    settings: { title: 'In numbers', metric: 'billable', chart: 'table', grouping: 'quarter', periods: 4 },
  },
  { kind: 'analytics', width: 'full', settings: { title: 'As a line', metric: 'peak:NET', chart: 'line', periods: 12 } },
].map((block) => ({ ...block, id: crypto.randomUUID() }))

const build = async (page: Page, label: string, blocks: unknown[]): Promise<string> => {
  const { id, version } = await asked<Versioned>(page, 'POST', '/arrangement', { type: 'mssp', kind: 'custom', label, icon: 'rocket' })
  await fill(page, id, blocks)
  await asked(page, 'PUT', `/arrangement/${id}/status`, { version, status: 'live', publishes: true })
  return id
}

let steps = ''
let reward = ''

journey('the vendor builds a room with a list, and one that the list unlocks', { as: people.ines }, async ({ page }) => {
  reward = await build(page, 'For those who began', [sentence('Well begun.')])
  steps = await build(page, 'Your beginning', [list, bar(reward), ...figures])
  const { version } = await asked<Versioned>(page, 'GET', `/arrangement/${reward}`)
  await asked(page, 'PATCH', `/arrangement/${reward}`, { version, unlock: { tiers: [], stages: [], steps: [list.id], showsLock: true } })
})

journey(
  'a partner completes the list: the locked room opens in the menu; taken back, it locks again',
  { as: people.alma, partnership: 'MSSP' },
  async (visit) => {
    const { page, go, settle, insistAccessible, insistNoOverflow, download } = visit
    await go(`/rooms/${steps}`)
    const menu = page.getByRole('navigation', { name: 'Rooms' })
    const own = page.getByRole('group', { name: 'First steps' })
    await menu.getByRole('link', { name: /For those who began.*locked/ }).waitFor()
    await own.getByText('0 of 3 done').waitFor()
    await own.getByText('Due on 25 Nov 2026').waitFor() // it began when it was opened
    await page
      .getByRole('group', { name: 'What next' })
      .getByRole('link', { name: /For those who began.*locked/ })
      .waitFor()
    await page.getByRole('heading', { name: 'How it went' }).waitFor()
    await settle()
    await insistAccessible('a room with lists and figures')

    await own.getByRole('checkbox', { name: 'Meet your partner manager' }).click()
    await own.getByText('1 of 3 done').waitFor()
    await own.getByRole('checkbox', { name: 'Write down what you agreed' }).click()
    await own.getByRole('button', { name: 'Mark as done' }).click()
    await own.getByRole('textbox', { name: 'Note' }).fill('Two workshops before Christmas.')
    await own.getByRole('button', { name: 'Mark as done' }).click()
    await own.getByText('2 of 3 done').waitFor()
    await own.getByRole('button', { name: 'Add a file' }).click()
    await own.locator('input[type=file]').setInputFiles({ name: 'agreement.txt', mimeType: 'text/plain', buffer: Buffer.from('Signed.') })
    await own.getByRole('link', { name: 'agreement.txt' }).waitFor()
    await insistAccessible('the evidence of an item')
    await own.getByRole('button', { name: 'Mark as done' }).click()
    await own.getByText('Complete', { exact: true }).waitFor()
    await own.getByText('Two workshops before Christmas.').waitFor()
    expect((await download(own.getByRole('link', { name: /agreement.txt/ }))).file.toString()).toBe('Signed.')

    await menu.getByRole('link', { name: 'For those who began', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'For those who began' }).waitFor()
    await page.getByText('Well begun.').waitFor()

    await go(`/rooms/${steps}`)
    await own.getByRole('checkbox', { name: 'Meet your partner manager' }).click()
    await own.getByText('2 of 3 done').waitFor()
    await menu.getByRole('link', { name: /For those who began.*locked/ }).waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await insistNoOverflow('a room with lists and figures')
  },
)

journey(
  'who sees some customers has the same list, and figures of those customers alone',
  { as: people.jonas, partnership: 'MSSP' },
  async (visit) => {
    const { page, go, ask, settle } = visit
    await go(`/rooms/${steps}`)
    const own = page.getByRole('group', { name: 'First steps' })
    await own.getByText('2 of 3 done').waitFor()
    await own.getByText('A file was added').waitFor()
    const { totals } = await ask<{ totals: { customers: number } }>('/customers')
    const { blocks } = await ask<{ blocks: { kind: string; data: { now: { value: number } | null } }[] }>(`/rooms/${steps}`)
    expect(blocks.find(({ kind }) => kind === 'analytics')?.data.now?.value).toBe(totals.customers)
    await page.getByText('Of the customers that are assigned to you.').first().waitFor()
    await settle()
  },
)

journey('staff who look see how far it is and mark nothing', { as: people.ines, partnership: 'Fjordline' }, async (visit) => {
  const { page, go } = visit
  await go(`/rooms/${steps}`)
  const own = page.getByRole('group', { name: 'First steps' })
  await own.getByText('2 of 3 done').waitFor()
  await own.getByText('Only the partner’s own people mark what they have done.').waitFor()
  // It says no by itself: nothing is sent that would be refused.
  await own.getByRole('checkbox', { name: 'Meet your partner manager' }).click({ force: true })
  await own.getByText('2 of 3 done').waitFor()
})
