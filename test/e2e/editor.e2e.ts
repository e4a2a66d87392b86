import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { callFrom } from '../../scripts/call-from.ts'
import { signIn, type Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const journey = stage(openDemo)
/** Tests share the machine. */
const soon = { timeout: 20_000 }

type Block = { id: string; kind: string; width: 'full' | 'half'; settings: Record<string, unknown> }
type Draft = { blocks: Block[]; version: number; published: { number: number } | null }

const textOf = (words: string) => ({ text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] } })
const text = (words: string): Block => ({ id: crypto.randomUUID(), kind: 'text', width: 'full', settings: textOf(words) })
const wordsIn = (draft: Draft) => draft.blocks.map(({ settings }) => /"text":"([^"]*)"/.exec(JSON.stringify(settings))?.[1] ?? '')

const change = async <T>({ page }: Pick<Visit, 'page'>, method: string, path: string, body?: unknown): Promise<T> => {
  const { token } = (await callFrom(page, 'GET', '/start')).body as { token: string } // the contract's reply
  const answer = await callFrom(page, method, path, { token, ...(body === undefined ? {} : { body }) })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body as T // each journey names the part that it reads
}

/** A custom room with these blocks, each list of them published but for the last. */
const roomWith = async (visit: Visit, label: string, ...drafts: Block[][]): Promise<string> => {
  const { id } = await change<{ id: string }>(visit, 'POST', '/arrangement', { type: 'mssp', kind: 'custom', label, icon: 'school' })
  for (const [at, blocks] of drafts.entries()) {
    await change(visit, 'PUT', `/drafts/${id}`, { version: at, blocks })
    if (at < drafts.length - 1) await change(visit, 'POST', `/drafts/${id}/publication`, { version: at + 1 })
  }
  return id
}

const draftOf = (visit: Visit, id: string) => visit.ask<Draft>(`/drafts/${id}`)
const saved = (page: Page) => page.locator('[data-state=saved]').getByText('Saved').waitFor()
/** What the list of blocks says from top to bottom. */
const listed = (page: Page) =>
  page.locator('[data-block-name]').evaluateAll((names) => names.map((name) => name.textContent?.replace(/,.*/, '') ?? ''))

journey('a room is built, arranged and published by keyboard alone', { as: people.ines }, async (visit) => {
  const { page, go } = visit
  const id = await roomWith(visit, 'Built by keyboard')
  await go(`/arrangement/${id}/blocks`)
  const { keyboard } = page
  await page.getByRole('toolbar', { name: 'Editing' }).getByRole('button', { name: 'Add a block' }).focus()
  await keyboard.press('Enter')
  await page.getByLabel('Find a kind of block').waitFor()
  await keyboard.type('text')
  await keyboard.press('Enter')
  const written = page.locator('[contenteditable=true]:focus')
  await written.waitFor()
  await keyboard.type('Welcome to the course')
  await keyboard.press('Escape')
  await page.locator('[data-block-name]:focus').waitFor()
  await keyboard.press('/')
  await page.getByLabel('Find a kind of block').waitFor()
  await keyboard.type('text')
  await keyboard.press('Enter')
  await expect.poll(() => page.locator('[data-block-name]').count(), soon).toBe(2)
  await expect.poll(() => written.textContent(), soon).toBe('')
  await keyboard.type('First steps')
  await keyboard.press('Escape')
  await expect.poll(() => listed(page), soon).toEqual(['Text: Welcome to the course', 'Text: First steps'])
  await keyboard.press('Alt+ArrowUp')
  await expect.poll(() => listed(page), soon).toEqual(['Text: First steps', 'Text: Welcome to the course'])
  await page.getByRole('status').getByText('moved to place 1 of 2').waitFor({ state: 'attached' })
  await keyboard.press('Control+z')
  await expect.poll(() => listed(page), soon).toEqual(['Text: Welcome to the course', 'Text: First steps'])
  await keyboard.press('Control+y')
  await saved(page)
  await page.getByRole('button', { name: 'Publish', exact: true }).focus()
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Publish' })
  await dialog.getByText('Partners read this for the first time').waitFor()
  await dialog.getByRole('button', { name: 'Publish' }).focus()
  await keyboard.press('Enter')
  await page.getByText(/^Published/).waitFor()
  const draft = await draftOf(visit, id)
  expect(draft.published).toMatchObject({ number: 1 })
  expect(wordsIn(draft)).toEqual(['First steps', 'Welcome to the course'])
})

