import { expect } from 'vitest'
import { inMenuOrder } from '#rooms/arrangement/order.rules.ts'
import { callFrom } from '../../scripts/call-from.ts'
import { fill, sentence } from './arranging.ts'
import { signIn, type Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Line = { id: string; label: string; group: string; status: string }
/** As the list and the menu show them. */
const roomsOf = async ({ ask }: Visit, type: string) => inMenuOrder((await ask<{ rooms: Line[] }>(`/arrangement?type=${type}`)).rooms)
const labelsOf = async (visit: Visit, type: string) => (await roomsOf(visit, type)).map(({ label }) => label)

/** What is in the menu of somebody at a partner at this moment, and what the room's address says to them. */
const seenBy = async ({ context, page }: Visit, email: string, room: string, label: string, partnership?: string) => {
  const other = await context.browser()?.newContext({ baseURL: new URL(page.url()).origin })
  const reader = await other?.newPage()
  if (!other || !reader) throw new Error('No second reader')
  await signIn(reader, email, partnership)
  await reader.goto('/')
  // The menu comes as a whole.
  await reader.getByRole('link', { name: 'Customers', exact: true }).waitFor()
  const names = await reader.getByRole('link').allInnerTexts()
  const { status } = await callFrom(reader, 'GET', `/rooms/${room}`)
  await other.close()
  return { inMenu: names.some((name) => name.includes(label)), status }
}

/** A draft of blocks at the end of a type; returns its id. */
const addRoom = async ({ page, go }: Visit, type: string, label: string) => {
  await go(`/arrangement?type=${type}`)
  await page.getByRole('button', { name: 'Add a room' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: /A room of blocks/ }).click()
  await panel.getByLabel('Name in the menu').fill(label)
  await panel.getByRole('button', { name: 'Add as a draft' }).click()
  await page.getByRole('heading', { level: 1, name: label }).waitFor()
  return /rom_\w+/.exec(page.url())?.[0] ?? ''
}

const chooseTier = async ({ page }: Visit, tier: string) => {
  await page.getByRole('combobox', { name: 'Tiers', exact: true }).click()
  await page.getByRole('option', { name: tier }).click()
  await page.keyboard.press('Tab')
}

journey('an administrator adds rooms and puts them in order by keyboard', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/arrangement?type=mssp')
  await insistAccessible('the rooms')
  await page.getByRole('button', { name: 'Add a room' }).click()
  await insistAccessible('the kinds that are left')

  // Kinds whose function comes later can be added and not made live.
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: /Not available yet/ }).first().click() // prettier-ignore
  const later = await panel.getByLabel('Name in the menu').inputValue()
  await panel.getByRole('button', { name: 'Add as a draft' }).click()
  await panel.waitFor({ state: 'detached' })
  await settle()
  await page.getByRole('button', { name: `More about ${later}`, exact: true }).click()
  expect(await page.getByRole('menuitem', { name: /Make live: not available yet/ }).isDisabled()).toBe(true)
  await page.keyboard.press('Escape')

  // Up, step by step, under the headings on its way; the focus stays with it.
  await addRoom(visit, 'mssp', 'Launch desk')
  await insistAccessible('its settings')
  await page.getByRole('link', { name: 'Rooms of MSSP partners' }).click()
  await settle()
  const before = await labelsOf(visit, 'mssp')
  await page.getByRole('button', { name: 'Move Launch desk up' }).focus()
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press('Enter')
    await settle()
  }
  const after = await labelsOf(visit, 'mssp')
  expect(after.indexOf('Launch desk')).toBeLessThan(before.indexOf('Launch desk'))
  expect(after.filter((label) => label !== 'Launch desk')).toEqual(before.filter((label) => label !== 'Launch desk'))
  expect(await page.evaluate<string | null>(`document.activeElement?.getAttribute('aria-label')`)).toBe('Move Launch desk up')
})

