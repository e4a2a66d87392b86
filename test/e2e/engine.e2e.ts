import { pino } from 'pino'
import { afterAll, expect } from 'vitest'
import { startEngine, type Started } from '#rooms/engine/jobs.ts'
import { asActor, systemActor } from '#server/access.ts'
import { addJob, defineJob } from '#server/jobs.ts'
import { Problem } from '#shared/problem.ts'
import { z } from 'zod'
import { roomJobs, roomSchedules } from '../../src/rooms.jobs.ts'
import { fastPace } from '../engine.ts'
import { openDemo, people, stage } from './stage.ts'

let demo: Awaited<ReturnType<typeof openDemo>>
let engine: Started | undefined
const journey = stage(async () => {
  demo = await openDemo()
  return demo
})
afterAll(() => engine?.stop(2))

const failing = defineJob({
  name: 'test.refused',
  payload: z.strictObject({}),
  run: async () => {
    throw new Problem('test.refused', 409, { publicMessage: 'There was nothing to bring.' })
  },
})

const start = async () => {
  engine = await startEngine({
    running: { ...demo.portal, log: pino({ level: 'silent' }) },
    url: demo.url,
    jobs: [...roomJobs, failing],
    schedules: roomSchedules,
    pace: fastPace,
  })
}

journey('an administrator runs the rules by hand, and sees what failed and why', { as: people.ines }, async (visit) => {
  const { page, go, settle, insistAccessible, insistNoOverflow } = visit
  await start()
  await go('/engine')
  const rules = page.getByRole('table', { name: 'Schedules' }).getByRole('row').filter({ hasText: 'Rules judged, tasks raised' })
  await rules.getByText('Every day at 06:00 UTC').waitFor()
  await rules.getByRole('button', { name: 'Run now' }).click()
  const asked = page.getByRole('table', { name: 'Runs' }).getByRole('row').filter({ hasText: 'Ines Marsh' })
  await asked.getByText('Done').waitFor({ timeout: 60_000 })
  expect(await asked.textContent()).toMatch(/partnerships/)

  await asActor(systemActor('test', demo.portal.database), (tx) => addJob(tx, failing.name, {}))
  const job = page.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: failing.name })
  await job.getByText('There was nothing to bring.').waitFor({ timeout: 60_000 })
  await insistAccessible('a job that failed')
  await page.setViewportSize({ width: 390, height: 844 })
  await insistNoOverflow('the engine on a phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await job.getByRole('button', { name: 'Give up' }).click()
  await job.waitFor({ state: 'detached' })
  await settle()

  // Nobody is there: what is asked for waits, and is not asked for twice.
  await engine?.stop(2)
  engine = undefined
  const tidy = page.getByRole('table', { name: 'Schedules' }).getByRole('row').filter({ hasText: 'Old notifications removed' })
  const runNow = tidy.getByRole('button', { name: 'Run now' })
  await runNow.click()
  await tidy.getByText('Waiting').waitFor()
  await settle()
  expect(await runNow.getAttribute('aria-disabled')).toBe('true')
  await insistAccessible('a run that waits')
})
