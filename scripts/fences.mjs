// Rooms are entered by their doors and nothing runs in circles: dependency-cruiser over src, by .dependency-cruiser.cjs.
// It says "no violations" also when it could read nothing, so the number of modules is checked as well.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const cruiser = join('node_modules', '.bin', 'depcruise')
const args = ['src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
const { stdout, stderr, error } = spawnSync(cruiser, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })

const fail = (text) => {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

let summary
try {
  ;({ summary } = JSON.parse(stdout))
} catch {
  fail(error?.message ?? stderr ?? 'dependency-cruiser said nothing')
}
if (summary.totalCruised < 50) fail(`Only ${summary.totalCruised} modules were read; the fences would hold nothing.`)
const broken = summary.violations.filter(({ rule }) => rule.severity === 'error')
if (broken.length) fail(broken.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n'))
process.stdout.write(`${summary.totalCruised} modules\n`)
