import { expect } from 'vitest'
import { callFrom } from '../../scripts/call-from.ts'
import { signIn, type Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Row = { name: string; customers: number; state: string; role: string }
const rowsOf = async ({ ask }: Visit) => (await ask<{ items: Row[] }>('/people?limit=200')).items
const rowOf = async (visit: Visit, name: string) => (await rowsOf(visit)).find((row) => row.name === name)

/** What somebody else sees at this moment. */
const totalOf = async ({ context, page }: Visit, email: string) => {
  const other = await context.browser()?.newContext({ baseURL: new URL(page.url()).origin })
  const reader = await other?.newPage()
  if (!other || !reader) throw new Error('No second reader')
  await signIn(reader, email)
  const { total } = (await callFrom(reader, 'GET', '/customers')).body as { total: number } // the contract's reply
  await other.close()
  return total
}

journey('an admin adds somebody, decides what they see, and makes a role of their own', { as: people.alma }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go('/people')
  await insistAccessible('people')
  await page.getByRole('button', { name: 'Add a person' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name').fill('Ida Strand')
  await panel.getByLabel('E-mail').fill('Ida.Strand@demo.example')
  await panel.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'User', exact: true }).click()
  expect(await panel.getByRole('radio', { name: /Assigned customers/ }).isChecked()).toBe(true)
  await panel.getByRole('combobox', { name: 'Assigned customers' }).fill('Quarry')
  await page.getByRole('option', { name: 'Quarry Accounting' }).click()
  await insistAccessible('adding a person')
  await page.keyboard.press('Tab')
  await panel.getByRole('button', { name: 'Invite' }).click()
  const words = await panel.getByRole('status', { name: 'Passphrase' }).innerText()
  expect(words.split('-')).toHaveLength(5)
  await insistAccessible('the passphrase')
  await panel.getByRole('button', { name: 'I have told them' }).click()
  await settle()
  expect(await rowOf(visit, 'Ida Strand')).toMatchObject({ customers: 1, state: 'invited', role: 'user' })
  await page
    .getByRole('row', { name: /Ida Strand/ })
    .getByText('Invited')
    .waitFor()

  const before = await totalOf(visit, people.jonas)
  await page.getByRole('link', { name: 'Jonas Vik' }).click()
  await panel.getByRole('heading', { name: 'Access' }).waitFor()
  await settle()
  await insistAccessible('one person')
  await panel.getByRole('combobox', { name: 'Assigned customers' }).press('Backspace')
  await page.keyboard.press('Tab')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/act from the next click on/).waitFor()
  expect(await totalOf(visit, people.jonas)).toBe(before - 1)

  await page.getByRole('tab', { name: 'Roles' }).click()
  await settle()
  await insistAccessible('roles')
  await page.getByRole('button', { name: 'Copy User' }).click()
  await panel.getByLabel('Name').fill('Onlooker')
  await panel.getByRole('checkbox', { name: 'Change contacts' }).uncheck()
  await insistAccessible('copying a role')
  await panel.getByRole('button', { name: 'Add the role' }).click()
  const list = page.getByRole('list', { name: 'What Onlooker may do' })
  await list.waitFor()
  expect(await list.innerText()).not.toContain('Change contacts')
  await page.getByRole('button', { name: 'Remove Onlooker' }).click()
  await list.waitFor({ state: 'detached' })
})

journey('people and roles fit a phone', { as: people.alma, width: 390, height: 844 }, async ({ page, go, insistNoOverflow }) => {
  for (const address of ['/people', '/people/roles']) {
    await go(address)
    await insistNoOverflow(address)
  }
  await go('/people')
  await page.getByRole('link', { name: 'Jonas Vik' }).click()
  await page.getByRole('dialog').getByRole('heading', { name: 'Access' }).waitFor()
  await insistNoOverflow('one person')
})

journey('an administrator looks after the vendor’s own people', { as: people.ines }, async ({ page, go, settle, insistAccessible }) => {
  await go('/staff')
  await insistAccessible('the vendor’s own people')
  await page.getByRole('button', { name: 'Add a person' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name').fill('Pelle Ek')
  await panel.getByLabel('E-mail').fill('pelle.ek@demo.example')
  await panel.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'Partner manager' }).click()
  await panel.getByRole('combobox', { name: 'Assigned partners' }).fill('fjord')
  await page.getByRole('option', { name: 'Fjordline Managed Security' }).click()
  await page.keyboard.press('Tab')
  await panel.getByRole('button', { name: 'Invite' }).click()
  await panel.getByRole('status', { name: 'Passphrase' }).waitFor()
  await panel.getByRole('button', { name: 'I have told them' }).click()
  await settle()
  expect(await page.getByRole('row', { name: /Pelle Ek/ }).innerText()).toContain('Fjordline Managed Security')
  await page.getByRole('link', { name: 'Teodor Lund' }).click()
  await panel.getByRole('heading', { name: 'Access' }).waitFor()
  await settle()
  await insistAccessible('one of the vendor’s own')
})

journey(
  'staff see the portal as somebody does, change nothing, and stop',
  { as: people.teodor, partnership: 'Fjordline' },
  async (visit) => {
    const { page, go, settle, ask, insistAccessible } = visit
    await go('/people')
    await page.getByRole('link', { name: 'Jonas Vik' }).click()
    await page.getByRole('button', { name: 'View as' }).click()
    const banner = page.getByRole('complementary', { name: 'How you see this portal' })
    await banner.getByText('You see the portal as Jonas Vik sees it. Nothing can be changed.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await settle()
    await insistAccessible('looking with somebody’s eyes')
    expect((await ask<{ total: number }>('/customers')).total).toBeLessThan(10)
    // Opening a customer keeps a tab for the person themselves; while somebody else looks it is kept nowhere.
    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Customers' }).click()
    await page.getByRole('table', { name: 'Customers' }).getByRole('link').first().click()
    await settle()
    await banner.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    await settle()
    expect((await ask<{ person: { name: string } }>('/start')).person.name).toBe('Teodor Lund')
    expect((await ask<{ tabs: unknown[] }>('/workspace')).tabs).toEqual([])
  },
)
