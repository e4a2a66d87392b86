import { sql } from 'kysely'
import { expect } from 'vitest'
import { actorFor, addNewcomer, invite, mailedSecret } from '#rooms/accounts/accounts.test-kit.ts'
import { issueSetupLink } from '#rooms/accounts/setup.actions.ts'
import { createWorld, emailOf, password, type World } from '../world.ts'
import type { Visit } from './browser.ts'
import { stage } from './stage.ts'

let world: World
const real = stage(async () => {
  world = await createWorld({ asksFactors: true })
  return { portal: world.portal, close: () => world.close() }
})

const idOf = (email: string) =>
  world.arrange(async (tx) => (await tx.first(sql<{ id: number }>`select id from app_user where email = ${email}`))?.id ?? 0)

/** The secret of a link stands neither in the address nor in the history once the page is shown. */
const insistHidden = async ({ page }: Visit, secret: string) => {
  expect(page.url()).not.toContain(secret)
  expect(await page.evaluate<string>('JSON.stringify([location.href, history.state, document.title, document.referrer])')).not.toContain(
    secret,
  )
}

real('an invitation leads with its passphrase to a password and into the portal', {}, async (visit) => {
  const { page, go, insistAccessible, insistNoOverflow } = visit
  const { id, email } = await addNewcomer(world)
  const { secret, passphrase } = await invite(world, await actorFor(world, 'anna'), id)
  await go(`/invitation#${secret}`)
  await insistHidden(visit, secret)
  await insistAccessible('the invitation')
  expect(await page.locator('body').textContent()).not.toContain(email)
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the invitation')

  await page.getByLabel('Passphrase').fill(passphrase.replaceAll('-', ' '))
  await page.getByLabel('Your password', { exact: true }).fill('too short')
  await page.keyboard.press('Tab')
  await page.getByText('Use at least 15 characters.').waitFor()
  await insistAccessible('the invitation with a short password')
  await page.getByLabel('Your password', { exact: true }).fill('harbour lantern quiet maple')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

real('an invitation opened without its secret says what to do', {}, async ({ page, go, insistAccessible }) => {
  await go('/invitation')
  await page.getByRole('heading', { level: 1, name: 'Open the link again' }).waitFor()
  await insistAccessible('a link without its secret')
})

real('a forgotten password is replaced by the link in the mail, and says the same for every address', {}, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/sign-in')
  await page.getByRole('link', { name: 'Forgotten your password?' }).click()
  await settle()
  await insistAccessible('asking for a link')
  await page.getByLabel('E-mail').fill(emailOf('uma'))
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByRole('heading', { level: 1, name: 'Look at your mail' }).waitFor()
  const said = await page.getByRole('main').textContent()
  await go('/forgotten')
  await page.getByLabel('E-mail').fill('nobody@meridian.example')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Look at your mail' }).waitFor()
  expect(await page.getByRole('main').textContent()).toBe(said?.replace(emailOf('uma'), 'nobody@meridian.example'))

  const secret = await mailedSecret(world, await idOf(emailOf('uma')))
  await go(`/reset#${secret}`)
  await insistHidden(visit, secret)
  await insistAccessible('choosing a new password')
  await page.getByLabel('New password', { exact: true }).fill('harbour lantern quiet maple')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Your password is set' }).waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('E-mail').fill(emailOf('uma'))
  await page.getByLabel('Password', { exact: true }).fill('harbour lantern quiet maple')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

real('one’s own account shows and changes how things are written, and the password', {}, async (visit) => {
  const { page, go, settle, expectComplaint, insistAccessible, insistNoOverflow } = visit
  await go('/sign-in')
  await page.getByLabel('E-mail').fill(emailOf('anna'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByRole('button', { name: /^Anna/ }).click()
  await page.getByRole('menuitem', { name: 'Your account' }).click()
  await page.getByRole('heading', { level: 2, name: 'Where you are signed in' }).waitFor()
  await settle()
  await insistAccessible('the account')

  await page.getByRole('combobox', { name: 'Dates and numbers' }).click()
  await page.getByRole('option', { name: /United States/ }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Your profile was saved').waitFor()

  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByLabel('Present password', { exact: true }).fill('not the present one')
  await page.getByLabel('New password', { exact: true }).fill('harbour lantern quiet birch')
  expectComplaint(/403 PUT \/api\/account\/password/)
  expectComplaint(/console: Failed to load resource.*403/)
  await page.keyboard.press('Enter')
  await page.getByText('This is not your present password.').waitFor()
  await insistAccessible('a wrong present password')
  await page.getByLabel('Present password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText(/^Set on \w{3} \d+, \d{4}/).waitFor() // as the United States write it
  await page.setViewportSize({ width: 390, height: 844 })
  await settle()
  await insistNoOverflow('the account')
})

real('the first administrator of an empty portal comes by the link that start prints', {}, async (visit) => {
  const { page, go, insistAccessible } = visit
  await world.arrange(async (tx) => void (await tx.rows(sql`update app_user set is_active = false where email = ${emailOf('vera')}`)))
  const path = await issueSetupLink(world.database, world.config)
  await go(path ?? '/')
  await insistHidden(visit, path?.split('#')[1] ?? '#')
  await insistAccessible('the set-up')
  await page.getByLabel('Your name').fill('Freja Holm')
  await page.getByLabel('E-mail').fill('freja@vendor.example')
  await page.getByLabel('Password', { exact: true }).fill('harbour lantern quiet maple')
  await page.getByRole('button', { name: 'Become the administrator' }).click()
  // An administrator needs a second factor, and is asked for one before anything is shown.
  await page.getByRole('heading', { level: 1, name: 'Protect your account' }).waitFor()
})
