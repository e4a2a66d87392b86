// Names in package-lock.json the builds for other platforms that a partial registry mirror left out when the lock was written.
// Without them `npm ci` refuses the lock everywhere. Run after a dependency was added through such a mirror:
//   node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony', 'aix', 'sunos', 'openbsd', 'netbsd']
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32']

/** What the package's name says it is for; such names are how every native package tells its builds apart. */
const platformOf = (name) => {
  const words = name.split(/[-/]/).map((word) => (word === 'windows' ? 'win32' : word))
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word))
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu')) && os[0] === 'linux'
      ? ['glibc']
      : []
  return Object.fromEntries(Object.entries({ os, cpu, libc }).filter(([, values]) => values.length > 0))
}

/** What a package at `path` gets when it asks for `name`: its own copy, or that of the nearest folder above. */
const resolved = (path, name) => {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]
    if (found || !at) return found
  }
}

let added = 0
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (path === '') continue
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const version = range.replace(/^\^/, '')
    const platform = platformOf(name)
    const found = resolved(path, name)
    if (found?.version === version || !/^\d+\.\d+\.\d+[\w.-]*$/.test(version) || !platform.cpu) continue
    // Another version in the usual place belongs to somebody else.
    lock.packages[`${found ? `${path}/` : ''}node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true }
    added++
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
if (added) writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added} builds for other platforms added\n`)
