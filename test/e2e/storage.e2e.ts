import { expect } from 'vitest'
import { createWorld, emailOf, password } from '../world.ts'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

const demo = stage(openDemo)
const real = stage(() => createWorld())

type Kept = Record<'local' | 'session' | 'databases' | 'caches' | 'workers' | 'cookies' | 'window' | 'history', unknown>
const nothing: Kept = { local: {}, session: {}, databases: [], caches: [], workers: 0, cookies: '', window: '', history: null }

/** Whatever a page's script could have put anywhere, and what of it script could read. */
const keptBy = ({ page }: Visit) =>
  page.evaluate<Kept>(`(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookies: document.cookie,
    window: window.name,
    history: history.state,
  }))()`)

/** Every room that this person's sidebar names, the pages of a customer where there is one, and the account. */
const pagesOf = async (visit: Visit) => {
  const { page, go } = visit
  await go('/')
  const links = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link')
  const rooms = await Promise.all((await links.all()).map(async (link) => (await link.getAttribute('href')) ?? '/'))
  const customers = rooms.includes('/customers') ? (await visit.ask<{ items: { id: string }[] }>('/customers')).items : []
  const [customer] = customers
  const subTabs = ['tasks', 'commercial', 'usage', 'activity', 'signals', 'contacts']
  return [
    ...rooms,
    ...(customer ? subTabs.map((subTab) => `/customers/${customer.id}/${subTab}`) : []),
    ...(rooms.includes('/customers') ? ['/customers?search=alder&sort=-acv', '/report?cycles=3'] : []),
    '/account',
    '/nowhere',
  ]
}
const doors = ['/sign-in', '/forgotten', '/unlock#secret', '/reset#secret', '/invitation#secret', '/setup#secret']

type Way = 'go' | 'turn'
/** By the pages' own links, or each loaded anew. */
const tour = async (visit: Visit, addresses: readonly string[], way: Way) => {
  for (const address of addresses) {
    await visit[way](address)
    expect(await keptBy(visit), address).toEqual(nothing)
  }
}

for (const [name, email] of Object.entries(people))
  demo(
    `nothing is kept in ${name}’s browser by any page but the session’s cookie, which script can’t read`,
    { as: email },
    async (visit) => {
      const pages = await pagesOf(visit)
      expect(pages.length).toBeGreaterThan(1)
      await tour(visit, pages, email === people.alma ? 'go' : 'turn')
      const cookies = await visit.context.cookies()
      expect(cookies.map(({ name: cookie, httpOnly }) => ({ cookie, httpOnly }))).toEqual([{ cookie: 'pp_demo_sid', httpOnly: true }])
    },
  )

real('nothing is kept by the pages before signing in, nor by signing in and out but two cookies that script can’t read', {}, async (visit) => {
  const { page, context, go } = visit
  await tour(visit, doors, 'go')
  expect(await context.cookies()).toEqual([])
  await go('/sign-in')
  await page.getByLabel('E-mail').fill(emailOf('anna'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await tour(visit, await pagesOf(visit), 'turn')
  const cookies = async () =>
    (await context.cookies()).map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const own = { httpOnly: true, sameSite: 'Lax' }
  expect(await cookies()).toEqual([{ name: 'pp_device', ...own }, { name: 'pp_sid', ...own }])
  await page.getByRole('button', { name: /^Anna/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  expect(await keptBy(visit)).toEqual(nothing)
  expect(await cookies()).toEqual([{ name: 'pp_device', ...own }])
}) // prettier-ignore
