import { expect } from 'vitest'
import config from '../../portal.config.ts'
import { codeAt, secretIn, stepAt } from '../../src/rooms/factors/totp.ts'
import { createWorld, emailOf, password, type Name, type World } from '../world.ts'
import type { Visit } from './browser.ts'
import { stage } from './stage.ts'

let world: World
/** As it is shipped, but that partner managers need a second factor as well. */
const strict = {
  ...config,
  roles: config.roles.map((role) => (role.side === 'vendor' ? { ...role, secondFactor: 'required' as const } : role)),
}
const real = stage(async () => {
  world = await createWorld({ config: strict, asksFactors: true })
  return { portal: world.portal, close: () => world.close() }
})

const giveWords = async ({ page, go }: Visit, as: Name) => {
  await go('/sign-in')
  await page.getByLabel('E-mail').fill(emailOf(as))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
const codeFor = (secret: string) => codeAt(secretIn(secret), stepAt(world.portal.now()))
const nextMinute = () => world.setNow(world.portal.now().add({ seconds: 60 }))
const signOut = async ({ page }: Visit, name: string) => {
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
}

/** A device of the browser's own that has the owner's finger on it. */
const addDevice = async ({ context, page }: Visit) => {
  const tools = await context.newCDPSession(page)
  await tools.send('WebAuthn.enable')
  const { authenticatorId } = await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  }) // prettier-ignore
  return {
    keys: async () => (await tools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    isThere: (isPresent: boolean) => tools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: isPresent }),
  }
}

const keepCodes = async ({ page, download, insistAccessible, insistNoOverflow }: Visit) => {
  const list = page.getByRole('list', { name: 'Recovery codes' })
  await list.waitFor()
  const codes = await list.getByRole('listitem').allInnerTexts()
  expect(codes).toHaveLength(10)
  await insistAccessible('recovery codes')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('recovery codes')
  await page.setViewportSize({ width: 1440, height: 900 })
  const downloaded = await download(page.getByRole('button', { name: 'Download' }))
  expect(downloaded.name).toBe('recovery-codes.txt')
  for (const code of codes) expect(downloaded.file.toString()).toContain(code)
  // On paper stand the codes and nothing else.
  await page.emulateMedia({ media: 'print' })
  const printed = (await page.locator('body').innerText()).split('\n').filter(Boolean)
  expect(printed).toEqual([expect.stringMatching(/^Recovery codes for /), ...codes])
  await page.emulateMedia({ media: 'screen' })
  const goOn = page.getByRole('button', { name: 'Go on' })
  expect(await goOn.isDisabled()).toBe(true)
  await page.getByRole('checkbox').check()
  await goOn.click()
  return codes
}

