import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { takeAssignments, takeMemberships } from '#rooms/partners/people.actions.ts'
import type { Endpoint } from '#shared/endpoint.ts'
import { emailOf, password, worldToday, type Asked, type Name, type World } from '../world.ts'

export type Declared = { room: string; contract: string; endpoint: Endpoint }

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'line' in value && 'method' in value && 'path' in value

/** Every endpoint that any room's contract declares, found in the folders and not in a list. */
export const declaredEndpoints = async (): Promise<Declared[]> => {
  const found: Declared[] = []
  for await (const file of glob('src/rooms/*/{contract,*.contract}.ts')) {
    const exported: Record<string, unknown> = await import(pathToFileURL(join(process.cwd(), file)).href)
    for (const [contract, value] of Object.entries(exported))
      if (typeof value === 'object' && value !== null && !('_zod' in value))
        for (const endpoint of Object.values(value))
          if (isEndpoint(endpoint)) found.push({ room: dirname(file).slice('src/rooms/'.length), contract, endpoint })
  }
  return found.toSorted((a, b) => (`${a.endpoint.path} ${a.endpoint.method}` < `${b.endpoint.path} ${b.endpoint.method}` ? -1 : 1))
}

/** The text of all tests of a room. */
export const testsOf = async (room: string): Promise<string> => {
  const texts: string[] = []
  for await (const file of glob(`src/rooms/${room}/*.test.ts`)) texts.push(await readFile(file, 'utf8'))
  return texts.join('\n')
}

/** What a request is about: a customer, and somebody among its contacts who was added for it. */
export type Target = { customer: string; contact: string; partnership: string }

/** A request that the contract accepts, made from the schema; what only a person could know stands in `written`. */
export const sampleFor = (world: World, endpoint: Endpoint, target: Target): Asked => {
  const written = writtenFor(target)[endpoint.line]
  const made = (schema: z.ZodType | undefined) =>
    schema ? valueOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }), '', world, target) : undefined
  return {
    params: made(endpoint.params) as Record<string, string> | undefined, // every parameter's schema is of text
    query: made(endpoint.query) as Record<string, string> | undefined, // the same
    body: written ?? made(endpoint.body),
  }
}

const writtenFor = (target: Target): Record<string, unknown> => ({
  'POST /session': { email: emailOf('anna'), password },
  'PUT /session/partnership': { id: target.partnership },
  'PATCH /customers/:id/contacts/:contactId': { version: 1, title: 'Buyer' },
  'POST /customers/:id/contacts': { name: 'New person', email: null, phone: null, title: null, types: [] },
})

type JsonSchema = z.core.JSONSchema.BaseSchema

const byName = (name: string, world: World, target: Target): string | undefined =>
  ({ product: world.config.products[0]?.code, type: world.config.contactTypes[0]?.code, contactId: target.contact, day: worldToday })[name]

const valueOf = (schema: JsonSchema | boolean, name: string, world: World, target: Target): unknown => {
  if (typeof schema === 'boolean') return undefined
  if (schema.enum) return schema.enum[0]
  if (schema.const !== undefined) return schema.const
  const choice = (schema.anyOf ?? schema.oneOf)?.find((one) => typeof one !== 'boolean' && one.type !== 'null')
  if (choice) return valueOf(choice, name, world, target)
  if (schema.type === 'object')
    return Object.fromEntries((schema.required ?? []).map((key) => [key, valueOf(schema.properties?.[key] ?? {}, key, world, target)]))
  if (schema.type === 'array') return []
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return false
  return byName(name, world, target) ?? text(schema, target)
}

const text = ({ pattern = '', format }: JsonSchema, { customer, contact, partnership }: Target) => {
  const ids: Record<string, string> = { cus: customer, con: contact, psh: partnership }
  const kind = /^\^(\w{3})_/.exec(pattern)?.[1]
  if (kind) return ids[kind] ?? `${kind}_missing0`
  if (format === 'date') return worldToday
  return pattern.startsWith('^\\d{4}-(') ? worldToday.slice(0, 7) : 'sample'
}

/** Who asks, and about whose customer. */
export type Identity = { name: string; as: Name | null; partnership?: string; customer: string }

export const identities: readonly Identity[] = [
  { name: 'nobody', as: null, customer: 'alder' },
  { name: 'admin', as: 'anna', customer: 'alder' },
  { name: 'admin in reselling', as: 'anna', partnership: 'meridian-resale', customer: 'elm' },
  { name: 'admin, other partnership', as: 'anna', partnership: 'meridian-resale', customer: 'alder' },
  { name: 'user', as: 'uma', customer: 'alder' },
  { name: 'user, unassigned', as: 'uma', customer: 'cedar' },
  { name: 'user in reselling', as: 'uma', partnership: 'meridian-resale', customer: 'elm' },
  { name: 'user in reselling, unassigned', as: 'uma', partnership: 'meridian-resale', customer: 'fir' },
  { name: 'marketing', as: 'mark', customer: 'alder' },
  { name: 'other partner', as: 'omar', customer: 'alder' },
  { name: 'administrator', as: 'vera', customer: 'alder' },
  { name: 'manager', as: 'pavel', customer: 'alder' },
  { name: 'manager, unassigned', as: 'pia', customer: 'alder' },
]

export const identity = (name: string): Identity => {
  const found = identities.find((one) => one.name === name)
  if (!found) throw new Error(`Nobody is called ${name}`)
  return found
}

/** Uma resells as well, for one customer: a restricted person in a partnership whose totals are kept in tables that she can't read. */
export const arrangeReseller = (world: World) =>
  world.arrange(async (tx, context) => {
    const resale = { email: emailOf('uma'), partner: 'meridian', partnership: 'meridian-resale' }
    await takeMemberships(tx, [{ ...resale, role: 'user', customerScope: 'assigned' }], context)
    await takeAssignments(tx, [{ ...resale, customer: 'elm' }], context)
  })
