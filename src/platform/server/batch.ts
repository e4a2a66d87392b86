import pg from 'pg'
import { prepareValue } from 'pg/lib/utils.js'

/** One statement of a batch. It is prepared under its name, once a connection. */
export type Question = { name: string; text: string; values: readonly unknown[] }
export type Answers<Row> = { rows: Row[] }

/**
 * Statements that travel in one packet and are answered in one: PostgreSQL's extended protocol with a single Sync at the end, which makes
 * them one transaction that begins and ends by itself. The first that fails ends it, and all behind it fail with the same error.
 * pg's own pipeline sends a Sync with each statement, which the server answers with a packet each.
 */
export class Batch {
  /** Resolves, never rejects, when the connection has nothing of this batch left to answer. */
  readonly done: Promise<void>
  /** pg puts its timer's end here. */
  callback: (() => void) | undefined
  private readonly resolveDone: () => void
  private readonly asked: Asked[] = []
  private at = 0
  private shapes: Map<string, Shape> | undefined
  private unreadable: Error | undefined

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.done = promise
    this.resolveDone = resolve
  }

  /** Adds a statement; resolves when its answer is whole, which is before the batch has ended. */
  ask<Row>(question: Question): Promise<Answers<Row>> {
    const { promise, resolve, reject } = Promise.withResolvers<Answers<unknown>>()
    this.asked.push({ question, rows: [], resolve, reject })
    return promise as Promise<Answers<Row>> // the query's type describes its rows; pg itself can't know them
  }

  // ---- what pg's client calls

  submit(given: pg.Connection) {
    const connection = given as unknown as Wire // pg's types leave out what its own queries use
    const shapes = shapesOf(connection)
    this.shapes = shapes
    const unknown = new Map(
      this.asked.flatMap(({ question }) => (connection.parsedStatements[question.name] ? [] : [[question.name, question] as const])),
    )
    if (unknown.size > 0) rememberParsed(connection, [...unknown.values()])
    connection.stream.cork()
    try {
      for (const { question } of this.asked) {
        const { name, text, values } = question
        if (unknown.delete(name)) connection.parse({ name, text })
        connection.bind({ portal: '', statement: name, values, binary: false, valueMapper: prepareValue })
        if (!shapes.has(name)) connection.describe({ type: 'P', name: '' })
        connection.execute({ portal: '', rows: 0 })
      }
      connection.sync()
    } finally {
      connection.stream.uncork()
    }
  }

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }) {
    const question = this.asked[this.at]?.question
    if (question) this.shapes?.set(question.name, shapeOf(fields))
  }

  handleDataRow({ fields }: { fields: unknown[] }) {
    const current = this.asked[this.at]
    const shape = current && this.shapes?.get(current.question.name)
    if (!current || !shape || this.unreadable) return
    try {
      current.rows.push(shape.parseRow(fields))
    } catch (error) {
      this.unreadable = error instanceof Error ? error : new Error(String(error)) // a value that JavaScript can't hold
    }
  }

  handleCommandComplete() {
    const current = this.asked[this.at++]
    if (this.unreadable) current?.reject(this.unreadable)
    else current?.resolve({ rows: current.rows })
    this.unreadable = undefined
  }

  handleEmptyQuery() {
    this.handleCommandComplete()
  }

  handleError(error: Error) {
    for (const { reject } of this.asked.slice(this.at)) reject(error)
    this.at = this.asked.length
    this.end()
  }

  handleReadyForQuery() {
    this.end()
  }

  private end() {
    this.callback?.()
    this.resolveDone()
  }
}

type Asked = { question: Question; rows: unknown[]; resolve: (answer: Answers<unknown>) => void; reject: (error: Error) => void }

/** What a statement's rows look like; PostgreSQL refuses a prepared one whose columns have changed. */
type Shape = { parseRow: (fields: unknown[]) => unknown }

type Wire = NodeJS.EventEmitter & {
  stream: { cork: () => void; uncork: () => void }
  parsedStatements: Record<string, string | undefined>
  parse: (statement: { name: string; text: string }) => void
  bind: (bound: {
    portal: string
    statement: string
    values: readonly unknown[]
    binary: boolean
    valueMapper: (value: unknown) => unknown
  }) => void
  describe: (what: { type: 'P'; name: string }) => void
  execute: (what: { portal: string; rows: number }) => void
  sync: () => void
}

// A statement stays prepared even when one behind it fails; asked for twice it would be an error.
const rememberParsed = (connection: Wire, parsing: Question[]) => {
  const parsed = () => {
    const next = parsing.shift()
    if (next) connection.parsedStatements[next.name] = next.text
  }
  connection.on('parseComplete', parsed)
  connection.once('readyForQuery', () => connection.off('parseComplete', parsed))
}

const known = new WeakMap<Wire, Map<string, Shape>>()
const shapesOf = (connection: Wire) => {
  const shapes = known.get(connection) ?? new Map<string, Shape>()
  known.set(connection, shapes)
  return shapes
}

const shapeOf = (fields: pg.FieldDef[]): Shape => {
  const shape = new pg.Result('', pg.types) as pg.Result & Shape & { addFields: (fields: pg.FieldDef[]) => void } // as pg's own queries use it
  shape.addFields(fields)
  return shape
}
