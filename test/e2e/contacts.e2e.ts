import { expect } from 'vitest'
import type { Visit } from './browser.ts'
import { columnOf, namesIn } from './reading.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type People = { items: { id: string; name: string; email: string | null; types: string[] }[] }

/** A customer with two people at least, so that a role can be handed over. */
const atTwoPeople = async ({ ask, go }: Visit) => {
  const { items } = await ask<{ items: { id: string }[] }>('/customers?state=paying&limit=200')
  for (const { id } of items) {
    const { items: found } = await ask<People>(`/customers/${id}/contacts`)
    const [one, other] = found
    if (!one || !other || !one.email) continue
    await go(`/customers/${id}/contacts`)
    return { id, one, other, types: one.types }
  }
  throw new Error('No customer has two people')
}

journey('a person is added, checked on leaving a field and again by the server, and changed', { as: people.alma }, async (visit) => {
  const { page, ask, settle, expectComplaint, insistAccessible } = visit
  const { id, one } = await atTwoPeople(visit)
  await page.getByRole('button', { name: 'Add a person' }).click()
  const form = page.getByRole('dialog', { name: 'Add a person' })
  await form.getByLabel('Name').fill('Ada Field')
  await form.getByLabel('E-mail').fill('ada at field')
  await form.getByLabel('Phone').focus()
  await form.getByText('Enter an address like name@company.com.').waitFor()
  await insistAccessible('a form with an error')
  // The browser knows the schema; that another person has the address only the server knows.
  await form.getByLabel('E-mail').fill(one.email ?? '')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await form.getByText(`${one.name} already has this address.`).waitFor()
  expectComplaint(/409 POST .*contacts/)
  expectComplaint(/console: Failed to load resource.*409/)
  expect(await form.getByText(`${one.name} already has this address.`).count(), 'said once').toBe(1)
  expect(await form.getByLabel('Name').inputValue(), 'kept').toBe('Ada Field')
  await form.getByLabel('E-mail').fill('ada@field.example')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await form.waitFor({ state: 'hidden' })
  const table = page.getByRole('table', { name: 'People' })
  await table.getByRole('link', { name: 'ada@field.example' }).waitFor()

  await page.getByRole('button', { name: 'Change Ada Field' }).click()
  const change = page.getByRole('dialog', { name: 'Change Ada Field' })
  await change.getByLabel('Title').fill('Head of fields')
  await change.getByRole('button', { name: 'Save' }).click()
  await change.waitFor({ state: 'hidden' })
  await expect.poll(() => columnOf(table, 'Title')).toContain('Head of fields')
  await settle()
  const { items } = await ask<People>(`/customers/${id}/contacts`)
  expect(items.find(({ name }) => name === 'Ada Field')?.email).toBe('ada@field.example')
})

journey('a role is handed from one person to another', { as: people.alma }, async (visit) => {
  const { page, ask, settle } = visit
  const { id, one, other } = await atTwoPeople(visit)
  const [next, before] = one.types.includes('sales') ? [other, one] : [one, other]
  await page.getByRole('combobox', { name: 'Who holds Sales' }).click()
  await page.getByRole('option', { name: next.name }).click()
  await settle()
  const roles = async () =>
    Object.fromEntries((await ask<People>(`/customers/${id}/contacts`)).items.map((person) => [person.id, person.types]))
  await expect.poll(async () => (await roles())[next.id]).toContain('sales')
  expect((await roles())[before.id]).not.toContain('sales')
})

journey('a removed person comes back by undo, with the roles', { as: people.alma }, async (visit) => {
  const { page, ask, settle } = visit
  const { id, one } = await atTwoPeople(visit)
  const table = page.getByRole('table', { name: 'People' })
  await page.getByRole('button', { name: `Remove ${one.name}` }).click()
  await page.getByText(`${one.name} was removed`).waitFor()
  await expect.poll(() => namesIn(table)).not.toContain(one.name)
  await page.getByRole('button', { name: 'Undo' }).click()
  await table.getByRole('link', { name: one.email ?? '' }).waitFor()
  await settle()
  const { items } = await ask<People>(`/customers/${id}/contacts`)
  expect(items.find(({ name }) => name === one.name)?.types).toEqual(one.types)
})

journey('what somebody else changed meanwhile is shown and not overwritten', { as: people.alma }, async (visit) => {
  const { page, context, expectComplaint } = visit
  const { one } = await atTwoPeople(visit)
  await page.getByRole('button', { name: `Change ${one.name}` }).click()
  const mine = page.getByRole('dialog', { name: `Change ${one.name}` })
  await mine.getByLabel('Phone').fill('+46 8 111')

  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByRole('button', { name: `Change ${one.name}` }).click()
  const theirs = other.getByRole('dialog', { name: `Change ${one.name}` })
  await theirs.getByLabel('Phone').fill('+46 8 222')
  await theirs.getByRole('button', { name: 'Save' }).click()
  await theirs.waitFor({ state: 'hidden' })

  expectComplaint(/409 PATCH .*contacts/)
  expectComplaint(/console: Failed to load resource.*409/)
  await mine.getByRole('button', { name: 'Save' }).click()
  await mine.getByText(/was changed by somebody else/).waitFor()
  await mine.getByText('+46 8 222').waitFor()
  expect(await mine.getByLabel('Phone').inputValue()).toBe('+46 8 111')
  await mine.getByRole('button', { name: 'Save mine over it' }).click()
  await mine.waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: '+46 8 111' }).waitFor()
})
