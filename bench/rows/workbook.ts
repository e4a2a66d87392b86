import { join } from 'node:path'
import { z } from 'zod'
import { root, runProgram } from '../children.ts'
import { medianOf, type Outcome } from '../outcome.ts'
import type { Stage } from '../stage.ts'

const Told = z.object({ rows: z.number(), seconds: z.number(), bytes: z.number(), peakMegabytes: z.number() })

/** Row 9: a styled workbook streamed from the database, each in a process of its own, against COPY of the same rows to CSV. */
export const workbookRows = async (stage: Stage, rounds: number): Promise<Outcome[]> => {
  const write = async (kind: 'workbook' | 'csv', rows: number) => {
    const order = JSON.stringify({ url: stage.command.address.url, kind, rows })
    const told = Told.parse(JSON.parse(await runProgram(join(root, 'bench/writer.ts'), [], { BENCH_ORDER: order })))
    if (told.rows !== rows) throw new Error(`${kind} has ${told.rows} rows, not ${rows}`)
    return told
  }
  const few = 100_000
  const many = 500_000
  await write('csv', few) // the table is in memory for both
  const taken: { csv: z.infer<typeof Told>; workbook: z.infer<typeof Told> }[] = []
  for (let round = 0; round < rounds; round++) taken.push({ csv: await write('csv', few), workbook: await write('workbook', few) })
  const large = await write('workbook', many)
  const seconds = medianOf(taken.map(({ workbook }) => workbook.seconds))
  const csvSeconds = medianOf(taken.map(({ csv }) => csv.seconds))
  const peak = medianOf(taken.map(({ workbook }) => workbook.peakMegabytes))
  const figures = { seconds, csvSeconds, peakMegabytes: peak, manySeconds: large.seconds, manyPeakMegabytes: large.peakMegabytes }
  return [
    {
      ...{
        row: '9',
        work: `workbook of ${few} rows, 12 columns`,
        measured: `${(few / seconds).toFixed(0)} rows/s`,
        baseline: `${(few / csvSeconds).toFixed(0)} rows/s to CSV`,
      },
      ...{
        value: medianOf(taken.map(({ csv, workbook }) => csv.seconds / workbook.seconds)),
        target: { least: 0.2 },
        unit: 'share',
        figures,
      },
    },
    {
      ...{
        row: '9',
        work: `memory at its peak, ${many} rows`,
        measured: `${large.peakMegabytes.toFixed(0)} MB`,
        baseline: `${peak.toFixed(0)} MB at ${few}`,
      },
      ...{ value: large.peakMegabytes, target: { most: 250 }, unit: 'MB', figures },
    },
    {
      ...{
        row: '9',
        work: 'memory of five times the rows',
        measured: `${large.peakMegabytes.toFixed(0)} MB`,
        baseline: `${peak.toFixed(0)} MB`,
      },
      ...{ value: large.peakMegabytes / peak, target: { most: 1.25 }, unit: 'times', figures },
    },
  ]
}
