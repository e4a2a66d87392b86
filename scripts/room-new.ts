// npm run room:new <name>: stamps a room's files, in the shape that every room has.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const name = process.argv[2] ?? ''
const folder = join('src', 'rooms', name)
if (!/^[a-z][a-z-]*s$/.test(name)) stop('Name the room as people say it, plural and in small letters: npm run room:new leads')
if (existsSync(folder)) stop(`${folder} exists already.`)

const camel = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
const single = camel.replace(/s$/, '')
const Single = single.charAt(0).toUpperCase() + single.slice(1)
const table = name.replace(/s$/, '').replaceAll('-', '_')

const files: Record<string, string> = {
  'contract.ts': `import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'

export const ${Single} = z.strictObject({ name: z.string() })
export type ${Single} = z.infer<typeof ${Single}>

export const ${camel} = {
  list: endpoint('GET /${name}', { query: z.strictObject({ cursor: Cursor.optional(), limit: PageSize }), reply: pageOf(${Single}) }),
}
`,
  'rules.ts': `import { mayUse, type Actor, type Verdict } from '#shared/actor.ts'

export const maySee${Single} = (actor: Actor): Verdict => mayUse(actor, 'customer.read')
`,
  'store.ts': `import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { readCursor, writeCursor } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { ${Single} } from './contract.ts'

/** A page of ${name.replaceAll('-', ' ')} by name. */
export const list${Single}s = async (
  tx: Tx,
  actor: Member,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: ${Single}[]; next: string | null }> => {
  const after = cursor ? readCursor(cursor) : undefined
  const rows = await tx.rows(sql<{ id: number; name: string }>\`
    select r.id, r.name from ${table} r
     where r.partner_id = \${actor.partnerId} and r.partnership_id = \${actor.partnershipId}
       \${after ? sql\`and (r.name, r.id) > (\${after.value}, \${after.id})\` : sql\`\`}
     order by r.name, r.id
     limit \${limit + 1}\`)
  const last = rows.slice(0, limit).at(-1)
  return {
    items: rows.slice(0, limit).map((row) => ({ name: row.name })),
    next: rows.length > limit && last ? writeCursor({ value: last.name, id: last.id }) : null,
  }
}
`,
  'routes.ts': `import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { ${camel} } from './contract.ts'
import * as store from './store.ts'

export const ${single}Routes = (_portal: Portal): Route[] => [
  serve(${camel}.list, { access: 'customer.read' }, ({ actor, query }) =>
    asActor(actor, async (tx) => ({ ...(await store.list${Single}s(tx, actor, query)), total: 0 })),
  ),
]
`,
  'page.tsx': `import { Trans, useLingui } from '@lingui/react/macro'
import { PageHeader } from '#ui/page-header.tsx'
import { EmptyState } from '#ui/states.tsx'

export const Page = () => {
  const { t } = useLingui()
  return (
    <>
      <PageHeader title={t\`${name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ')}\`} />
      <EmptyState title={t\`Nothing here yet\`}>
        <Trans>This room is new.</Trans>
      </EmptyState>
    </>
  )
}
`,
  'rules.test.ts': `import { expect, test } from 'vitest'
import { maySee${Single} } from './rules.ts'

test('the system may see ${name.replaceAll('-', ' ')}', () => {
  expect(maySee${Single}({ kind: 'system', name: 'test' }).may).toBe(true)
})
`,
}

mkdirSync(folder, { recursive: true })
for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
console.log(`Made ${folder}. Now:
  1. a migration with the table ${table} (partner_id, partnership_id, id …) and: call protect_partnership_table('${table}', has_customer);
  2. add the room to src/rooms.server.ts, src/rooms.endpoints.ts and src/rooms.web.tsx
  3. give it its permission in src/platform/shared/config.ts and in the roles of portal.config.ts
  4. npm run check: the guard tests tell what is still missing`)

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
