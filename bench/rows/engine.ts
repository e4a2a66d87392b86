import { join } from 'node:path'
import { z } from 'zod'
import { root, runProgram } from '../children.ts'
import type { Pace } from '../load.ts'
import { medianOf, type Outcome } from '../outcome.ts'
import type { Stage } from '../stage.ts'

const Told = z.object({ seconds: z.number(), findings: z.number(), peakMegabytes: z.number() })

/**
 * Row 10: every partnership of a database without tasks is judged, so that each finding is raised: the most that a day can bring.
 * Against its statements alone, and against a database with a tenth of the customers or less.
 */
export const engineRows = async (stage: Stage, smaller: Stage, pace: Pace): Promise<Outcome[]> => {
  const rounds = Math.min(3, pace.rounds)
  const few = await judged(smaller, rounds)
  const many = await judged(stage, rounds)
  const growth = many.seconds / few.seconds / (many.customers / few.customers)
  const said = `${many.customers} customers, ${many.findings} findings`
  const figures = {
    ...{ seconds: many.seconds, statementSeconds: many.statementSeconds, fewSeconds: few.seconds, quietSeconds: many.quietSeconds },
    ...{ customers: many.customers, fewCustomers: few.customers, findings: many.findings, peakMegabytes: many.peakMegabytes },
  }
  const row = (work: string, measured: string, baseline: string, value: number, most: number, unit: Outcome['unit']): Outcome => ({
    ...{ row: '10', work, measured, baseline, value, target: { most }, unit },
    figures,
  })
  const seconds = (taken: number) => `${taken.toFixed(2)} s`
  return [
    row(
      `engine run, ${said}`,
      seconds(many.seconds),
      `${seconds(many.statementSeconds)} its statements alone`,
      many.seconds / many.statementSeconds,
      2,
      'times',
    ),
    row('the same in all', seconds(many.seconds), '', many.seconds, 60, 's'),
    row('the same again, nothing changed', seconds(many.quietSeconds), seconds(many.seconds), many.quietSeconds, 60, 's'),
    row(`of ten times the customers`, seconds(many.seconds), `${seconds(few.seconds)} of ${few.customers}`, growth * 10, 12, 'times'),
    row('memory of the run at its peak', `${many.peakMegabytes.toFixed(0)} MB`, '', many.peakMegabytes, 220, 'MB'),
  ]
}

const judged = async ({ admin, command, places }: Stage, rounds: number) => {
  const { address, settings } = command
  const order = (kind: 'run' | 'statements') => JSON.stringify({ url: address.url, configPath: settings.configPath, kind })
  const work = async (kind: 'run' | 'statements') =>
    Told.parse(JSON.parse(await runProgram(join(root, 'bench/judging.ts'), [], { BENCH_ORDER: order(kind) })))
  const taken: Record<'statements' | 'first' | 'again', z.infer<typeof Told>>[] = []
  for (let round = 0; round < rounds; round++) {
    await admin('truncate task, task_event, task_comment, news cascade')
    const statements = await work('statements')
    taken.push({ statements, first: await work('run'), again: await work('run') })
  }
  await admin('truncate news cascade') // nobody is to be told of the benchmark's tasks
  await admin('vacuum analyze task')
  return {
    seconds: medianOf(taken.map(({ first }) => first.seconds)),
    quietSeconds: medianOf(taken.map(({ again }) => again.seconds)),
    statementSeconds: medianOf(taken.map(({ statements }) => statements.seconds)),
    findings: taken[0]?.first.findings ?? 0,
    peakMegabytes: Math.max(...taken.map(({ first }) => first.peakMegabytes)),
    customers: places.reduce((sum, { customers }) => sum + customers, 0),
  }
}