journey('blocks are dragged, made narrow, copied, removed and brought back with the pointer', { as: people.ines }, async (visit) => {
  const { page, go, settle } = visit
  const id = await roomWith(visit, 'Moved by hand', [text('One'), text('Two'), text('Three')])
  await go(`/arrangement/${id}/blocks`)
  await settle()
  const card = (name: string) => page.getByRole('article', { name: `Text: ${name}` })
  const grip = (name: string) => card(name).locator('span[aria-hidden]').first()
  const [from, to] = [await grip('One').boundingBox(), await card('Three').boundingBox()]
  if (!from || !to) throw new Error('The blocks are not drawn')
  await page.mouse.move(from.x + 8, from.y + 10)
  await page.mouse.down()
  for (let step = 1; step <= 12; step++) await page.mouse.move(from.x + 8, from.y + ((to.y + to.height - from.y) * step) / 12)
  await page.mouse.up()
  await expect.poll(() => listed(page), soon).toEqual(['Text: Two', 'Text: Three', 'Text: One'])
  await card('Two').getByRole('button', { name: 'Make it half as wide' }).click()
  await card('Two').getByRole('button', { name: 'Duplicate' }).click()
  await expect.poll(() => page.locator('[data-block-name]').count(), soon).toBe(4)
  await card('Three').hover()
  await card('Three').getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => listed(page), soon).toEqual(['Text: Two', 'Text: Two', 'Text: One'])
  await page.getByRole('button', { name: 'Undo' }).last().click() // the note's, which names the block
  await expect.poll(() => listed(page), soon).toEqual(['Text: Two', 'Text: Two', 'Text: Three', 'Text: One'])
  await saved(page)
  const draft = await draftOf(visit, id)
  expect(draft.blocks.map(({ width }) => width)).toEqual(['half', 'half', 'full', 'full'])
})

journey('two people edit at once: the second is told, and nothing is lost', { as: people.ines }, async (visit) => {
  const { page, go, context } = visit
  const id = await roomWith(visit, 'Edited by two', [text('Shared'), text('Other')])
  await go(`/arrangement/${id}/blocks`)
  const other = await context.browser()?.newContext({ baseURL: new URL(page.url()).origin })
  if (!other) throw new Error('No second browser')
  try {
    const second = await other.newPage()
    await signIn(second, people.ines)
    await second.goto(`/arrangement/${id}/blocks`)
    await second.getByText('another window too').waitFor()
    await page.getByText('another window too').waitFor()
    const write = async (on: Page, words: string) => {
      await on
        .getByRole('article', { name: 'Text: Shared' })
        .getByRole('button', { name: /^Text: Shared/ })
        .click()
      const field = on.getByRole('textbox', { name: 'Text' })
      await field.click()
      await on.keyboard.press('Control+End')
      await on.keyboard.type(words)
    }
    await page.route('**/api/drafts/*', (route) => setTimeout(() => void route.continue(), 2_500)) // a slow line: both write before either hears
    await write(page, ' mine')
    await write(second, ' theirs')
    await saved(second)
    const dialog = page.getByRole('dialog', { name: /saved this room first/ })
    await dialog.waitFor()
    visit.expectComplaint(/409/)
    await visit.insistAccessible('two editors')
    await dialog.getByRole('button', { name: /Keep both/ }).click()
    await dialog.waitFor({ state: 'detached' })
    await saved(page)
    await expect.poll(async () => wordsIn(await draftOf(visit, id)), soon).toEqual(['Shared theirs', 'Shared mine', 'Other'])
    // Who changed nothing meanwhile sees it by itself.
    await second.getByRole('article', { name: 'Text: Shared mine' }).waitFor()
  } finally {
    await other.close()
  }
})

