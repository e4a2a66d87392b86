import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import { columnOf } from './reading.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Listed = { id: string; customerId: string; customerName: string; severity: string; state: string; subTab: string }
type List = { items: Listed[]; total: number }

const tableOf = ({ page }: Visit) => page.getByRole('table', { name: 'Tasks' })
const openFirst = async (visit: Visit): Promise<Locator> => {
  await tableOf(visit).getByRole('button', { name: /^Details/ }).first().click() // prettier-ignore
  const panel = visit.page.getByRole('dialog')
  await panel.getByRole('heading', { name: 'History' }).waitFor()
  return panel
}
const close = async ({ page, settle }: Visit, panel: Locator) => {
  await panel.getByRole('button', { name: 'Close' }).first().click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await settle()
}

journey('a task is seen, talked about, put off, taken back and dismissed', { as: people.alma }, async (visit) => {
  const { page, go, ask, settle, insistAccessible } = visit
  await go('/tasks')
  const before = await ask<List>('/tasks')
  expect(await columnOf(tableOf(visit), 'Customer')).toEqual(before.items.map(({ customerName }) => customerName))
  await insistAccessible('the list of tasks')

  const panel = await openFirst(visit)
  await panel.getByRole('button', { name: 'Acknowledge', exact: true }).click()
  await panel.getByText('Acknowledged', { exact: true }).first().waitFor()
  await panel.getByLabel('Add a comment').fill('Called them.\nThey look into it.')
  await panel.getByRole('button', { name: 'Add the comment' }).click()
  await panel.getByText('They look into it.').waitFor()
  await insistAccessible('a task beside the list')
  const [task] = before.items
  const { comments } = await ask<{ comments: { body: string }[] }>(`/tasks/${task?.id}`)
  expect(comments).toMatchObject([{ body: 'Called them.\nThey look into it.' }])

  await panel.getByRole('button', { name: 'Snooze', exact: true }).click()
  await panel.getByLabel('Until the day').fill('2027-12-31')
  await panel.getByText('Choose a day within the next 90 days.').first().waitFor()
  await insistAccessible('a day that can’t be chosen')
  await panel.getByRole('button', { name: 'In a week' }).click()
  await panel.getByText('Snoozed until 27 Nov 2026').waitFor()
  await settle()
  expect((await ask<List>('/tasks')).total).toBe(before.total - 1)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await panel.getByText('Snooze ended').waitFor()

  await panel.getByRole('button', { name: 'Dismiss', exact: true }).click()
  await panel.getByRole('combobox', { name: 'Reason' }).click()
  await page.getByRole('option', { name: 'Another reason' }).click()
  await panel.getByText('Say why in a few words.').waitFor({ state: 'attached' })
  await panel.getByLabel('In a few words').fill('They move to another site')
  await insistAccessible('why a task is dismissed')
  await panel.getByRole('button', { name: 'Dismiss the task' }).click()
  await panel.getByText('Dismissed: Another reason').waitFor()
  await panel.getByText('They move to another site').waitFor()
  await close(visit, panel)
  expect((await columnOf(tableOf(visit), 'Customer')).length).toBe(before.total - 1)

  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Dismissed' }).click()
  await settle()
  expect(new URL(page.url()).searchParams.get('state')).toBe('dismissed')
  expect(await columnOf(tableOf(visit), 'Customer')).toEqual([task?.customerName])
  const again = await openFirst(visit)
  await again.getByRole('button', { name: 'Reopen' }).click()
  await again.getByRole('button', { name: 'Acknowledge', exact: true }).waitFor()
})

