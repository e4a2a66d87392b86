import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

export type Child = {
  pid: number
  origin: string
  /** From the start of the program to the first `/readyz` that says so. */
  secondsToReady: number
  residentMegabytes: () => Promise<number>
  /** By SIGINT, which leaves out the wait for a balancer that SIGTERM has. */
  stop: (signal?: 'SIGINT' | 'SIGTERM') => Promise<void>
}

const living = new Set<ChildProcess>()
process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')))

/** Starts one of our programs on a port of its own and waits until `/readyz` answers 200. Throws with what it wrote when it ends first. */
export const startChild = async (
  program: string,
  environment: (port: number) => Record<string, string>,
  flags: readonly string[] = [],
): Promise<Child> => {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [...flags, program], {
    cwd: root,
    env: { ...process.env, LOG_LEVEL: 'warn', LOG_FORMAT: 'json', ...environment(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  living.add(child)
  const ended = endOf(child)
  const origin = `http://127.0.0.1:${port}`
  await Promise.race([
    untilReady(origin),
    ended.then((text) => Promise.reject(new Error(`${program} ended before it was ready:\n${text}`))),
  ])
  const secondsToReady = (performance.now() - began) / 1000
  return {
    pid: child.pid ?? 0,
    origin,
    secondsToReady,
    residentMegabytes: () => residentMegabytes(child.pid ?? 0),
    stop: async (signal = 'SIGINT') => {
      child.kill(signal)
      await ended
    },
  }
}

/** Resolves with what the child wrote, once it has ended. */
export const endOf = (child: ChildProcess) =>
  new Promise<string>((done) => {
    let text = ''
    const keep = (part: string) => (text = (text + part).slice(-4_000))
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.once('error', (cause) => done(String(cause)))
    child.once('close', () => {
      living.delete(child)
      done(text)
    })
  })

/** Runs a program to its end and returns what it wrote to stdout. Throws with its stderr when it fails. */
export const runProgram = (program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<string> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    living.add(child)
    let out = ''
    let told = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part))
    child.stderr.setEncoding('utf8').on('data', (part: string) => (told += part))
    child.once('error', fail)
    child.once('close', (code) => {
      living.delete(child)
      if (code === 0) done(out)
      else fail(new Error(`${program} ended with code ${code}:\n${told.slice(-4_000)}`))
    })
  })

const untilReady = async (origin: string) => {
  for (;;) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await sleep(10)
  }
}

/** Only Linux tells it; elsewhere the rows that ask for it fall short by name. */
const residentMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes ? Number(kilobytes) / 1024 : Number.NaN
}

export const freePort = () =>
  new Promise<number>((done, fail) => {
    const probe = createServer().on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no free port'))))
    })
  })
