import { expect } from 'vitest'
import { asked, type Versioned } from './arranging.ts'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)

type Menu = { items: { id: string; label: string; standing: string }[] }

/** The vendor chooses videos and pages of others; files are taken out here, and stand in a journey of their own. */
const patterns = {
  'Training portal': { name: 'Course room', removes: ['Documents'], shows: 'What you learn' },
  'Campaign centre': { name: 'Autumn campaign', removes: ['Image', 'Documents'], shows: 'The brief' },
  'Support hub': { name: 'Help yourself', removes: ['Documents'], shows: 'Before you write to us' },
  'Analytics dashboard': { name: 'The review', removes: [], shows: 'What the figures mean' },
  Onboarding: { name: 'First weeks', removes: ['Image'], shows: 'Hello Alma' },
} as const

/** Where partners find what was built. */
const addresses = new Map<string, string>()

for (const [pattern, { name, removes, shows }] of Object.entries(patterns)) {
  journey(`${pattern} is built from its template, published and made live`, { as: people.ines }, async (visit) => {
    const { page, go, settle } = visit
    await go('/arrangement?type=mssp')
    await page.getByRole('button', { name: 'Start from a template' }).click()
    const panel = page.getByRole('dialog', { name: 'A new room for MSSP partners' })
    await panel.getByRole('button', { name: `Start a room from ${pattern}`, exact: true }).click()
    await panel.getByLabel('Name of the room').fill(name)
    await panel.getByRole('button', { name: 'Add the room' }).click()
    const canvas = page.getByRole('region', { name: 'Blocks' })
    await canvas.getByRole('article').first().waitFor()
    await settle()
    for (const kind of removes) await removeAll(visit, kind)
    await fillAll(visit, 'Video', 'Address of the video', 'https://vimeo.com/76979871')
    await fillAll(visit, 'Embedded page', 'Address', 'https://www.openstreetmap.org/export/embed.html')
    await page.getByText('Saved', { exact: true }).waitFor()
    // In two steps, or in one.
    if (pattern === 'Training portal') {
      await page.getByRole('toolbar', { name: 'Editing' }).getByRole('button', { name: 'Publish' }).click()
      await page.getByRole('dialog', { name: 'Publish' }).getByRole('button', { name: 'Publish', exact: true }).click()
      await page.getByRole('dialog', { name: 'Publish' }).waitFor({ state: 'hidden' })
    }
    await page.getByRole('button', { name: 'Make live' }).click()
    await page.getByText('Live', { exact: true }).waitFor()
    await settle()
    addresses.set(pattern, new URL(page.url()).pathname.replace(/^.arrangement.(rom_\w+).*/, '/rooms/$1'))
  })

  journey(`${pattern}: its partners see it in the menu and read it`, { as: people.alma, partnership: 'MSSP' }, async (visit) => {
    const { page, go, insistAccessible, insistNoOverflow, settle } = visit
    await go('/')
    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await page.getByRole('heading', { name: shows, exact: true }).waitFor()
    await settle()
    await insistAccessible(pattern)
    await page.setViewportSize({ width: 390, height: 844 })
    await insistNoOverflow(pattern)
  })

  const wrong = { as: people.alma, partnership: 'Reseller' }
  journey(`${pattern}: partners of another type have no such room, in the menu or by its address`, wrong, async (visit) => {
    const { page, go, ask, expectComplaint } = visit
    const { items } = await ask<Menu>('/rooms')
    expect(items.length).toBeGreaterThan(3)
    expect(items.map(({ label }) => label)).not.toContain(name)
    const address = addresses.get(pattern) ?? ''
    expect(address).toMatch(/^\/rooms\/rom_/)
    await go(address)
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    expectComplaint(/404 GET .*\/rooms\/rom_/)
    expectComplaint(/console: Failed to load resource.*404/)
  })
}

const cardsOf = ({ page }: Visit, kind: string) =>
  page.getByRole('region', { name: 'Blocks' }).getByRole('article', { name: new RegExp(`^${kind}`) })

/** Each block of a kind is taken out with its own button. */
const removeAll = async (visit: Visit, kind: string) => {
  const cards = cardsOf(visit, kind)
  for (let left = await cards.count(); left > 0; left--) {
    await cards.first().getByRole('button', { name: 'Remove', exact: true }).click()
    await expect.poll(() => cards.count()).toBe(left - 1)
  }
}

/** Each block of a kind gets the address of what it shows. */
const fillAll = async (visit: Visit, kind: string, label: string, address: string) => {
  for (const card of await cardsOf(visit, kind).all()) {
    await card.getByRole('button', { name: new RegExp(`^${kind}`) }).click()
    const field = visit.page.getByLabel(label, { exact: true })
    await field.fill(address)
    await field.blur()
    await card.getByText('Not ready').waitFor({ state: 'hidden' })
  }
}

journey('Onboarding leaves the menu of partners who are through with it, and its address stays', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, go, insistAccessible } = visit
  await go(addresses.get('Onboarding') ?? '')
  const own = page.getByRole('group', { name: 'Your first steps' })
  const line = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: patterns.Onboarding.name, exact: true })
  const items = own.getByRole('checkbox')
  const all = await items.count()
  await line.waitFor()
  for (let at = 0; at < all; at++) {
    await items.nth(at).click()
    const note = own.getByRole('textbox', { name: 'Note' })
    if (at === all - 1) {
      await note.fill('Alder, Birch and Cedar.')
      await own.getByRole('button', { name: 'Mark as done' }).click()
    } else await own.getByText(`${at + 1} of ${all} done`).waitFor()
  }
  await own.getByText('Complete', { exact: true }).waitFor()
  await line.waitFor({ state: 'detached' })
  await page.getByText('Everything here is done, so the room has left your menu.').waitFor()
  await insistAccessible('a room that is done')
  // What is taken back brings it back.
  await items.first().click()
  await line.waitFor()
}) // prettier-ignore

