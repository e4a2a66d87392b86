import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const line = (text: string, marks?: unknown[]) => ({ type: 'paragraph', content: [{ type: 'text', text, ...(marks ? { marks } : {}) }] })
const doc = (...content: unknown[]) => ({ type: 'doc', content })
const link = (href: string) => line('press me', [{ type: 'link', attrs: { href } }])
let last = 0
const block = (kind: string, settings: object) => ({
  id: `${String(++last).padStart(8, '0')}-0000-4000-8000-000000000000`,
  kind,
  width: 'full',
  settings,
})

const question = { id: 'abc123', question: 'When are we paid?', answer: doc(line('Each month.')) }
const kind = [
  block('banner', { title: 'Welcome', text: 'To the programme' }),
  block('text', { text: doc({ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Good to see you, ' }, { type: 'mergeField', attrs: { field: 'person.firstName' } }] }, line('Read on.')) }),
  block('video', { title: 'A film', source: { from: 'youtube', id: 'dQw4w9WgXcQ' } }),
  block('embed', { address: 'https://www.openstreetmap.org/export/embed.html', title: 'The map' }),
  block('introduction', { who: 'manager', bio: 'Answers soon' }),
  block('introduction', { who: 'company', name: 'Northwall', link: 'https://example.com' }),
  block('link', { to: { kind: 'address', address: '/customers' }, label: 'Your customers' }),
  block('faq', { title: 'Questions', items: [question, { id: 'def456', question: 'And then?', answer: doc(line('On it goes.')) }] }),
] // prettier-ignore

const script = '<script>window.harmed = true</script><img src=x onerror="window.harmed = true">'
const addresses = ['javascript:window.harmed=true', ' javascript:window.harmed=true', 'java\tscript:window.harmed=true', 'data:text/html,<script>1</script>', '//evil.example', 'https://a@evil.example'] // prettier-ignore
const hostile = [
  block('html', { html: script }),
  block('text', { text: doc(...addresses.map(link)) }),
  block('text', {
    text: doc({ type: 'html', content: script }, { type: 'paragraph', attrs: { style: 'position:fixed;inset:0' }, content: [] }),
  }),
  block('banner', { title: script, text: '\u202egnp.exe', onclick: 'window.harmed = true' }),
  block('image', { file: 'fil_"onerror="window.harmed=true', alt: script }),
  block('link', { to: { kind: 'address', address: addresses[0] }, label: 'press me' }),
  block('introduction', { who: 'company', name: script, link: addresses[0] }),
  block('video', { title: script, source: { from: 'youtube', id: '"><script>' } }),
  block('embed', { address: 'https://www.openstreetmap.org.evil.example', title: 'x' }),
  block('embed', { address: 'javascript:window.harmed=true', title: 'x' }),
  block('text', { text: doc(line('What is harmless stays.')) }),
]

/** The demo with two rooms that were written past every check. */
const journey = stage(async () => {
  const opened = await openDemo()
  await asActor(systemActor('test', opened.portal.database), async (tx) => {
    for (const [label, blocks] of [['Kind blocks', kind], ['Hostile blocks', hostile]] as const) {
      const row = await tx.first(sql<{ id: number }>`
        insert into room (partner_type, kind, label, icon, status, position, published_revision, has_contents)
        values ('mssp', 'custom', ${label}, 'star', 'live', 900, 1, true) returning id`)
      await tx.rows(sql`insert into room_revision (room_id, number, blocks) values (${row?.id ?? 0}, 1, ${JSON.stringify(blocks)}::jsonb)`)
    }
  }) // prettier-ignore
  return opened
})

const roomOf = async ({ ask }: Visit, label: string) => {
  const { items } = await ask<{ items: { id: string; label: string }[] }>('/rooms')
  const found = items.find((room) => room.label === label)
  if (!found) throw new Error(`No room is called ${label}`)
  return found.id
}

/** Nothing that was written ran, and nothing leads where it may not. */
const insistUnharmed = async (page: Page) => {
  expect(await page.evaluate('window.harmed')).toBeUndefined()
  const leads = await page.locator('main a').evaluateAll((links) => links.map((one) => one.getAttribute('href') ?? ''))
  expect(leads.filter((href) => !/^(https:\/\/|\/[^/]|mailto:|#b-)/.test(href))).toEqual([])
  expect(leads.filter((href) => href.includes('evil'))).toEqual([])
  expect(await page.locator('main script, main [onclick], main [onerror], main iframe').count()).toBe(0)
}

journey('blocks that say and show things are read, in every theme and at every width', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, go, insistAccessible, insistNoOverflow } = visit
  await go(`/rooms/${await roomOf(visit, 'Kind blocks')}`)
  await page.getByRole('heading', { name: 'Good to see you, Alma' }).waitFor()
  await page.getByText('Your partner manager').waitFor()
  await page.getByRole('link', { name: 'Your customers' }).waitFor()
  await insistAccessible('blocks')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('blocks')
}) // prettier-ignore

journey('an address leads to a question and opens it', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, go } = visit
  const faq = kind.at(-1)
  await go(`/rooms/${await roomOf(visit, 'Kind blocks')}#b-${faq?.id.slice(0, 8)}-def456`)
  await page.getByText('On it goes.').waitFor()
  expect(await page.getByText('Each month.').isVisible()).toBe(false)
  await page.getByRole('button', { name: 'When are we paid?' }).press('Enter')
  await page.getByText('Each month.').waitFor()
})

journey('others’ servers learn of a reader when the reader presses, and not before', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, context, go, settle } = visit
  const asked: { host: string; from: string | undefined }[] = []
  await context.route(/^https:/, async (route) => {
    const { host } = new URL(route.request().url())
    asked.push({ host, from: route.request().headers()['referer'] })
    await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Theirs</title><p>Theirs</p>' })
  })
  await go(`/rooms/${await roomOf(visit, 'Kind blocks')}`)
  await page.getByRole('button', { name: 'Play the video from YouTube' }).waitFor()
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'Play the video from YouTube' }).click()
  await page.frameLocator('iframe[title="A film"]').getByText('Theirs').waitFor()
  expect(asked.map(({ host }) => host)).toEqual(['www.youtube-nocookie.com'])
  expect(asked[0]?.from, 'the portal, and no page of it').toMatch(/^http:\/\/localhost:\d+\/$/)
  await page.getByRole('button', { name: 'Show The map' }).click()
  await page.frameLocator('iframe[title="The map"]').getByText('Theirs').waitFor()
  expect(asked.at(-1)).toEqual({ host: 'www.openstreetmap.org', from: undefined })
  await settle()
}) // prettier-ignore

