import { sql } from 'kysely'
import { expect } from 'vitest'
import { notify } from '#rooms/notifications/actions.ts'
import { spreadNews } from '#rooms/notifications/spread.actions.ts'
import { unsubscribeToken } from '#rooms/notifications/unsubscribe-token.ts'
import { asActor, systemActor } from '#server/access.ts'
import { openDemo, people, stage } from './stage.ts'

let demo: Awaited<ReturnType<typeof openDemo>>
const journey = stage(async () => {
  demo = await openDemo()
  return demo
})

const asSystem = <T>(work: Parameters<typeof asActor<T>>[1]) => asActor(systemActor('test', demo.portal.database), work)

/** A high task that the engine raises at a customer, by its outer id. */
const raise = async (customerId: string) => {
  await asSystem(async (tx) => {
    const id = tx.ids.inner('cus', customerId)
    const place = await tx.first(sql<{ partnerId: number; partnershipId: number }>`
      select partner_id as "partnerId", partnership_id as "partnershipId" from customer where id = ${id}`)
    if (!place) throw new Error('The customer is gone')
    await notify(tx, { event: 'task.raised', ...place, customerId: id, severity: 'high', facts: { rule: 'scans-failed' } })
  })
  await spreadNews(demo.portal)
}

type List = { items: { id: string; name: string }[] }
const firstCustomer = async (ask: <T>(path: string) => Promise<T>) => {
  const [first] = (await ask<List>('/customers?state=paying&sort=name')).items
  if (!first) throw new Error('The demo has no customer')
  return first
}

journey('the bell rises while a task is raised, and leads to it', { as: people.alma }, async (visit) => {
  const { page, go, ask, settle, insistAccessible, insistNoOverflow } = visit
  await go('/tasks')
  const customer = await firstCustomer(ask)
  const before = (await ask<{ unread: number }>('/notifications/unread')).unread
  expect(before).toBeGreaterThan(0)
  await page.getByRole('button', { name: `Notifications, ${before} unread` }).waitFor()
  await raise(customer.id)
  await page.getByRole('button', { name: `Notifications, ${before + 1} unread` }).click()
  const panel = page.getByRole('dialog', { name: 'Notifications' })
  const newest = panel.getByRole('list', { name: 'Notifications' }).getByRole('button').first()
  await newest.getByText('A new task').waitFor()
  await newest.getByText(`${customer.name} · Failed scans`).waitFor()
  await insistAccessible('the newest notifications')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the newest notifications')
  await page.setViewportSize({ width: 1440, height: 900 })
  await newest.click()
  await page.getByRole('heading', { name: customer.name, level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/customers/${customer.id}/tasks`)
  await page.getByRole('button', { name: `Notifications, ${before} unread` }).click()
  await panel.getByRole('button', { name: 'Mark all as read' }).click()
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await settle()
})

journey(
  'all notifications stand on a page of their own, and what comes in is shown when it is asked for',
  { as: people.alma },
  async (visit) => {
    const { page, go, ask, insistAccessible, insistNoOverflow } = visit
    await go('/notifications')
    const list = page.getByRole('list', { name: 'Notifications' })
    const shown = await list.getByRole('button').count()
    await insistAccessible('all notifications')
    await raise((await firstCustomer(ask)).id)
    await page.getByRole('button', { name: 'Something changed. Show it' }).click()
    await list.getByRole('button').nth(Math.min(shown, 49)).waitFor()
    await page.getByText('Unread', { exact: true }).first().click()
    await page.waitForURL(/show=unread/)
    await page.setViewportSize({ width: 390, height: 844 })
    await insistNoOverflow('all notifications')
  },
)

journey('somebody says what they want to be told, and goes back to the defaults', { as: people.jonas }, async (visit) => {
  const { page, go, ask, settle, insistAccessible, insistNoOverflow } = visit
  await go('/account#notifications')
  const mail = page.getByRole('combobox', { name: 'New task, by e-mail' })
  await mail.selectOption('daily')
  // Pressed while the first choice is on its way: both must stand.
  await page.getByRole('switch', { name: 'New task, in the portal' }).click()
  await page.getByRole('switch', { name: 'New task, in the portal', checked: false }).waitFor()
  await page.getByRole('button', { name: 'Back to the defaults' }).waitFor()
  await settle()
  await page.reload()
  await settle()
  expect(await mail.inputValue()).toBe('daily')
  expect(await page.getByRole('switch', { name: 'New task, in the portal' }).isChecked()).toBe(false)
  await insistAccessible('what one is told')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('what one is told')
  await page.getByRole('button', { name: 'Back to the defaults' }).click()
  await page.getByRole('button', { name: 'Back to the defaults' }).waitFor({ state: 'hidden' })
  expect((await ask<{ isChanged: boolean }>('/notifications/choices')).isChanged).toBe(false)
})

journey('a customer is followed and muted from its page', { as: people.jonas }, async (visit) => {
  const { page, go, ask, settle, insistAccessible } = visit
  const { id } = await firstCustomer(ask)
  await go(`/customers/${id}/tasks`)
  await page.getByRole('button', { name: 'Notifications: As usual' }).click()
  await page.getByRole('menuitemradio', { name: /^Following/ }).waitFor()
  await insistAccessible('the choice to follow')
  await page.getByRole('menuitemradio', { name: /^Following/ }).click()
  await page.getByRole('button', { name: 'Notifications: Following' }).click()
  await page.getByRole('menuitemradio', { name: /^Muted/ }).click()
  await page.getByRole('button', { name: 'Notifications: Muted' }).waitFor()
  await settle()
  expect(await ask(`/customers/${id}/following`)).toEqual({ state: 'muted' })
})

journey('the link of a mail switches off what it says, once somebody presses', {}, async (visit) => {
  const { page, go, settle, insistAccessible, insistNoOverflow } = visit
  const userId = await asSystem((tx) => tx.first(sql<{ id: number }>`select id from app_user where email = ${people.jonas}`))
  const choices = () =>
    asSystem((tx) =>
      tx.rows(sql`select from notification_choice where user_id = ${userId?.id ?? 0} and channel = 'mail' and frequency = 'off'`),
    )
  await go(`/unsubscribe#${unsubscribeToken(demo.portal, { userId: userId?.id ?? 0, groups: ['tasks'] })}`)
  await insistAccessible('the page before mails are stopped')
  expect(await choices()).toEqual([])
  await page.getByRole('button', { name: 'Stop these e-mails' }).click()
  await page.getByRole('heading', { name: 'They are switched off' }).waitFor()
  await page.getByText('E-mails about: Tasks.').waitFor()
  await settle()
  await insistAccessible('the page after mails were stopped')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the page after mails were stopped')
  expect((await choices()).length).toBeGreaterThan(0)
})
