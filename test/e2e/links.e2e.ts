import { sql } from 'kysely'
import { pino } from 'pino'
import { expect } from 'vitest'
import { composeDigest } from '#rooms/digests/letter.ts'
import { settle } from '#rooms/tasks/tasks.test-kit.ts'
import type { LetterRow } from '#shared/letter.ts'
import { createWorld, emailOf, password, worldNow, type Name, type World } from '../world.ts'
import type { Visit } from './browser.ts'
import { stage } from './stage.ts'

let world: World
const real = stage(async () => {
  world = await createWorld()
  const silent = (customer: string, scanner: string) => ({
    customer, rule: 'scanner-inactive' as const, objectKey: scanner, severity: 'high' as const, facts: { scanner, days: 9, lastSeenOn: '2026-06-01' },
  }) // prettier-ignore
  await settle(world, [silent('alder', 'rack-1'), silent('birch', 'rack-2')])
  await settle(world, [silent('elm', 'rack-3')], { partnership: 'meridian-resale' })
  return { portal: world.portal, close: () => world.close() }
})

const userId = (as: Name) =>
  world.arrange(async (tx) => (await tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf(as)}`))?.id ?? 0)

/** The link beside a customer in somebody's weekly digest. */
const linkTo = async (as: Name, customer: string): Promise<string> => {
  const { database, config, keys, files, now, origin, realm } = world.portal
  const running = { database, config, keys, files, now, origin, realm, log: pino({ level: 'silent' }) }
  const of = {
    frequency: 'weekly',
    since: worldNow.subtract({ hours: 24 * 7 }).toString(),
    until: worldNow.add({ minutes: 15 }).toString(),
    portfolio: 1,
  }
  const letter = await composeDigest(running, { userId: await userId(as), of })
  const rows = (letter?.blocks ?? []).flatMap((block): LetterRow[] => (block.is === 'rows' ? block.rows : []))
  return rows.find(({ title }) => title === customer)?.path ?? 'no such row'
}

const signIn = async ({ page }: Visit, as: Name) => {
  await page.getByLabel('E-mail').fill(emailOf(as))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}
const notice = 'That link can’t be opened here.'

real('a digest’s link leads through the sign-in to the customer and sub-tab that it is about', {}, async (visit) => {
  const { page, go, settle: rest, insistAccessible } = visit
  const link = await linkTo('uma', 'Birch Logistics')
  await go(link)
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  expect(page.url()).not.toContain(link.slice(-20))
  expect(await page.evaluate<string>('JSON.stringify([history.state, document.title, sessionStorage.length, localStorage.length])')).not.toContain(link.slice(-20)) // prettier-ignore
  await signIn(visit, 'uma')
  await page.getByRole('heading', { level: 1, name: 'Birch Logistics' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/customers/${await world.customer('birch')}/signals`)
  expect(page.url()).not.toContain('#')
  await rest()
  await insistAccessible('where a link leads')
})

real('a link to a customer of the other partnership takes its person there', {}, async (visit) => {
  const { page, go } = visit
  const link = await linkTo('anna', 'Elm & Sons')
  await go('/')
  await signIn(visit, 'anna')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByText('Meridian Managed Security').first().waitFor()
  await go(link)
  await page.getByRole('heading', { level: 1, name: 'Elm & Sons' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/customers/${await world.customer('elm')}/signals`)
  await page.getByText('United Kingdom').first().waitFor()
})

real('somebody else’s link, a spent one and none at all say the same and lead to the start', {}, async (visit) => {
  const { page, go, insistAccessible } = visit
  const foreign = await linkTo('anna', 'Alder Bank')
  await go(foreign)
  await signIn(visit, 'uma')
  for (const address of [undefined, `${await linkTo('uma', 'Alder Bank')}x`, '/go']) {
    if (address) await go(address)
    await page.getByText(notice).waitFor()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/overview')
  }
  await insistAccessible('the dashboard with the notice')
})