journey('hostile blocks that were stored all the same do nothing', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, go, ask } = visit
  const id = await roomOf(visit, 'Hostile blocks')
  const { blocks } = await ask<{ blocks: unknown[] }>(`/rooms/${id}`)
  expect(blocks).toHaveLength(1)
  await go(`/rooms/${id}`)
  await page.getByText('What is harmless stays.').waitFor()
  await insistUnharmed(page)
})

journey('and nor do they where the server let them through', { as: people.alma, partnership: 'MSSP' }, async (visit) => {
  const { page, settle, expectComplaint } = visit
  const id = await roomOf(visit, 'Hostile blocks')
  // What a server that checks nothing would answer: what the views do by themselves.
  await page.route(`**/api/rooms/${id}`, async (route) => {
    const answer = await route.fetch()
    const known = new Set(['text', 'banner', 'image', 'link', 'introduction', 'video', 'embed'])
    const blocks = hostile
      .filter((one) => known.has(one.kind))
      .map((one) => ({ ...one, data: one.kind === 'introduction' ? { people: [], hasPhoto: false } : one.kind === 'image' ? { width: 1, height: 1 } : null }))
    await route.fulfill({ response: answer, json: { ...(await answer.json()), blocks } })
  }) // prettier-ignore
  await page.goto(`/rooms/${id}`)
  await page.getByText('What is harmless stays.').waitFor()
  // The image's name is none: the portal says so, and shows nothing.
  expectComplaint(/4\d\d GET \/api\/files/)
  expectComplaint(/console: Failed to load resource/)
  for (const words of await page.getByText('press me').all()) await words.click()
  await settle()
  await insistUnharmed(page)
  expect(new URL(page.url()).pathname).toBe(`/rooms/${id}`)
})

journey('text is written, formatted and pasted, and what is pasted is cleaned', { as: people.ines }, async (visit) => {
  const { page, go, ask, settle, insistAccessible } = visit
  const { rooms } = await ask<{ rooms: { id: string; label: string; partnerType: string }[] }>('/block-choices')
  const id = rooms.find((room) => room.label === 'Kind blocks')?.id ?? ''
  await go(`/arrangement/${id}/blocks`)
  await page.getByRole('button', { name: 'Add a block' }).first().click()
  await page.getByLabel('Find a kind of block').fill('text')
  await page.keyboard.press('Enter')
  const field = page.getByRole('textbox', { name: 'Text', exact: true })
  const focused = () => page.locator('[contenteditable=true]:focus').waitFor()
  await field.click()
  await page.keyboard.type('Plain ')
  await page.getByRole('button', { name: 'Bold' }).click()
  await focused() // it comes back a frame later
  await page.keyboard.type('loud')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Put in a name' }).click()
  await page.getByRole('menuitem', { name: 'Partner’s name' }).click()
  await focused()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  const pasted = `<h1 style="position:fixed" onclick="window.harmed=true">Big</h1><p>a <a href="javascript:window.harmed=true">bad</a> and a <a href="https://example.com">good</a> link${script}</p>`
  await page.evaluate(`(() => {
    const data = new DataTransfer()
    data.setData('text/html', ${JSON.stringify(pasted)})
    data.setData('text/plain', 'x')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })()`)
  await settle()
  await insistAccessible('the text editor')
  expect(await page.evaluate('window.harmed')).toBeUndefined()
  await page.getByRole('button', { name: 'Link', exact: true }).click()
  await page.getByLabel('Address', { exact: true }).fill('javascript:alert(1)')
  await page.getByRole('button', { name: 'Set the link' }).click()
  await page.getByText('This is no address that a link may have.').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(async () => JSON.stringify(await ask(`/drafts/${id}`)), { timeout: 15_000 }).toContain('"Big"')
  const { blocks } = await ask<{ blocks: { kind: string; settings: { text: { content: unknown[] } } }[] }>(`/drafts/${id}`)
  const written = JSON.stringify(blocks.findLast((one) => one.kind === 'text')?.settings.text.content)
  expect(written).toContain('{"text":"loud","type":"text","marks":[{"type":"bold"}]}')
  expect(written).toContain('"partner.name"')
  expect(written).toContain('https://example.com')
  expect(written).not.toMatch(/javascript|style|onclick|script|harmed/)
})
