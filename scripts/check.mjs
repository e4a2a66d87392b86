// All that has to be true before a change is done, each step named with its time. `npm test` and `npm run check` are this.
// With arguments only the tests run: `npm test -- src/rooms/orders`.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findChromium } from './chromium.mjs'

const bin = (name) => join('node_modules', '.bin', name)
const results = join('test', 'results')
const only = process.argv.slice(2)
const tree = () => spawnSync('git', ['status', '--porcelain'], { encoding: 'utf8' }).stdout
const treeBefore = tree()

const vitest = (project) => ({
  run: [
    bin('vitest'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(results, `${project}.json`)}`,
  ],
  loud: true,
})

// What changes nothing that another one reads goes two at a time, the longest first; the rest one after the other.
const steps = {
  lint: { run: [bin('oxlint'), '--type-aware', '--deny-warnings'], reads: true },
  'words: every text is in the catalogue': { run: [bin('lingui'), 'extract', '--clean'], reads: true },
  'types: server': { run: [bin('tsc'), '-p', 'tsconfig.server.json'], reads: true },
  'types: browser': { run: [bin('tsc'), '-p', 'tsconfig.web.json'], reads: true },
  'types: shared': { run: [bin('tsc'), '-p', 'tsconfig.shared.json'], reads: true },
  'fences: doors and cycles': { run: [process.execPath, 'scripts/fences.mjs'], reads: true },
  'fences: nothing unused': { run: [bin('knip')], reads: true },
  format: { run: [bin('oxfmt'), '--check', '.'], reads: true },
  tests: vitest('unit'),
  build: { run: [process.execPath, join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'] },
  'boot: every process is ready and stops': { run: [process.execPath, 'scripts/boot.mjs'] },
  browser: vitest('e2e'),
  'clean tree': { check: () => (tree() === treeBefore ? '' : `The checks changed the work tree:\n${tree()}`) },
}

const runStep = ({ run, loud, check }, env) =>
  new Promise((done) => {
    if (check) return done(check())
    const [program, ...args] = run
    let written = ''
    const child = spawn(program, args, { env, stdio: loud ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    child.stdout?.setEncoding('utf8').on('data', (text) => (written += text))
    child.stderr?.setEncoding('utf8').on('data', (text) => (written += text))
    child.on('error', (error) => done(error.message))
    child.on('close', (code, signal) => done(code === 0 ? '' : `${written.trim()}\n(ended with ${signal ?? `code ${code}`})`))
  })

/** Passed and failed tests of a project. A project that left no result counts as one failure. */
const countsOf = (project) => {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(join(results, `${project}.json`), 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** Which tests failed and how, so that the end of a long output says it. */
const failuresOf = (project) => {
  try {
    const { testResults } = JSON.parse(readFileSync(join(results, `${project}.json`), 'utf8'))
    return testResults.flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed')
      const told = failed.map((test) => ({ title: test.fullName, why: test.failureMessages.join('\n') }))
      if (status === 'failed' && told.length === 0) told.push({ title: 'the file as a whole', why: message })
      return told.map(
        ({ title, why }) => `✗ ${relative('.', name)} > ${title}\n${why.split('\n').slice(0, 12).join('\n').replace(/^/gm, '    ')}\n`,
      )
    })
  } catch {
    return []
  }
}

const main = async () => {
  const chromium = findChromium()
  const env = { ...process.env, CHROMIUM_PATH: chromium }
  if (only.length) {
    const failed = await runStep({ run: [bin('vitest'), 'run', ...only], loud: true }, env)
    process.exit(failed ? 1 : 0)
  }
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  const failures = []
  const take = async ([name, step]) => {
    const began = performance.now()
    const failed = await runStep(step, env)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    process.stdout.write(`${failed ? '✗' : '✓'} ${name} (${seconds} s)\n`)
    if (failed) {
      failures.push(name)
      process.stdout.write(`${failed.replace(/^/gm, '    ')}\n`)
    }
  }
  const all = Object.entries(steps)
  const waiting = all.filter(([, { reads }]) => reads)
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await take(next)
  }
  await Promise.all([worker(), worker()])
  for (const step of all.filter(([, { reads }]) => !reads)) await take(step)
  const tests = [countsOf('unit'), countsOf('e2e')]
  const sum = (key) => tests.reduce((total, counts) => total + counts[key], 0)
  const total = Object.keys(steps).length
  for (const failure of [...failuresOf('unit'), ...failuresOf('e2e')]) process.stdout.write(`\n${failure}`)
  if (failures.length) process.stdout.write(`\nFailed: ${failures.join('; ')}\n`)
  process.stdout.write(`\nSteps: ${total - failures.length} passed, ${failures.length} failed\n`)
  process.stdout.write(`Tests: ${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}\n`)
  process.exit(failures.length || sum('failed') ? 1 : 0)
}

if (!existsSync('package.json')) throw new Error('run from the root of the project')
await main()