journey(
  'an earlier version is looked at as a partner on a phone, restored, and the draft before comes back',
  { as: people.ines },
  async (visit) => {
    const { page, go, settle, insistAccessible } = visit
    const id = await roomWith(visit, 'Versions', [text('As it was')], [text('As it is')], [text('As it will be')])
    await go(`/arrangement/${id}/blocks`)
    await page.getByRole('button', { name: 'Versions', exact: true }).click()
    const versions = page.getByRole('dialog', { name: 'Versions' })
    await versions.getByText('Version 2').waitFor()
    await insistAccessible('versions')
    await versions.getByRole('button', { name: 'Preview version 1' }).click()
    const preview = page.getByRole('dialog', { name: 'Preview of version 1' })
    const shown = page.frameLocator('iframe[title="How partners see Versions"]')
    await shown.getByText('As it was').waitFor()
    await preview.getByText('Phone').click()
    await preview.getByText('Dark', { exact: true }).click()
    await expect.poll(() => shown.locator('html').getAttribute('data-mantine-color-scheme'), soon).toBe('dark')
    await expect.poll(() => shown.locator('html').evaluate((root) => root.clientWidth), soon).toBeLessThan(400)
    const ground = () => shown.locator('html').evaluate((root) => root.ownerDocument.defaultView?.getComputedStyle(root).backgroundColor)
    await expect.poll(ground, soon).toBe('rgb(26, 30, 36)') // the dark theme's, in a light page
    await insistAccessible('the preview')
    visit.expectComplaint(/Blocked script execution in 'about:blank'/) // the check tries to run in the preview too, where nothing runs
    await page.keyboard.press('Escape')
    await preview.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Versions', exact: true }).click()
    await versions.getByRole('button', { name: 'Restore version 1' }).click()
    await expect.poll(() => listed(page), soon).toEqual(['Text: As it was'])
    await page.getByRole('button', { name: 'Versions', exact: true }).click()
    await versions.getByRole('button', { name: 'Take it back' }).click()
    await expect.poll(() => listed(page), soon).toEqual(['Text: As it will be'])
    await settle()
    expect((await draftOf(visit, id)).published).toMatchObject({ number: 2 })
  },
)