journey('a room is restricted, inspected and tested, and a change against its tests is refused', { as: people.ines }, async (visit) => {
  const { page, settle, insistAccessible, expectComplaint } = visit
  const id = await addRoom(visit, 'mssp', 'Platinum desk')
  await page.getByRole('tab', { name: 'Access' }).click()
  await page.getByText('All MSSP partners see this').waitFor()
  await chooseTier(visit, 'Platinum')
  await page.getByText('MSSP partners of tier Platinum see this').waitFor()
  await insistAccessible('the access')
  await page.getByRole('button', { name: 'Save the access' }).click()
  await page.getByText(/acts from the next click on/).waitFor()

  // Who can see it, and why can't the others.
  await page.getByRole('tab', { name: 'Who can see it' }).click()
  await settle()
  await insistAccessible('who can see it')
  const { counts } = await visit.ask<{ counts: { open: number } }>(`/arrangement/${id}/viewers?looker=admin`)
  await page.getByText(`See it: ${counts.open}`).click()
  await settle()
  expect(await page.getByRole('row').count()).toBe(counts.open + 1)

  const panel = page.getByRole('dialog')
  await page.getByRole('tab', { name: 'Tests' }).click()
  await page.getByRole('button', { name: 'Add a test' }).click()
  await panel.getByLabel('What it is about').fill('A Bronze partner does not see it')
  await panel.getByRole('radio', { name: 'Does not see it' }).check()
  await panel.getByRole('combobox', { name: 'Tier', exact: true }).click()
  await page.getByRole('option', { name: 'Bronze' }).click()
  await insistAccessible('a test')
  await panel.getByRole('button', { name: 'Add the test' }).click()
  await page.getByText('Holds').waitFor()
  await page.getByRole('tab', { name: 'Access' }).click()
  await chooseTier(visit, 'Bronze')
  await page.getByRole('button', { name: 'Save the access' }).click()
  const question = page.getByRole('dialog', { name: 'Against the room’s tests' })
  await question.getByText(/A Bronze partner does not see it/).waitFor()
  await insistAccessible('the question')
  expectComplaint(/409/)
  await question.getByRole('button', { name: 'Leave it as it is' }).click()
  expect((await visit.ask<{ access: { tiers: string[] } }>(`/arrangement/${id}`)).access.tiers).toEqual(['platinum'])
  // And goes through for who insists.
  await page.getByRole('button', { name: 'Save the access' }).click()
  await question.getByRole('button', { name: 'Change it anyway' }).click()
  await page.getByText('1 of 1 fail').waitFor()
})

journey('a room that is live is there for its partner type and for nobody else', { as: people.ines }, async (visit) => {
  const { page, expectComplaint } = visit
  const id = await addRoom(visit, 'mssp', 'Open desk')
  expect(await seenBy(visit, people.alma, id, 'Open desk')).toEqual({ inMenu: false, status: 404 })
  // With nothing in it it is refused, and the editor opens, where that is mended.
  await page.getByRole('button', { name: 'Publish and make live' }).click()
  await page.getByText('There is nothing to publish yet. Add a block first.').waitFor()
  await page.waitForURL(/\/blocks$/)
  expectComplaint(/409/)
  await fill(page, id, [sentence('Come in.')])
  await page.getByRole('button', { name: 'Publish and make live' }).click()
  await page.getByText(/Open desk is live/).waitFor()
  await page.getByRole('region', { name: 'Blocks' }).getByText('Come in.', { exact: true }).waitFor()
  expect(await seenBy(visit, people.alma, id, 'Open desk')).toEqual({ inMenu: true, status: 200 })
  // The same person where the partner is a reseller.
  expect(await seenBy(visit, people.alma, id, 'Open desk', 'Reseller')).toEqual({ inMenu: false, status: 404 })
  await page.getByRole('button', { name: 'More about Open desk' }).click()
  await page.getByRole('menuitem', { name: 'Archive', exact: true }).click()
  await page.getByText(/Open desk is archived/).waitFor()
  expect(await seenBy(visit, people.alma, id, 'Open desk')).toEqual({ inMenu: false, status: 404 })
})

