// Starts the whole product as `npm start` does, on free ports and a folder of its own, asks each process whether it is ready,
// stops it with Ctrl-C's signal and looks for what is left.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

/** The demo's engine comes up when everything else is there already. */
const isReady = async (port) => {
  let why = ''
  for (let tries = 0; tries < 50; tries++) {
    const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (reply?.status === 200) return ''
    why = reply ? `${reply.status} ${await reply.text()}` : 'nothing there'
    await new Promise((done) => setTimeout(done, 200))
  }
  return `port ${port}: ${why}`
}

/** Processes that the start began, told by their environment (Linux) or else by their command line. */
const leftOvers = (folder) => {
  if (!existsSync('/proc/self/environ')) {
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    return stdout.split('\n').filter((line) => line.includes(folder))
  }
  const read = (pid, file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return '' // gone meanwhile, or somebody else's
    }
  }
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && (read(pid, 'environ').includes(folder) || read(pid, 'cmdline').includes(folder)))
    .map((pid) => `${pid} ${read(pid, 'cmdline')}`)
}

const main = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-boot-'))
  const ports = {
    PORTAL_PORT: await freePort(),
    DEMO_PORTAL_PORT: await freePort(),
    API_PORT: await freePort(),
    ENGINE_PORT: await freePort(),
    DEMO_ENGINE_PORT: await freePort(),
  }
  const env = { ...process.env, ...ports, DATA_DIR: folder, DATABASE_URL: '', DEMO_DATABASE_URL: '', LOG_LEVEL: 'warn' }
  const start = spawn(process.execPath, ['src/entries/start.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((done) => start.once('exit', (code, signal) => done(signal ?? code)))
  const problems = []
  try {
    const up = new Promise((done) => start.stdout.setEncoding('utf8').on('data', (text) => text.includes('Stop with Ctrl-C') && done('up')))
    const outcome = await Promise.race([up, ended, new Promise((done) => setTimeout(done, 180_000, 'late').unref())])
    if (outcome !== 'up') problems.push(`start did not come up (${outcome})`)
    else for (const port of Object.values(ports)) problems.push(await isReady(port))
    const began = performance.now()
    start.kill('SIGINT')
    const code = await Promise.race([ended, new Promise((done) => setTimeout(done, 6000, 'still running').unref())])
    if (code !== 0) problems.push(`after the signal: ${code}`)
    if (performance.now() - began > 5000) problems.push('stopping took more than 5 s')
    problems.push(...leftOvers(folder).map((line) => `left behind: ${line}`))
  } finally {
    start.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  const real = problems.filter(Boolean)
  for (const problem of real) process.stderr.write(`${problem}\n`)
  process.exit(real.length ? 1 : 0)
}

await main()
