import fastJsonStringify from 'fast-json-stringify'
import { z } from 'zod'

type Described = { [key: string]: unknown }

type Serialiser = (reply: unknown) => string
const compiled = new WeakMap<z.ZodType, Serialiser>()

/**
 * Compiles a reply's schema into what writes it as JSON, once in a process. A key that the schema lacks can't leave: the serialiser knows
 * only those that it has.
 */
export const serialiserOf = (schema: z.ZodType): Serialiser => {
  const known = compiled.get(schema) ?? compile(schema)
  compiled.set(schema, known)
  return known
}

const compile = (schema: z.ZodType): Serialiser => {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' })
  // The library's own type names a narrower JSON schema than zod's, which is the same at run time.
  return fastJsonStringify(writable(described) as Parameters<typeof fastJsonStringify>[0])
}

/**
 * The same keys and types, without what only a check of values needs. "This or null" as zod writes it makes the serialiser validate
 * each value to find out which: half of its time for a page of customers.
 */
const writable = (described: unknown): unknown => {
  if (Array.isArray(described)) return described.map(writable)
  if (typeof described !== 'object' || described === null) return described
  const { pattern: _pattern, format: _format, minimum: _minimum, maximum: _maximum, ...rest } = described as Described
  const other = nonNullOf(rest['anyOf'])
  const parts = other ? { ...other, nullable: true } : rest
  return Object.fromEntries(
    Object.entries(parts).map(([key, value]) => [key, key === 'properties' ? writableEach(value) : writable(value)]),
  )
}

// Names of properties are the reply's own: one of them may be called "format".
const writableEach = (properties: unknown) =>
  typeof properties === 'object' && properties !== null
    ? Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, writable(value)]))
    : properties

/** What a choice between it and null leaves, when it has one type. */
const nonNullOf = (choice: unknown): Described | undefined => {
  if (!Array.isArray(choice) || choice.length !== 2) return undefined
  const options = choice.filter((one): one is Described => typeof one === 'object' && one !== null)
  const other = options.find((one) => one['type'] !== 'null')
  const hasNull = options.some((one) => one['type'] === 'null')
  return hasNull && other && typeof other['type'] === 'string' ? other : undefined
}