journey('several tasks are assigned and acknowledged at once, and found by whose they are', { as: people.alma }, async (visit) => {
  const { page, go, ask, settle, insistAccessible } = visit
  await go('/tasks?severity=low')
  const boxes = tableOf(visit).getByRole('checkbox', { name: /^Select / })
  const rows = (await ask<List>('/tasks?severity=low')).items.slice(0, 2)
  expect(rows).toHaveLength(2)
  for (const at of [1, 2]) await boxes.nth(at).check() // the first selects all
  const bar = page.getByRole('region', { name: 'With the chosen tasks' })
  await bar.getByText('2 chosen').waitFor()
  await insistAccessible('two chosen tasks')
  await bar.getByRole('combobox', { name: 'Assign to' }).click()
  await page.getByRole('option', { name: /\(you\)$/ }).click()
  await bar.getByRole('button', { name: 'Assign', exact: true }).click()
  await page.getByText('Assigned: 2').waitFor()
  await settle()
  await go('/tasks?assignee=me')
  const mine = await ask<List>('/tasks?assignee=me')
  expect(mine.items.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
  expect(await columnOf(tableOf(visit), 'Assigned to')).toEqual(['You', 'You'])

  await tableOf(visit).getByRole('checkbox', { name: 'Select all rows' }).check()
  await page.getByRole('region', { name: 'With the chosen tasks' }).getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByText('Acknowledged: 2').waitFor()
  await settle()
  expect(await columnOf(tableOf(visit), 'State')).toEqual(['Acknowledged', 'Acknowledged'])
})

journey('a task leads to the place that raised it, on a phone too', { as: people.alma, width: 390, height: 844 }, async (visit) => {
  const { page, go, ask, insistAccessible, insistNoOverflow } = visit
  await go('/tasks')
  const [task] = (await ask<List>('/tasks')).items
  await insistNoOverflow('the tasks on a phone')
  await page.getByRole('list', { name: 'Tasks' }).getByRole('button', { name: /^Details/ }).first().click() // prettier-ignore
  const panel = page.getByRole('dialog')
  await panel.getByRole('heading', { name: 'History' }).waitFor()
  await insistNoOverflow('a task on a phone')
  await insistAccessible('a task on a phone')
  await panel.getByRole('link', { name: 'Go to where it comes from' }).click()
  await page.waitForURL(new RegExp(`/customers/${task?.customerId}/${task?.subTab}`))
  await go(`/customers/${task?.customerId}/tasks`)
  await page.getByRole('list', { name: 'Open tasks' }).waitFor()
  await insistNoOverflow('a customer’s tasks on a phone')
  await insistAccessible('a customer’s tasks')
})

journey(
  'vendor staff read a partner’s tasks and are told why they change nothing',
  { as: people.teodor, partnership: 'MSSP' },
  async (visit) => {
    const { page, go } = visit
    await go('/tasks')
    expect(await tableOf(visit).getByRole('checkbox').count()).toBe(0)
    const panel = await openFirst(visit)
    const button = panel.getByRole('button', { name: 'Acknowledge', exact: true })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await page.getByText('its own people work on its tasks').first().waitFor({ state: 'attached' })
  },
)

for (const { partnership, rule, subTab, says } of [
  { partnership: 'MSSP', rule: 'scanner-inactive', subTab: 'signals', says: 'Scanners' },
  { partnership: 'MSSP', rule: 'scans-failed', subTab: 'signals', says: 'Failed scans' },
  { partnership: 'MSSP', rule: 'contact-missing', subTab: 'contacts', says: 'Nobody' },
  { partnership: 'Reseller', rule: 'renewal-upcoming', subTab: 'commercial', says: '' },
])
  journey(
    `${rule}: its task leads to the very place that raised it, marked and in view`,
    { as: people.alma, partnership },
    async (visit) => {
      const { page, go, ask, settle, insistAccessible } = visit
      await go(`/tasks?rule=${rule}`)
      const { items } = await ask<{ items: (Listed & { facts: { orderNumber?: string } })[] }>(`/tasks?rule=${rule}`)
      const [task] = items
      await tableOf(visit).locator('tbody').getByRole('link').nth(0).click()
      await page.waitForURL(new RegExp(`/customers/${task?.customerId}/${subTab}\\?cause=`))
      await settle()
      const marked = page.locator('[aria-current="true"]')
      const texts = await marked.allTextContents()
      expect(texts).not.toEqual([])
      for (const text of texts) expect(text).toContain(task?.facts.orderNumber ?? says)
      // The page goes to it once it has drawn it.
      const place = async () => {
        const box = await marked.first().boundingBox()
        const bottom = (box?.y ?? -1) + (box?.height ?? 0)
        return { isBelowTop: (box?.y ?? -1) >= 0, isAboveBottom: bottom <= (page.viewportSize()?.height ?? 0) }
      }
      await expect.poll(place).toEqual({ isBelowTop: true, isAboveBottom: true })
      await insistAccessible(`the place that raised ${rule}`)
    },
  )