real('an administrator sets up an app at the first sign-in, and gives its code at the next', {}, async (visit) => {
  const { page, go, insistAccessible, insistNoOverflow, expectComplaint } = visit
  await giveWords(visit, 'vera')
  await page.getByRole('heading', { level: 1, name: 'Protect your account' }).waitFor()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  await insistAccessible('setting up an app')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('setting up an app')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByText('Type it in by hand').click()
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(' ', '')
  await page.getByRole('textbox', { name: 'Code' }).fill(codeFor(secret))
  await page.getByRole('button', { name: 'Set up the app' }).click()
  const [first = ''] = await keepCodes(visit)
  await page.getByText('Vera').first().waitFor()
  await signOut(visit, 'Vera')

  nextMinute()
  await giveWords(visit, 'vera')
  await page.getByRole('heading', { level: 1, name: 'Confirm that it is you' }).waitFor()
  await insistAccessible('giving a code')
  expectComplaint(/403 POST \/api\/session\/factor\/totp/)
  expectComplaint(/console: Failed to load resource.*403/)
  await page.getByRole('textbox', { name: 'Code' }).fill('000 000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await insistAccessible('a code that was refused')
  // A page that is loaded again stands where the sign-in stands.
  await go('/customers')
  await page.getByRole('textbox', { name: 'Code' }).fill(codeFor(secret))
  await page.keyboard.press('Enter')
  await page.getByText('Vera').first().waitFor()
  await signOut(visit, 'Vera')

  await giveWords(visit, 'vera')
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(first.toLowerCase())
  await insistAccessible('giving a recovery code')
  await page.keyboard.press('Enter')
  await page.getByText('Vera').first().waitFor()
})

real('a partner manager makes a passkey at the first sign-in, and signs with it at the next', {}, async (visit) => {
  const { page, insistAccessible } = visit
  const device = await addDevice(visit)
  await giveWords(visit, 'pavel')
  await page.getByRole('button', { name: 'Use a passkey instead' }).click()
  await page.getByLabel('Name').fill('Work laptop')
  await insistAccessible('making a passkey')
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await keepCodes(visit)
  await page.getByText('Pavel').first().waitFor()
  expect(await device.keys()).toHaveLength(1)
  await signOut(visit, 'Pavel')

  await giveWords(visit, 'pavel')
  await page.getByRole('heading', { level: 1, name: 'Confirm that it is you' }).waitFor()
  await insistAccessible('signing with a passkey')
  await device.isThere(false)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText(/The passkey was not used/).waitFor()
  await device.isThere(true)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('Pavel').first().waitFor()
})

real('somebody changes what they sign in with in their account, and proves each time who they are', {}, async (visit) => {
  const { page, go, settle, insistAccessible, insistNoOverflow } = visit
  const panel = page.getByRole('dialog')
  const prove = async (code?: string) => {
    await panel.getByLabel('Password', { exact: true }).fill(password)
    if (code !== undefined) await panel.getByRole('textbox', { name: /ode/ }).fill(code)
    await panel.getByRole('button', { name: /^Go on/ }).click()
  }
  const closed = () => panel.waitFor({ state: 'detached' })
  const row = (name: string | RegExp) => page.getByRole('listitem').filter({ hasText: name })
  await addDevice(visit)
  await giveWords(visit, 'anna')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await go('/account')
  await page.getByRole('heading', { level: 2, name: 'Second factor' }).waitFor()
  await settle()
  await insistAccessible('an account without a second factor')

  await page.getByRole('button', { name: 'Set up an app' }).click()
  await panel.getByLabel('Password', { exact: true }).waitFor()
  await insistAccessible('proving who it is')
  await prove()
  await panel.getByText('Type it in by hand').click()
  const secret = (await panel.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(' ', '')
  await panel.getByRole('textbox', { name: 'Code' }).fill(codeFor(secret))
  await panel.getByRole('button', { name: 'Set up the app' }).click()
  await keepCodes(visit)
  await closed()
  await row('10 of 10 left').waitFor()

  nextMinute()
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await prove(codeFor(secret))
  await panel.getByRole('textbox', { name: 'Name' }).fill('Laptop')
  await panel.getByRole('button', { name: 'Make a passkey' }).click()
  await closed()
  await page.getByRole('button', { name: 'Rename Laptop' }).click()
  await panel.getByRole('textbox', { name: 'Name' }).fill('Work laptop')
  await panel.getByRole('button', { name: 'Save' }).click()
  await closed()
  await row('Work laptop').waitFor()
  await settle()
  await insistAccessible('an account with two factors')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('an account with two factors')
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.getByRole('button', { name: 'Make new codes' }).click()
  await panel.getByRole('button', { name: 'Use a passkey instead' }).click()
  await prove()
  const codes = await keepCodes(visit)
  await closed()

  await page.getByRole('button', { name: 'Remove the authenticator app' }).click()
  await prove(codes[0])
  await closed()
  await row(/9 of 10 left/).waitFor()
  await page.getByRole('button', { name: 'Remove Work laptop' }).click()
  await prove()
  await closed()
  await page.getByRole('button', { name: 'Set up an app' }).waitFor()

  await signOut(visit, 'Anna')
  await giveWords(visit, 'anna')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})
