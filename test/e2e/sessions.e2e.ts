import { sql } from 'kysely'
import { expect } from 'vitest'
import { createWorld, emailOf, password, type World } from '../world.ts'
import type { Visit } from './browser.ts'
import { stage } from './stage.ts'

let world: World
const journey = stage(async () => {
  world = await createWorld()
  return world
})

const signInAs = async ({ page, go }: Visit, email: string) => {
  await go('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

journey('one sees where one is signed in, ends the others, and another tab follows when one signs out', {}, async (visit) => {
  const { page, context, go, settle, insistAccessible, insistNoOverflow } = visit
  await world.signIn('anna')
  await world.signIn('anna')
  await signInAs(visit, emailOf('anna'))
  await go('/account')
  const list = page.getByRole('list', { name: 'Open sessions' })
  expect(await list.getByRole('listitem').count()).toBe(3)
  expect(await list.getByText('This one').count()).toBe(1)
  await insistAccessible('the list of sessions')
  await list.getByRole('button', { name: /^End the session in/ }).first().click()
  await page.getByText('The session was ended').waitFor()
  await settle()
  expect(await list.getByRole('listitem').count()).toBe(2)
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByText('You are signed in here only').waitFor()
  await settle()
  expect(await list.getByRole('listitem').count()).toBe(1)
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the list of sessions')
  await page.setViewportSize({ width: 1440, height: 900 })

  const other = await context.newPage()
  await other.goto('/customers')
  await other.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
  await page.getByRole('button', { name: /^Anna/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
}) // prettier-ignore

journey('a browser that changed reads on, and gives the password before it changes anything', {}, async (visit) => {
  const { page, settle, expectComplaint, insistAccessible } = visit
  await signInAs(visit, emailOf('anna'))
  await settle()
  const { items } = await visit.ask<{ items: { id: string; name: string }[] }>('/customers?search=alder')
  // What a restart with other settings would do to what the browser says of itself.
  await world.database.within({ role: 'pp_session', readOnly: false }, (tx) =>
    tx.rows(sql`update session set device = jsonb_set(jsonb_set(device::jsonb, '{6}', '"Asia/Tokyo"'), '{7}', '"97"')::text
      where user_id = (select id from app_user where email = ${emailOf('anna')})`),
  )
  expectComplaint(/answer: 403 PUT \/api\/workspace/)
  expectComplaint(/answer: 403 POST \/api\/room-use\/beats/) // what the page says by itself is refused, and asks nobody
  expectComplaint(/console: Failed to load resource.*403/)
  // Opening a customer keeps their tab: the first change.
  await page.goto(`/customers/${items[0]?.id}/contacts`)
  await page.getByRole('heading', { level: 1, name: 'Alder Bank' }).waitFor()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await dialog.getByLabel('Password', { exact: true }).waitFor()
  await insistAccessible('the question whether it is still you')
  expect(await dialog.locator('*:focus').getAttribute('name')).toBe('password')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await settle()
  const { tabs } = await visit.ask<{ tabs: { customerId: string }[] }>('/workspace')
  expect(JSON.stringify(tabs)).toContain(items[0]?.id)
}) // prettier-ignore

journey('a pause after wrong passwords is ended by the link in the mail, whose secret leaves the address', {}, async (visit) => {
  const { page, go, insistAccessible, insistNoOverflow } = visit
  for (let n = 0; n < 6; n++)
    await world.send(undefined, 'POST /session', { body: { email: emailOf('uma'), password: `wrong ${n}` } })
  const mail = () => world.arrange((tx) => tx.first(sql<{ path: string }>`select link_path as path from mail where kind = 'session.locked'`))
  await expect.poll(async () => (await mail())?.path).toMatch(/^\/unlock#/)
  await go((await mail())?.path ?? '')
  expect(page.url()).toMatch(/\/unlock$/)
  await insistAccessible('the page that ends a pause')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the page that ends a pause')
  await page.getByRole('button', { name: 'End the pause' }).click()
  await page.getByRole('heading', { level: 1, name: 'The pause is over' }).waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('E-mail').fill(emailOf('uma'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}) // prettier-ignore

journey('a session whose cookie came to another browser is ended, and the page says so at the door', {}, async (visit) => {
  const { page, go, expectComplaint } = visit
  await signInAs(visit, emailOf('omar'))
  // What the open page asks by itself would be told instead of the next one; a room says as it is left how long it was looked at.
  await go('/account')
  await page.goto('about:blank')
  await world.database.within({ role: 'pp_session', readOnly: false }, (tx) =>
    tx.rows(sql`update session set device = jsonb_set(device::jsonb, '{0}', '"Safari"')::text
      where user_id = (select id from app_user where email = ${emailOf('omar')})`),
  )
  expectComplaint(/answer: 401 GET/)
  expectComplaint(/console: Failed to load resource.*401/)
  await page.goto('/customers')
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.getByText('This session was ended because it was used from another browser').waitFor()
  const left = await world.arrange((tx) =>
    tx.rows(sql`select from session s join app_user u on u.id = s.user_id where u.email = ${emailOf('omar')}`),
  )
  expect(left).toEqual([])
}) // prettier-ignore
