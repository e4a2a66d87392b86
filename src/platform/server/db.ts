import { createHash } from 'node:crypto'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type Compilable, type RawBuilder } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { idCodec, type IdCodec } from '#shared/ids.ts'
import { Problem } from '#shared/problem.ts'
import { readingLine, writingLine, type Line } from './line.ts'
import type { DB } from './schema.ts'

// Whole numbers that JavaScript can't hold exactly are refused rather than rounded: ids and money are among them.
const safeInteger = (text: string) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the whole numbers that can be held exactly`)
  return value
}
pg.types.setTypeParser(pg.types.builtins.INT8, safeInteger)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text) // a day has no time zone: 'YYYY-MM-DD'
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString())

/**
 * The query builder: it only composes, it can't run anything. Stores write `q.selectFrom('customer')…` or `sql<Row>` and
 * hand the result to their `tx`.
 */
export const q = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

export type Query<Row> = Compilable<Row> | RawBuilder<Row>

/**
 * The database, seen through one role. Stores take it; nothing else reaches the database. What writes is one transaction; what only reads
 * is one for each set of questions that are asked together (line.ts).
 */
export type Tx = {
  /** Turns keys into the ids that leave, and back. */
  ids: IdCodec
  rows<Row>(query: Query<Row>): Promise<Row[]>
  /** The first row, or undefined. */
  first<Row>(query: Query<Row>): Promise<Row | undefined>
  /** From here on all that is read is of one moment, so that every part of a file agrees with the others. Before the first question only. */
  holdStill(): Promise<void>
  /** Rows in batches, with bounded memory however many there are. */
  batches<Row>(query: Query<Row>, size: number): AsyncGenerator<Row[]>
  /**
   * Streams lines of PostgreSQL's COPY text format into a table. Row-level security forbids COPY into a protected table:
   * the target is a temporary one that this transaction made.
   */
  copyInto(target: string, lines: AsyncIterable<string> | Iterable<string>): Promise<void>
}

/** Who a transaction is for: a database role and the settings that its policies read. */
export type Scope = {
  role: 'pp_session' | 'pp_full' | 'pp_restricted' | 'pp_staff' | 'pp_vendor' | 'pp_system'
  partnerId?: number
  partnershipId?: number
  userId?: number
  readOnly: boolean
}

export type Database = {
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  within<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Like `within`, for pp_system and before the database has a key for its ids: the tx makes no ids. */
  claim<T>(work: (tx: Omit<Tx, 'ids'>) => Promise<T>): Promise<T>
  /** One question before anybody is known, to a definer function; the first row. One round trip, no transaction of ours. */
  ask<Row>(query: Query<Row>): Promise<Row | undefined>
  /** Resolves when the server answers; throws what kept it from answering. */
  ping(): Promise<void>
  /** The newest migration that the database has, or undefined when it has none. */
  schemaVersion(): Promise<string | undefined>
  close(): Promise<void>
}

export type DatabaseOptions = {
  url: string
  /** Connections of this process at the most; 4 to 8 are enough. */
  maxConnections?: number
  statementTimeoutSeconds?: number
}

/** Opens a pool of connections that are `pp_login`, whoever the address names. Nothing connects before the first use. */
export const openDatabase = ({ url, maxConnections = 8, statementTimeoutSeconds = 15 }: DatabaseOptions): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    pipeline: true, // a question is sent while the one before it is still being answered
    connectionTimeoutMillis: 2_000,
    options: [
      '-c role=pp_login',
      `-c statement_timeout=${statementTimeoutSeconds * 1000}`,
      '-c lock_timeout=2000',
      '-c idle_in_transaction_session_timeout=10000',
      '-c timezone=UTC',
      '-c jit=off', // compiling costs more than these queries take
      '-c cursor_tuple_fraction=1', // batches() reads to the end
    ].join(' '),
  })
  pool.on('error', () => undefined) // an idle connection that broke is replaced at the next use
  // One that breaks while in use fails the query that it carries; unheard, the event would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined))

  let codec: IdCodec | undefined
  const transaction = async <T>(scope: Scope, work: (tx: Omit<Tx, 'ids'>) => Promise<T>): Promise<T> => {
    const begin = opening(scope) // may refuse, which must not cost a connection
    const client = await connect(pool)
    const line = await (scope.readOnly ? readingLine : writingLine)(client, begin)
    let result: T
    try {
      result = await work(transactionOn(client, line, scope.role))
    } catch (error) {
      await line.end('ROLLBACK')
      throw error
    }
    await line.end('COMMIT')
    return result
  }

  return {
    within: async (scope, work) => {
      const ids = (codec ??= await loadCodec(pool))
      return transaction(scope, (tx) => work({ ids, ...tx }))
    },
    claim: (work) => transaction({ role: 'pp_system', readOnly: false }, work),
    ask: async <Row>(query: Query<Row>) => {
      const { sql, parameters } = compile(query)
      const client = await connect(pool)
      try {
        const found = await client.query({ name: statementName('pp_login', sql), text: sql, values: parameters as unknown[] })
        return found.rows[0] as Row | undefined // described by the query's type, as in rows()
      } finally {
        client.release()
      }
    },
    ping: async () => void (await pool.query('select 1')),
    schemaVersion: async () => {
      const found = await pool.query<{ name: string }>('select max(name) as name from public.applied_migration')
      return found.rows[0]?.name
    },
    close: () => pool.end(),
  }
}

const loadCodec = async (pool: pg.Pool) => {
  const found = await pool.query<{ id_key: string | null }>('select deployment_id_key() as id_key')
  const key = found.rows[0]?.id_key
  if (!key) throw new Error('This database belongs to no deployment yet: run the migrations first')
  return idCodec(key)
}

const connect = async (pool: pg.Pool): Promise<pg.PoolClient> => {
  try {
    return await pool.connect()
  } catch (cause) {
    throw new Problem('database.away', 503, { publicMessage: 'The portal is busy or its database is away. Try again in a moment.', cause })
  }
}

// The statement form, in one message: a distributed PostgreSQL forwards only SET LOCAL, and one round trip is what is paid.
const opening = (scope: Scope) => {
  const setting = (name: string, value: number | undefined) => {
    if (value === undefined) return ''
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is no id: ${value}`)
    return `;SET LOCAL app.${name}='${value}'`
  }
  return (
    `BEGIN${scope.readOnly ? ' READ ONLY' : ''};SET LOCAL ROLE ${scope.role}` +
    setting('partner_id', scope.partnerId) +
    setting('partnership_id', scope.partnershipId) +
    setting('user_id', scope.userId)
  )
}

