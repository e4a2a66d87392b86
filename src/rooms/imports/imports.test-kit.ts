import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { parseConfig } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import { openTestDatabase, type OpenedDatabase } from '../../../test/database.ts'
import { importFiles, type ImportFile, type ImportRequest } from './actions.ts'
import { readOrder } from './command.ts'
import type { FileKind, ImportOutcome } from './contract.ts'

export const examples = join(import.meta.dirname, '../../../examples')
const context = { config: parseConfig(defaultConfig), now: Temporal.Instant.from('2026-11-21T09:00:00Z') }
const tables = [
  'partner', 'partnership', 'partnership_product', 'customer', 'customer_tag', 'app_user', 'membership', 'user_customer',
  'staff_partner', 'customer_order', 'order_line', 'usage_cycle', 'event_log',
] // prettier-ignore

type Options = Pick<ImportRequest, 'dryRun' | 'skipBad'>

/** An empty real portal with a folder of its own that holds copies of the examples, for the tests of one file. */
export const arrangeImports = () => {
  let folder = ''
  let own: OpenedDatabase
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portal-import-'))
    for (const name of await readdir(examples)) await copyFile(join(examples, name), join(folder, name))
    own = await openTestDatabase({ maxConnections: 3 })
  })
  afterAll(async () => {
    await own.close()
    await rm(folder, { recursive: true, force: true })
  })

  const importAll = (files: ImportFile[], options: Options = {}) => importFiles({ database: own.database, context, files, ...options })
  const rows = <Row>(query: RawBuilder<Row>) => own.arrange((tx) => tx.rows(query))
  return {
    rows,
    importAll,
    within: <T>(work: Parameters<typeof own.arrange<T>>[0]) => own.arrange(work),
    newFolder: () => mkdtemp(join(folder, 'apart-')),
    importFolder: async (path = folder, options?: Options) => importAll((await readOrder([path])).files, options),
    importText: async (kind: FileKind, text: string, options?: Options): Promise<ImportOutcome> => {
      const path = join(await mkdtemp(join(folder, 'one-')), `${kind}.csv`)
      await writeFile(path, text)
      return importAll([{ kind, path }], options)
    },
    /** How many rows each table has and a digest of what they say. */
    contents: async () => {
      const found = await Promise.all(
        tables.map((table) => rows(sql`select count(*), md5(string_agg(t::text, '' order by t::text)) as digest from ${sql.raw(table)} t`)),
      )
      return Object.fromEntries(found.map(([row], at) => [tables[at], row]))
    },
  }
}

export const told = (outcome: ImportOutcome) =>
  outcome.files.flatMap(({ complaints }) => complaints.map(({ line, column, reason }) => `${line} ${column}: ${reason}`))

/** Added, changed and the same, by what was taken. */
export const totals = (outcome: ImportOutcome) =>
  Object.fromEntries(outcome.files.flatMap(({ parts }) => parts.map(({ what, added, changed, same }) => [what, [added, changed, same]])))

export const usageHead = 'partner,partnership,customer,product,day,value\n'
export const usageRow = (over: Partial<Record<'partner' | 'partnership' | 'customer' | 'product' | 'day' | 'value', string>>) => {
  const row = {
    partner: 'P-1001',
    partnership: 'HP-MSSP-NORDICS',
    customer: 'HP-2001',
    product: 'NET',
    day: '2026-11-01',
    value: '5',
    ...over,
  }
  return `${[row.partner, row.partnership, row.customer, row.product, row.day, row.value].join(',')}\n`
}
export const partnershipHead =
  'partner,partnership,model,region,currency,time zone,active from,active to,main,cycle start day,product,commitment,unit price,valid from,valid to\n'
export const customerHead = 'partner,partnership,customer,name,since,state,archived on,tags,country\n'
const userHead = 'email,name,role,partner,partnership,reach,customers\n'
const orderHead =
  'partner,partnership,customer,order,line,placed on,status,product,quantity,currency,recurring,one-off,rate,term months,starts on,ends on,successor order,successor line\n'
export const partnershipText = (row: string) => `${partnershipHead}P-1001,${row}\n`
export const customerText = (row: string) => `${customerHead}P-1001,HP-RESALE-UK,${row}\n`
export const ordersText = (...lines: string[]) => orderHead + lines.map((line) => `P-1001,HP-RESALE-UK,${line}\n`).join('')
export const usersText = (...lines: string[]) => userHead + lines.map((line) => `${line}\n`).join('')
