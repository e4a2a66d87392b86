import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CannotStart, type Environment } from './settings.ts'

export type Children = {
  /** Starts one of `src/entries` and resolves once it serves. Throws CannotStart when it ends instead. */
  start: (name: string, entry: 'portal' | 'api' | 'engine', environment: Environment) => Promise<void>
  /** Asks all to stop, ends those that have not after `withinSeconds`. */
  stop: (withinSeconds: number) => Promise<void>
}

/**
 * How Node runs a process that serves; scripts/run.mjs says the same for those that are started one by one. V8 lets garbage pile up in
 * proportion to the most that it may ever hold, which by default is gigabytes. That limit makes the room for what is new small as well, so
 * that what a request needs would outlive it; the second flag gives that room back.
 */
export const serverFlags: readonly string[] = ['--max-old-space-size=384', '--max-semi-space-size=16']

/** The processes that `npm start` runs together. `onCrash` hears of one that ended though nobody stopped it. */
export const watchChildren = (onCrash: (sentence: string) => void): Children => {
  const alive = new Map<ChildProcess, string>()
  let stopping = false
  return {
    start: (name, entry, environment) =>
      new Promise((up, fail) => {
        if (stopping) return fail(new CannotStart('Stopped while starting.'))
        const path = fileURLToPath(new URL(`../../entries/${entry}.ts`, import.meta.url))
        // A session of its own: Ctrl-C at the terminal reaches only us, and we stop them in order. When we are killed, the
        // closed channel tells them.
        const child = spawn(process.execPath, [...serverFlags, path], {
          env: environment,
          detached: true,
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        })
        let isUp = false
        alive.set(child, name)
        child.on('message', () => {
          isUp = true
          up()
        })
        child.on('error', (cause) => fail(new CannotStart(`The ${name} could not be started: ${cause.message}.`, { cause })))
        child.on('exit', (code, signal) => {
          alive.delete(child)
          if (!isUp) fail(new CannotStart(`The ${name} did not start.`))
          else if (!stopping) onCrash(`The ${name} ended by itself (${signal ?? `code ${code}`}), so everything stops.`)
        })
      }),
    stop: async (withinSeconds) => {
      stopping = true
      const gone = [...alive.keys()].map((child) => new Promise((done) => child.once('exit', done)))
      for (const child of alive.keys()) child.kill('SIGTERM')
      const cut = setTimeout(() => alive.forEach((_, child) => child.kill('SIGKILL')), withinSeconds * 1000)
      await Promise.all(gone)
      clearTimeout(cut)
    },
  }
}
