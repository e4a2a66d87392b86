import { expect } from 'vitest'
import { picture } from '#rooms/files/files.test-kit.ts'
import { publishRoom } from '#rooms/rooms/rooms.test-kit.ts'
import { openInternet, publicAddress } from '#server/outward.test-kit.ts'
import { createWorld, emailOf, password, type Name, type World } from '../world.ts'
import type { Visit } from './browser.ts'
import { stage } from './stage.ts'

let world: World
const real = stage(async () => {
  world = await createWorld()
  const png = await picture(1_200, 600).png().toBuffer()
  const names = { 'pictures.example': [publicAddress], 'intranet.example': ['192.168.1.5'] }
  const net = await openInternet((_request, response) => void response.end(png), names)
  world.portal.wayOut = net.way
  return {
    portal: world.portal,
    close: async () => {
      await net.close()
      await world.close()
    },
  }
})

const signIn = async ({ page }: Visit, as: Name) => {
  await page.getByLabel('E-mail').fill(emailOf(as))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

real('a picture is copied from its address, and its readers ask the portal alone for it', {}, async (visit) => {
  const { page, context, go, settle, insistAccessible } = visit
  const room = await publishRoom(world, 'mssp', 'Gallery', [])
  const elsewhere: string[] = []
  context.on('request', (request) => {
    if (!request.url().startsWith(world.portal.origin) && !request.url().startsWith('data:')) elsewhere.push(request.url())
  })
  await go('/')
  await signIn(visit, 'vera')
  await go(`/arrangement/${room}/blocks`)
  await page.getByRole('button', { name: 'Add a block' }).first().click()
  await page.getByLabel('Find a kind of block').fill('image')
  await page.keyboard.press('Enter')
  const address = page.getByLabel('Or copy it from an address')
  await address.fill('https://intranet.example/secret.png')
  await page.getByRole('button', { name: 'Copy the picture' }).click()
  await page.getByText('Nothing could be fetched from this address.').waitFor()
  visit.expectComplaint(/400 POST \/api\/files\/copies/)
  visit.expectComplaint(/console: Failed to load resource/)
  await insistAccessible('an address of which nothing came')
  await address.fill('https://pictures.example/harbour.png')
  await address.press('Enter')
  await page.getByText('harbour.png').waitFor()
  await page.getByLabel('What is to be seen').fill('The harbour at night')
  await page.locator('[data-state=saved]').getByText('Saved').waitFor()
  await insistAccessible('a picture that was copied')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('dialog', { name: 'Publish' }).getByRole('button', { name: 'Publish' }).click()
  await page.getByText(/^Published/).waitFor()

  await context.clearCookies()
  await go('/')
  await signIn(visit, 'anna')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await go(`/rooms/${room}`)
  await page.getByRole('img', { name: 'The harbour at night' }).waitFor()
  await expect.poll(() => page.evaluate<number>('document.querySelector("main img").naturalWidth')).toBe(1_200)
  await settle()
  expect(elsewhere).toEqual([])
})
