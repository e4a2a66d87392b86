import { sql } from 'kysely'
import { expect } from 'vitest'
import { asActor, systemActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import type { Visit } from './browser.ts'
import { openDemo, people, stage } from './stage.ts'

let portal: Portal
const journey = stage(async () => {
  const opened = await openDemo()
  ;({ portal } = opened)
  await asActor(systemActor('test', portal.database), async (tx) => {
    const alma = await tx.first(sql<{ id: number }>`select id from app_user where email = ${people.alma}`)
    const userId = alma?.id ?? 0
    await sendMail(tx, {
      userId, kind: 'person.invited', subject: 'You are invited <b>now</b>', paragraphs: ['Choose a password.', 'Within 24 hours.'],
      link: { label: 'Open the invitation', path: '/invitation#0123456789' },
    }) // prettier-ignore
    for (let n = 0; n < 60; n++)
      await tell(tx, 'session.refused', {
        actor: systemActor('session', portal.database),
        facts: { userId, why: 'wrong', subnet: '203.0.113.0/24' },
      })
  })
  return opened
})

/** The log is written by the machine's clock, not by the demo's. */
const allDays = 'from=2020-01-01&to=2999-01-01'
const phone = { width: 390, height: 844 }

const insistFine = async ({ page, insistAccessible, insistNoOverflow }: Visit, what: string) => {
  await insistAccessible(what)
  await page.setViewportSize(phone)
  await insistNoOverflow(what)
  await insistAccessible(`${what} on a phone`)
  await page.setViewportSize({ width: 1440, height: 900 })
}

journey('a vendor administrator reads the whole log without choosing a partner, narrows it and takes it along', { as: people.ines }, async (visit) => {
  const { page, go, settle, download } = visit
  await go(`/audit?${allDays}`)
  await insistFine(visit, 'the audit log')
  await page.getByRole('button', { name: 'Sign-in refused' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByText('203.0.113.0/24').waitFor()
  await insistFine(visit, 'an entry')
  await panel.getByRole('button', { name: 'Only these: Alma Sund' }).click()
  await settle()
  expect(page.url()).toMatch(/person=usr_/)
  await page.getByText('Person: Alma Sund').waitFor()
  await page.getByRole('combobox', { name: 'Event' }).fill('refused')
  await page.getByRole('option', { name: 'Sign-in refused' }).click()
  await settle()
  expect(page.url()).toContain('name=session.refused')
  const { name, file } = await download(page.getByRole('button', { name: 'CSV: audit log' }))
  expect(name).toBe('audit-log-2026-11-20.csv')
  expect(file.toString().trimEnd().split('\r\n')).toHaveLength(61)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await settle()
  expect(new URL(page.url()).search).toBe('')
}) // prettier-ignore

journey('an administrator of the vendor reads in the outbox what the demo does not send', { as: people.ines }, async (visit) => {
  const { page, go } = visit
  await go('/outbox')
  await page.getByText('No mail leaves from here.').waitFor()
  await insistFine(visit, 'the outbox')
  await page.getByRole('button', { name: 'You are invited <b>now</b>' }).click()
  const link = page.getByRole('link', { name: 'Open the invitation' })
  expect(await link.getAttribute('href')).toBe(`${portal.origin}/invitation#0123456789`)
  await insistFine(visit, 'a mail')
})

journey('a partner’s administrator sees the log of the partnership and no outbox', { as: people.alma }, async (visit) => {
  const { page, go } = visit
  await go(`/audit?${allDays}`)
  await page.getByRole('button', { name: 'Sign-in refused' }).first().waitFor()
  expect(await page.getByRole('columnheader', { name: 'Partner' }).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'Outbox' }).count()).toBe(0)
  await go('/outbox')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})

journey('a role without the permission finds no log', { as: people.jonas }, async ({ page, go }) => {
  await go('/customers')
  expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0)
  await go('/audit')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})
