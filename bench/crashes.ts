import { parseArgs } from 'node:util'
import { judgedDays } from './crash-days.ts'

/**
 * `node bench/crashes.ts [--kills 100] [--days 10] [--size small] [--pace fast|ordinary]`: days of judged rules, notifications and mail,
 * once undisturbed and once while engines are killed at random points, and what differs in the end. Ends with code 1 when anything is lost or doubled.
 */
const { values: asked } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    days: { type: 'string', default: '10' },
    size: { type: 'string', default: 'small' },
    pace: { type: 'string', default: 'fast' },
  },
})
const size = asked.size === 'medium' ? 'medium' : 'small'
const found = await judgedDays({
  kills: Number(asked.kills),
  days: Number(asked.days),
  size,
  pace: asked.pace === 'ordinary' ? 'ordinary' : 'fast',
  say: (text) => void process.stdout.write(`${text}\n`),
})
process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
process.exitCode = found.lost + found.doubled === 0 ? 0 : 1