let cursors = 0

const transactionOn = (client: pg.PoolClient, line: Line, role: string): Omit<Tx, 'ids'> => {
  const rows = async <Row>(query: Query<Row>): Promise<Row[]> => {
    const { sql, parameters } = compile(query)
    // The builder's types describe the rows; pg itself can't know them.
    const found = await line.ask({ name: statementName(role, sql), text: sql, values: [...parameters] })
    return found.rows as Row[]
  }
  return {
    rows,
    first: async (query) => (await rows(query))[0],
    async *batches<Row>(query: Query<Row>, size: number) {
      const { sql, parameters } = compile(query)
      const cursor = `batches_${++cursors}`
      const read = () => line.ask<Row & pg.QueryResultRow>({ text: `FETCH ${size} FROM ${cursor}` })
      line.hold()
      await line.ask({ text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, values: [...parameters] })
      let next: ReturnType<typeof read> | undefined
      try {
        for (let { rows } = await read(); rows.length > 0; { rows } = await (next ?? read())) {
          // The database makes the next batch while this one is used.
          next = client.pipeline ? read() : undefined
          next?.catch(() => undefined) // thrown when it is awaited
          yield rows
        }
      } finally {
        await line.ask({ text: `CLOSE ${cursor}` }).catch(() => undefined) // a transaction that failed has closed it
      }
    },
    holdStill: async () => {
      line.hold()
      await line.ask({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ' })
    },
    copyInto: async (target, lines) => {
      await pipeline(Readable.from(lines), client.query(copyFrom(`COPY ${target} FROM STDIN`)))
    },
  }
}

const compile = <Row>(query: Query<Row>) => ('isRawBuilder' in query ? query.compile(q) : query.compile())

// A statement is planned for one role: the name carries it, so that connections don't replan at every change of role.
const names = new Map<string, string>()
const statementName = (role: string, text: string) => {
  const key = role + text
  const known = names.get(key)
  if (known) return known
  const name = `${role}_${createHash('sha1').update(text).digest('base64url')}`
  if (names.size < 2_000) names.set(key, name)
  return name
}