journey('rooms are dragged with the pointer, under another heading too', { as: people.ines }, async (visit) => {
  const { page, go, settle } = visit
  await go('/arrangement?type=reseller')
  const row = (label: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name: label, exact: true }) })
  const gripOf = (label: string) => row(label).locator('span[aria-hidden]').first()
  const drag = async (label: string, onto: string) => {
    // The list is drawn anew once what drags it is there.
    await expect.poll(async () => Boolean((await gripOf(label).boundingBox()) && (await row(onto).boundingBox()))).toBe(true)
    const [from, to] = [await gripOf(label).boundingBox(), await row(onto).boundingBox()]
    if (!from || !to) throw new Error('Nothing to drag')
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(from.x + 20, from.y + 20, { steps: 4 })
    await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 12 })
    await page.waitForTimeout(200)
    await page.mouse.up()
    await settle()
  }
  const before = await roomsOf(visit, 'reseller')
  const [first, second] = before
  const other = before.find(({ group }) => group !== first?.group)
  if (!first || !second || !other) throw new Error('Too few rooms')
  await drag(first.label, second.label)
  // It is sent once the row has come to rest in its place.
  const firstTwo = async () => (await labelsOf(visit, 'reseller')).slice(0, 2)
  await expect.poll(firstTwo).toEqual([second.label, first.label])
  await settle()
  await drag(first.label, other.label)
  const groupNow = async () => (await roomsOf(visit, 'reseller')).find(({ label }) => label === first.label)?.group
  await expect.poll(groupNow).toBe(other.group)
  await page.reload()
  await row(first.label).waitFor()
})

journey('a partner’s rooms are looked at from the vendor’s side, and a room is removed by its name', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/arrangement/inspection')
  await page.getByRole('combobox', { name: 'Partnership' }).fill('Fjord')
  await page.getByRole('option').first().click()
  await settle()
  await page.getByRole('row', { name: /Overview/ }).waitFor()
  await insistAccessible('what a partner sees')
  await go('/arrangement?type=referral')
  await page.getByRole('button', { name: 'More about Kit' }).click()
  await page.getByRole('menuitem', { name: 'Archive', exact: true }).click()
  await page.getByText(/Kit is archived/).waitFor()
  await page.getByRole('button', { name: 'More about Kit' }).click()
  await page.getByRole('menuitem', { name: 'Remove', exact: true }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Type Kit to remove it').fill('Kit')
  await insistAccessible('removing a room')
  await panel.getByRole('button', { name: 'Remove for good' }).click()
  await page.getByText('Kit is removed').waitFor()
  expect(await labelsOf(visit, 'referral')).not.toContain('Kit')
})

journey('a room that unlocks another is archived by who insists, and days are set for one that is there for a time', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible, expectComplaint } = visit
  await go('/arrangement?type=distributor')
  const archive = async () => {
    await page.getByRole('button', { name: 'More about Onboarding' }).click()
    await page.getByRole('menuitem', { name: 'Archive', exact: true }).click()
  }
  await archive()
  const question = page.getByRole('dialog', { name: 'Other rooms would stay locked' })
  await question.getByText(/Training portal/).waitFor()
  await insistAccessible('the question about other rooms')
  expectComplaint(/409/)
  await question.getByRole('button', { name: 'Leave it as it is' }).click()
  await question.waitFor({ state: 'hidden' })
  await settle()
  await archive()
  await question.getByRole('button', { name: 'Change it anyway' }).click()
  await page.getByText(/Onboarding is archived/).waitFor()
  const waiting = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Training portal', exact: true }) })
  await waiting.getByText('Stays locked').waitFor()
  await insistAccessible('a room that waits in vain')

  await page.getByRole('link', { name: 'Campaign centre', exact: true }).click()
  await page.getByLabel('Last day').fill('2026-11-01')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('This day is over. Choose a later one.').waitFor()
  expectComplaint(/400/)
  await page.getByLabel('Last day').fill('2026-12-24')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Last day 24 Dec 2026').waitFor()
  await insistAccessible('the days of a room')
}) // prettier-ignore

journey('rooms fit a phone', { as: people.ines, width: 390, height: 844 }, async ({ go, ask, insistNoOverflow }) => {
  const [room] = (await ask<{ rooms: Line[] }>('/arrangement?type=mssp')).rooms
  for (const address of [
    '/arrangement',
    `/arrangement/${room?.id}`,
    `/arrangement/${room?.id}/access`,
    `/arrangement/${room?.id}/viewers`,
    `/arrangement/${room?.id}/tests`,
    '/arrangement/inspection',
  ]) {
    await go(address)
    await insistNoOverflow(address)
  }
})
