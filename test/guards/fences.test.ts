import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The fences, planted with violations: a copy of the project in which each rule is broken once. A tool that stays silent holds nothing.

const copied = ['src', 'portal.config.ts', 'package.json', 'tsconfig.json', 'tsconfig.base.json', 'tsconfig.server.json', 'tsconfig.shared.json', 'tsconfig.web.json', '.oxlintrc.json', '.dependency-cruiser.cjs', 'scripts/fences.mjs'] // prettier-ignore
const root = process.cwd()
let folder: string

const contract = `import { endpoint } from '#shared/endpoint.ts'
import { z } from 'zod'
export const planted = { read: endpoint('GET /planted', { reply: z.strictObject({ n: z.int() }) }) }
`
const reply = `async () => ({ n: 1 })`
const violations: Record<string, string> = {
  'src/rooms/planted/contract.ts': contract,
  'src/rooms/planted/store.ts': `import { q } from '#server/db.ts'\nexport const plantedRows = () => q.selectFrom('customer').select('id')\n`,
  'src/rooms/planted/actions.ts': `export const act = () => Promise.resolve(1)\n`,
  'src/rooms/planted/open.routes.ts': `import { serve } from '#server/serve.ts'\nimport { planted } from './contract.ts'\nexport const routes = [serve(planted.read, {}, ${reply})]\n`,
  'src/rooms/planted/permission.routes.ts': `import { serve } from '#server/serve.ts'\nimport { planted } from './contract.ts'\nexport const routes = [serve(planted.read, { access: 'everything.read' }, ${reply})]\n`,
  'src/rooms/planted/reply.routes.ts': `import { serve } from '#server/serve.ts'\nimport { planted } from './contract.ts'\nexport const routes = [serve(planted.read, { access: 'usage.read' }, async () => ({ m: 1 }))]\n`,
  'src/rooms/planted/page.tsx': `import { plantedRows } from './store.ts'\nexport const Page = () => <p>{String(plantedRows())}</p>\n`,
  'src/rooms/planted/server.tsx': `import { openDatabase } from '#server/db.ts'\nexport const Page = () => <p>{String(openDatabase)}</p>\n`,
  'src/rooms/planted/dom.rules.ts': `export const width = () => document.body.clientWidth\n`,
  'src/platform/shared/planted.ts': `import { readFileSync } from 'node:fs'\nexport const text = () => readFileSync('x', 'utf8')\n`,
  'src/platform/server/roomy.ts': `import { planted } from '#rooms/planted/contract.ts'\nexport const known = planted\n`,
  'src/rooms/planted/neighbour.ts': `import { addContact } from '../contacts/actions.ts'\nexport const add = addContact\n`,
  'src/rooms/planted/burglar.ts': `import * as store from '#rooms/contacts/store.ts'\nexport const steal = store.listContacts\n`,
  'src/rooms/planted/one.ts': `import { two } from './two.ts'\nexport const one = (): number => two() + 1\n`,
  'src/rooms/planted/two.ts': `import { one } from './one.ts'\nexport const two = (): number => one() + 1\n`,
  'src/rooms/planted/any.ts': `export const anything = (given: any): unknown => given\n`,
  'src/rooms/planted/bang.ts': `export const sure = (given: string | undefined): string => given!\n`,
  'src/rooms/planted/floating.ts': `import { act } from './actions.ts'\nexport const forget = () => {\n  act()\n}\n`,
  'src/rooms/planted/memory.tsx': `export const keep = (token: string) => localStorage.setItem('token', token)\nexport const keepToo = (token: string) => sessionStorage.setItem('token', token)\n`,
  'src/rooms/planted/hidden.tsx': `export const kept = () => [window.localStorage, document.cookie, navigator.serviceWorker]\n`,
  'src/rooms/planted/chatty.ts': `export const talk = () => console.log('x')\n`,
  'src/rooms/planted/long.ts': `${Array.from({ length: 410 }, (_, n) => `export const n${n} = ${n}`).join('\n')}\n`,
  'src/rooms/planted/endless.ts': `export const endless = (n: number) => {\n${Array.from({ length: 90 }, (_, at) => `  if (n === ${at}) return ${at}`).join('\n')}\n  return n\n}\n`,
  'src/rooms/planted/tested.ts': `import { helper } from './made.test.ts'\nexport const used = helper\n`,
  'src/rooms/planted/made.test.ts': `export const helper = 1\n`,
  'src/rooms/planted/played.ts': `import { demoAccounts } from '../../demo/accounts.ts'\nexport const played = demoAccounts\n`,
}