journey('Campaign centre for one tier: a partner of another has no such room, in the menu or by its address', { as: people.ines }, async (visit) => {
  const { page, go, ask, expectComplaint } = visit
  const address = addresses.get('Campaign centre') ?? ''
  type Partner = { id: string; name: string; tier: { code: string } | null }
  const { items } = await ask<{ items: Partner[] }>('/partners?type=mssp&limit=100')
  const right = items.find(({ name }) => name.includes('Fjordline'))
  const wrong = items.find(({ name }) => !name.includes('Fjordline'))
  if (!right?.tier || !wrong) throw new Error('Too few partners')
  await asked(page, 'PATCH', `/partners/${wrong.id}`, { tier: 'silver' })
  const id = address.replace('/rooms/', '')
  const { version } = await ask<Versioned>(`/arrangement/${id}`)
  const lists = { partnerships: [], categories: [], stages: [], tags: [], roles: [] }
  await asked(page, 'PATCH', `/arrangement/${id}`, { version, access: { ...lists, tiers: [right.tier.code] } })
  const look = async (partner: Partner) => {
    const { partnerships } = await ask<{ partnerships: { id: string; model: string }[] }>(`/partners/${partner.id}`)
    await asked(page, 'PUT', '/session/partnership', { id: partnerships.find(({ model }) => model === 'mssp')?.id })
    return (await ask<Menu>('/rooms')).items.map(({ label }) => label)
  }
  expect(await look(right)).toContain(patterns['Campaign centre'].name)
  expect(await look(wrong)).not.toContain(patterns['Campaign centre'].name)
  await go(address)
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  expectComplaint(/404 GET .*\/rooms\/rom_/)
  expectComplaint(/console: Failed to load resource.*404/)
}) // prettier-ignore

journey('a room is kept as a template, and the next one starts from it', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  await go(`${(addresses.get('Support hub') ?? '').replace('/rooms/', '/arrangement/')}/blocks`)
  await page.getByRole('button', { name: 'Save as a template' }).click()
  const saving = page.getByRole('dialog', { name: 'Save as a template' })
  await saving.getByLabel('Name').fill('Our help page')
  await saving.getByLabel('What it is for').fill('For every partner type.')
  await saving.getByRole('button', { name: 'Save the template' }).click()
  await saving.waitFor({ state: 'hidden' })
  await go('/arrangement?type=referral')
  await page.getByRole('button', { name: 'Start from a template' }).click()
  const panel = page.getByRole('dialog', { name: 'A new room for Referral partners' })
  await panel.getByRole('button', { name: 'Start a room from Our help page' }).waitFor()
  await insistAccessible('the templates')
  await panel.getByRole('button', { name: 'Start a room from Our help page' }).click()
  await panel.getByRole('button', { name: 'Add the room' }).click()
  await page.getByRole('heading', { level: 1, name: 'Our help page' }).waitFor()
  await page.getByRole('region', { name: 'Blocks' }).getByText('Before you write to us').first().waitFor()
  await settle()
})

journey('five questions choose a set, which says what it changes before it does', { as: people.ines }, async (visit) => {
  const { page, go, ask, insistAccessible, insistNoOverflow } = visit
  await go('/arrangement?type=referral')
  await page.getByRole('button', { name: 'Choose a set' }).click()
  const panel = page.getByRole('dialog', { name: 'Rooms for Referral partners' })
  await panel.getByText('Let five questions choose').click()
  for (const answer of ['They refer leads', 'Training', 'Files that go back and forth', 'Certification'])
    await panel.getByLabel(answer, { exact: true }).check()
  await panel.getByText('Answer all five to see which set fits.').waitFor()
  await panel.getByLabel('They are new').check()
  await panel.getByText('Starter set fits.').waitFor()
  expect(await panel.getByRole('radio', { name: 'Starter set' }).isChecked()).toBe(true)
  const plan = panel.getByRole('region', { name: 'What changes' })
  await plan.getByText('Shared files is added as a draft: it is not available yet').waitFor()
  await insistAccessible('the choice of a set')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the choice of a set')
  await panel.getByRole('button', { name: 'Use this set' }).click()
  await panel.waitFor({ state: 'hidden' })
  const { rooms } = await ask<{ rooms: { label: string; status: string }[] }>('/arrangement?type=referral')
  expect(rooms).toContainEqual(expect.objectContaining({ label: 'Shared files', status: 'draft' }))
  expect(rooms).toContainEqual(expect.objectContaining({ label: 'Support', status: 'live' })) // not of the set, and untouched
  await go('/arrangement?type=referral')
  await page.getByRole('button', { name: 'Choose a set' }).click()
  expect(await panel.getByLabel('They refer leads').isChecked(), 'the answers are kept').toBe(true)
})

journey('a locked room has its sign in the menu and says what unlocks it', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, go, insistAccessible } = visit
  await go('/')
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Training portal locked' }).click()
  await page.getByText('This room is locked').waitFor()
  await insistAccessible('a locked room')
  await page.getByRole('main').getByRole('link', { name: 'Your first steps' }).click()
  await page.getByRole('heading', { level: 1, name: 'Onboarding' }).waitFor()
})
