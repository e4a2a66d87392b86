import type { Pace } from '../load.ts'
import type { Outcome } from '../outcome.ts'
import type { Stage } from '../stage.ts'
import { browserRows } from './browser.ts'
import { crashRows } from './crashes.ts'
import { dashboardRows } from './dashboard.ts'
import { engineRows } from './engine.ts'
import { growthRows } from './growth.ts'
import { memoryRows, startRows } from './processes.ts'
import { reportRows } from './report.ts'
import { restartRows } from './restarts.ts'
import { roomRows } from './rooms.ts'
import { searchRows } from './search.ts'
import { signInRows } from './sign-in.ts'
import { storageRows } from './storage.ts'
import { workbookRows } from './workbook.ts'

/** What measures which rows of the targets, in the order of the table; `smaller` is the stage with a tenth of the data or less. */
export const allRows: readonly (readonly [rows: string, measure: (stage: Stage, smaller: Stage, pace: Pace) => Promise<Outcome[]>])[] = [
  ['1 2 3', (stage, _smaller, pace) => dashboardRows(stage, pace)],
  ['4 5 6', (stage, _smaller, pace) => reportRows(stage, pace)],
  ['7', growthRows],
  ['9', (stage, _smaller, pace) => workbookRows(stage, pace.rounds)],
  ['10', engineRows],
  ['11', (stage, _smaller, pace) => searchRows(stage, pace)],
  ['12', (stage, _smaller, pace) => memoryRows(stage, pace.seconds)],
  ['13', (stage, _smaller, pace) => startRows(stage, pace.rounds)],
  ['14', () => browserRows()],
  ['rooms', roomRows],
  ['crashes', () => crashRows()],
  ['restarts', (stage) => restartRows(stage)],
  ['sign-in', (stage, _smaller, pace) => signInRows(stage, pace)],
  ['usage', (stage, _smaller, pace) => storageRows(stage, pace.rounds)],
]