/** These bring the server's types with them and would hide what other files lack: planted once the types are checked. */
const reachingDown: Record<string, string> = {
  'src/rooms/planted/rules.ts': `import { plantedRows } from './store.ts'\nexport const mayPlant = () => plantedRows() !== undefined\n`,
  'src/platform/shared/upwards.ts': `import { hashOf } from '../server/session.ts'\nexport const hash = hashOf\n`,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-fences-'))
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true })
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  await plant(violations)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const plant = async (files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const run = (program: string, args: string[]) =>
  new Promise<{ failed: boolean; said: string }>((done) => {
    execFile(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      done({ failed: error !== null, said: stdout + stderr }),
    )
  })
const bin = (name: string) => join(folder, 'node_modules', '.bin', name)

/** The lines that name the file. */
const about = (said: string, file: string) => said.split('\n').filter((text) => text.includes(file)).join('\n') // prettier-ignore

describe('the fences, planted with violations', () => {
  it.each<{ project: string; file: string; reason: RegExp; what: string }>([
    { project: 'server', file: 'open.routes.ts', reason: /access/, what: 'a route that does not say who may ask' },
    { project: 'server', file: 'permission.routes.ts', reason: /everything\.read/, what: 'a permission that there is none of' },
    { project: 'server', file: 'reply.routes.ts', reason: /'m'|not assignable|n: number/, what: 'a reply that the contract does not know' },
    { project: 'shared', file: 'planted.ts', reason: /node:fs/, what: 'a shared file that needs Node' },
    { project: 'shared', file: 'dom.rules.ts', reason: /document/, what: 'a rule that needs a browser' },
    { project: 'web', file: 'server.tsx', reason: /#server/, what: 'a screen that imports the server' },
  ])(
    'the types of $project refuse $what',
    async ({ project, file, reason }) => {
      const { failed, said } = await types(project)
      expect(failed).toBe(true)
      expect(about(said, file)).toMatch(reason)
    },
    60_000,
  )

  it.each([
    ['any.ts', /no-explicit-any/],
    ['bang.ts', /no-non-null-assertion/],
    ['floating.ts', /no-floating-promises/],
    ['memory.tsx', /no-restricted-globals/],
    ['hidden.tsx', /no-restricted-properties/],
    ['neighbour.ts', /no-restricted-imports/],
    ['burglar.ts', /no-restricted-imports/],
    ['one.ts', /no-cycle/],
    ['chatty.ts', /no-console/],
    ['long.ts', /max-lines/],
    ['endless.ts', /max-lines-per-function/],
  ] as const)(
    'the linter refuses %s: %o',
    async (file, reason) => {
      const { failed, said } = await lint()
      expect(failed).toBe(true)
      expect(about(said, `planted/${file}`)).toMatch(reason)
    },
    120_000,
  )

  it.each([
    ['browser-never-reaches-the-server', 'planted/page.tsx -> src/rooms/planted/store.ts'],
    ['browser-never-reaches-the-server', 'planted/server.tsx -> src/platform/server/db.ts'],
    ['rules-are-pure', 'planted/rules.ts -> src/rooms/planted/store.ts'],
    ['shared-needs-no-node', 'shared/planted.ts -> fs'],
    ['shared-runs-anywhere', 'shared/upwards.ts -> src/platform/server/session.ts'],
    ['platform-knows-no-room', 'server/roomy.ts -> src/rooms/planted/contract.ts'],
    ['no-cycles', 'planted/one.ts -> src/rooms/planted/two.ts'],
    ['no-test-in-the-product', 'planted/tested.ts -> src/rooms/planted/made.test.ts'],
    ['the-demo-stays-outside', 'planted/played.ts -> src/demo/accounts.ts'],
  ] as const)(
    '%s refuses %s',
    async (rule, edge) => {
      const { failed, said } = await cruise()
      expect(failed).toBe(true)
      expect(said.split('\n').filter((text) => text.startsWith(rule) && text.includes(edge))).not.toEqual([])
    },
    60_000,
  )

  it('are silent about the same project without them, and not because nothing was read', async () => {
    await cruise() // the others are done with the copy
    for (const path of Object.keys({ ...violations, ...reachingDown })) await rm(join(folder, path))
    expect((await run(process.execPath, ['scripts/fences.mjs'])).said).not.toMatch(/planted|upwards|roomy/)
    await rm(join(folder, 'src'), { recursive: true })
    await mkdir(join(folder, 'src'))
    const { failed, said } = await run(process.execPath, ['scripts/fences.mjs'])
    expect(failed).toBe(true)
    expect(said).toContain('Only 0 modules were read')
  }, 60_000)
})

/** Each tool runs once, over everything that was planted. */
const once = <Key>(work: (key: Key) => Promise<{ failed: boolean; said: string }>) => {
  const done = new Map<Key, ReturnType<typeof work>>()
  return (key: Key) => {
    const known = done.get(key) ?? work(key)
    done.set(key, known)
    return known
  }
}
const types = once((project: string) => run(bin('tsc'), ['-p', `tsconfig.${project}.json`, '--pretty', 'false']))
const lintOnce = once((folders: string) => run(bin('oxlint'), ['--type-aware', '-f', 'unix', folders]))
const lint = () => lintOnce('src/rooms/planted')
const cruiseOnce = once(async (script: string) => {
  await plant(reachingDown)
  return run(process.execPath, [script])
})
const cruise = () => cruiseOnce('scripts/fences.mjs')