journey('lists in the settings of blocks are filled, put into another order and shortened', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible } = visit
  const block = (kind: string, settings: Record<string, unknown>): Block => ({ id: crypto.randomUUID(), kind, width: 'full', settings })
  const id = await roomWith(visit, 'Lists', [
    block('faq', { title: '', items: [] }),
    block('checklist', { title: '', about: '', scope: 'partnership', items: [] }),
    block('action-bar', { title: '', buttons: [] }),
    block('document', { title: '', about: '', files: [] }),
  ])
  await go(`/arrangement/${id}/blocks`)
  const settings = page.getByRole('region', { name: 'Settings of the block' })
  const press = (name: string) => settings.getByRole('button', { name, exact: true }).click()
  const choose = (label: string) => page.locator('[data-block-name]').filter({ hasText: label }).click()
  const part = (name: string) => settings.getByRole('group', { name, exact: true })

  await choose('Questions and answers')
  for (const [at, question] of ['First', 'Second', 'Third'].entries()) {
    await press('Add a question')
    await part(`Question ${at + 1}`)
      .getByLabel('Question', { exact: true })
      .fill(question)
    await part(`Question ${at + 1}`)
      .getByRole('textbox', { name: 'Answer' })
      .click()
    await page.keyboard.type(`So ${question}`)
  }
  await press('Question 3: move up')
  await press('Question 1: remove')
  expect(await settings.getByRole('button', { name: 'Question 1: move up' }).isDisabled()).toBe(true)
  expect(await part('Question 1').getByRole('textbox', { name: 'Answer' }).textContent()).toBe('So Third')
  await insistAccessible('questions')

  await choose('Checklist')
  for (const [at, title] of ['Read', 'Sign'].entries()) {
    await press('Add an item')
    await part(`Item ${at + 1}`)
      .getByLabel('What is to be done')
      .fill(title)
  }
  await part('Item 2').getByRole('combobox', { name: 'Shown by' }).click()
  await page.getByRole('option', { name: 'A file' }).click()
  await press('Item 1: move down')
  await insistAccessible('items')

  await choose('Action bar')
  for (const nth of [1, 2, 3, 4, 5, 6]) {
    await press('Add a button')
    await part(`Button ${nth}`).getByLabel('Label').fill(`Go ${nth}`)
  }
  await settings.getByRole('button', { name: 'Add a button' }).focus()
  await page.getByRole('tooltip').getByText('Six buttons are the most').waitFor()
  await press('Button 6: move up')
  for (const _time of [1, 2, 3]) await press('Button 1: remove')

  await choose('Documents')
  const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })
  await settings
    .locator('input[type=file]')
    .last()
    .setInputFiles([file('one.txt'), file('two.txt'), file('three.txt')])
  await part('File 3').getByRole('link', { name: 'three.txt' }).waitFor()
  await part('File 3').getByLabel('Label').fill('The third')
  await press('File 3: move up')
  await part('File 1').getByRole('button', { name: 'Remove one.txt' }).click()
  await part('File 1').getByRole('link', { name: 'three.txt' }).waitFor()
  await settle()
  await insistAccessible('files')

  await saved(page)
  const [faq, checklist, bar, documents] = (await draftOf(visit, id)).blocks.map(({ settings: kept }) => kept)
  const words = JSON.stringify(faq)
  expect(faq?.['items']).toMatchObject([{ question: 'Third' }, { question: 'Second' }])
  expect([words.includes('So Third'), words.includes('So Second'), words.includes('So First')]).toEqual([true, true, false])
  expect(checklist?.['items']).toMatchObject([
    { title: 'Sign', evidence: 'file' },
    { title: 'Read', evidence: 'none' },
  ])
  expect(bar?.['buttons']).toMatchObject([{ label: 'Go 4' }, { label: 'Go 6' }, { label: 'Go 5' }])
  expect(documents?.['files']).toMatchObject([{ label: 'The third' }, { label: '' }])
})

journey('what is not ready is named block by block, and the editor is clean in both themes', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible, insistNoOverflow } = visit
  const unknown: Block = { id: crypto.randomUUID(), kind: 'hologram', width: 'full', settings: { depth: 3 } }
  const image: Block = { id: crypto.randomUUID(), kind: 'image', width: 'half', settings: { file: '', alt: '' } }
  const id = await roomWith(visit, 'Not ready', [text('Fine'), unknown, image])
  await go(`/arrangement/${id}/blocks`)
  await page.getByText('This kind of block (hologram) is not known here').waitFor()
  await insistAccessible('the editor')
  await page.getByRole('toolbar').getByRole('button', { name: 'Add a block' }).click()
  await page.getByLabel('Find a kind of block').fill('nothing like it')
  await page.getByText('No kind of block is called so.').waitFor()
  await insistAccessible('the palette')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Publish' })
  await dialog.getByText('2 blocks are not ready to be published.').waitFor()
  await insistAccessible('what is not ready')
  await dialog.getByRole('button', { name: /hologram/ }).click()
  await page.getByRole('region', { name: 'Settings of the block' }).getByText('"depth": 3').waitFor()
  await insistAccessible('an unknown block')
  await page
    .getByRole('article', { name: 'Image' })
    .getByRole('button', { name: /^Image/ })
    .click()
  await settle()
  await insistAccessible('a block’s settings')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('settings on a phone')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await insistNoOverflow('the editor on a phone')
})
