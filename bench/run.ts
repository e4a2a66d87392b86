import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runCommand } from '#server/command.ts'
import { CannotStart } from '#server/settings.ts'
import { root } from './children.ts'
import type { Pace } from './load.ts'
import { isMet, machineFacts, tableOf, type Outcome } from './outcome.ts'
import { allRows } from './rows/all.ts'
import { setStage } from './stage.ts'
import { buildWeb, isWebStale } from '#server/web-build.ts'

/**
 * `npm run bench -- [--quick] [--rows 1,4] [--json FILE]`: measures what docs/performance.md promises, on a database of its own,
 * and ends with code 1 when a row falls short. Run it on a machine that has nothing else to do.
 */
const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' }, rows: { type: 'string' } },
})
const [size, smaller] = asked.quick ? (['medium', 'small'] as const) : (['large', 'medium'] as const)
const pace: Pace = asked.quick ? { connections: 32, seconds: 2, rounds: 3 } : { connections: 32, seconds: 3, rounds: 5 }

await runCommand('npm run bench', 'demo', async (command) => {
  const chosen = chooseRows(asked.rows)
  if (await isWebStale(root)) await buildWeb(root)
  const stage = await setStage(command, size)
  await runCommand('npm run bench', 'demo', async (other) => {
    const smallStage = await setStage(other, smaller)
    const outcomes: Outcome[] = []
    for (const [rows, measure] of chosen) {
      process.stdout.write(`Measuring ${rows} …\n`)
      const began = performance.now()
      // One row that can't be measured is short; the others still count.
      const found = await measure(stage, smallStage, pace).catch((error: unknown) => [notMeasured(rows, error)])
      outcomes.push(...found)
      process.stdout.write(`${tableOf(found)}\n  in ${((performance.now() - began) / 1000).toFixed(0)} s\n`)
    }
    await tell(outcomes, await stage.postgresVersion())
  }, { database: `portal_bench_${smaller}` }) // prettier-ignore
}, { database: `portal_bench_${size}`, statementTimeoutSeconds: 3_600 }) // prettier-ignore

function chooseRows(list: string | undefined) {
  if (list === undefined) return allRows
  const wanted = list.split(',')
  const chosen = allRows.filter(([rows]) => wanted.some((row) => rows.split(' ').includes(row)))
  if (chosen.length === 0) throw new CannotStart(`No row is called ${list}. There are ${allRows.map(([rows]) => rows).join(' ')}.`)
  return chosen
}

function notMeasured(rows: string, error: unknown): Outcome {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return {
    row: rows,
    work: 'could not be measured',
    measured: '',
    baseline: '',
    value: undefined,
    target: { least: 0 },
    unit: 'share',
    figures: {},
  }
}

async function tell(outcomes: readonly Outcome[], postgres: string) {
  const machine = machineFacts(postgres)
  process.stdout.write(`\n${tableOf(outcomes)}\n\n${machine.cores} cores, Node ${machine.node}, PostgreSQL ${postgres}, ${size} demo\n`)
  if (asked.json) {
    const rows = outcomes.map((outcome) => ({ ...outcome, isMet: isMet(outcome) }))
    await writeFile(
      asked.json,
      `${JSON.stringify({ at: Temporal.Now.instant().toString(), size, smaller, pace, machine, rows }, null, 2)}\n`,
    )
  }
  const short = outcomes.filter((outcome) => !isMet(outcome))
  if (short.length > 0) {
    process.stdout.write(`Short: ${short.map(({ row }) => row).join(', ')}\n`)
    process.exitCode = 1
  }
}
