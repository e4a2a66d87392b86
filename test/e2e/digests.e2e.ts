import { sql } from 'kysely'
import { expect } from 'vitest'
import { settle } from '#rooms/tasks/tasks.test-kit.ts'
import { createWorld, emailOf, password, type World } from '../world.ts'
import type { Visit } from './browser.ts'
import { stage } from './stage.ts'

let world: World
const real = stage(async () => {
  world = await createWorld()
  await settle(world, [{ customer: 'alder', rule: 'scanner-inactive', objectKey: 'a', severity: 'high', facts: { scanner: 'a', days: 9 } }])
  return { portal: world.portal, close: () => world.close() }
})

const signIn = async ({ page, go }: Visit, email: string) => {
  await go('/')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

real('an administrator sees somebody’s digest as it looks and as text, and has it sent', {}, async (visit) => {
  const { page, go, settle: rest, insistAccessible, insistNoOverflow } = visit
  await signIn(visit, emailOf('vera'))
  await page.getByRole('heading', { level: 1, name: 'Choose a partner' }).waitFor()
  await go('/digests')
  await page.getByRole('heading', { level: 1, name: 'Digest preview' }).waitFor()
  await insistAccessible('a preview of nobody yet')
  await page.getByRole('combobox', { name: 'Partnership' }).click()
  await page.getByRole('option', { name: 'Meridian Managed Security, Meridian MSSP Nordics' }).click()
  await page.getByRole('combobox', { name: 'Person' }).click()
  await page.getByRole('option', { name: /^Uma/ }).click()
  await page.getByRole('heading', { level: 2, name: 'Your week: 1 new task' }).waitFor()
  const mail = page.frameLocator('iframe')
  await mail.getByRole('heading', { level: 1, name: 'Your week' }).waitFor()
  // What the browser had refused of it would have been a complaint.
  await mail.getByText('▲ High').waitFor()
  await rest()
  await insistAccessible('a preview')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('a preview')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('tab', { name: 'Plain text' }).click()
  await page.getByText('* [▲ High] Alder Bank').waitFor()
  await insistAccessible('a preview as text')
  await page.getByRole('button', { name: 'Send it to me' }).click()
  await page.getByText('It is on its way to you.').waitFor()
  const waiting = await world.arrange((tx) => tx.rows(sql<{ address: string }>`select address from mail where kind = 'digest.preview'`))
  expect(waiting).toEqual([{ address: emailOf('vera') }])
})

real('whoever mail does not reach reads so, and says when it does', {}, async (visit) => {
  const { page, insistAccessible, settle: rest } = visit
  await world.arrange((tx) =>
    tx.rows(
      sql`insert into mail_trouble (user_id, address, stopped_at, reason) select id, email, now(), '550 No such user' from app_user where email = ${emailOf('uma')}`,
    ),
  )
  await signIn(visit, emailOf('uma'))
  await page.getByText(`Mail to ${emailOf('uma')} comes back`).waitFor()
  await rest()
  await insistAccessible('the note about mail')
  await page.getByRole('button', { name: 'It works again' }).click()
  await page.getByText(`Mail to ${emailOf('uma')} comes back`).waitFor({ state: 'detached' })
  expect(await world.arrange((tx) => tx.rows(sql`select from mail_trouble`))).toEqual([])
})

real('an administrator sees whom mail does not reach beside the outbox', {}, async (visit) => {
  const { page, go, insistAccessible, settle: rest } = visit
  await world.arrange((tx) =>
    tx.rows(
      sql`insert into mail_trouble (user_id, address, stopped_at, reason) select id, email, now(), '550 No such user' from app_user where email = ${emailOf('mark')}`,
    ),
  )
  await signIn(visit, emailOf('vera'))
  await page.getByRole('heading', { level: 1, name: 'Choose a partner' }).waitFor()
  await go('/outbox')
  await page.getByText('550 No such user').waitFor()
  await rest()
  await insistAccessible('the outbox with troubles')
  await page.getByRole('button', { name: 'It works again' }).click()
  await page.getByText('Mail goes to Mark again.').waitFor()
  await page.getByText('550 No such user').waitFor({ state: 'detached' })
})
