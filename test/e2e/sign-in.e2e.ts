import { expect } from 'vitest'
import { createWorld, emailOf, password } from '../world.ts'
import { openDemo, people, stage } from './stage.ts'

const real = stage(async () => {
  const world = await createWorld()
  return { portal: { ...world.portal, demoUrl: 'https://demo.example' }, close: () => world.close() }
})
const demo = stage(openDemo)

real('a wrong password is refused in one sentence, the right one leads where the reader wanted to go', {}, async (visit) => {
  const { page, context, go, expectComplaint, insistAccessible } = visit
  await go('/report?cycles=3')
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  await insistAccessible('sign-in')
  expectComplaint(/401 POST \/api\/session/)
  expectComplaint(/console: Failed to load resource.*401/)
  await page.getByLabel('E-mail').fill(emailOf('anna'))
  await page.getByLabel('Password', { exact: true }).fill('not the passphrase')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await insistAccessible('sign-in that was refused')
  expect(await context.cookies()).toEqual([])

  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Report' }).waitFor()
  expect(page.url()).toMatch(/\/report\?cycles=3$/)
  const session = (await context.cookies()).find(({ name }) => name === 'pp_sid')
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', expires: -1 })
  expect(await page.getByText('Demo', { exact: true }).count()).toBe(0)
})

real('the address to go to after signing in is never another site', {}, async ({ page, go }) => {
  await go('/sign-in?to=//evil.example/customers')
  await page.getByLabel('E-mail').fill(emailOf('anna'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

demo('the demo is one click away for each of its people', {}, async ({ page, go, settle, insistAccessible, insistNoOverflow }) => {
  await go('/')
  await page.getByRole('heading', { level: 1, name: 'Look at the demo' }).waitFor()
  await insistAccessible('the demo’s door')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the demo’s door')
  await page.setViewportSize({ width: 1440, height: 900 })
  expect(await page.getByRole('main').getByRole('listitem').count()).toBe(Object.keys(people).length)
  await page.getByRole('button', { name: /^Alma Sund/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await settle()
  await page.getByText('Demo', { exact: true }).waitFor()
})
