import { createHash } from 'node:crypto'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type Compilable, type RawBuilder } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { idCodec, type IdCodec } from '#shared/ids.ts'
import { Problem } from '#shared/problem.ts'
import type { Question } from './batch.ts'
import { listenTo, type Heard } from './listen.ts'
import { readingLine, writingLine, type AskedProof, type Line, type Opening } from './line.ts'
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

/**
 * A definer function that is asked as a read's transaction opens, with its values as `$1`, `$2` …: without a row of it the transaction gets
 * no role and can read nothing, and without one that is accepted nothing that was read is given out.
 */
export type Proof = { call: string; values: readonly unknown[]; accept: (row: unknown) => boolean }

export type Database = {
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. `proof` is for reads. */
  within<T>(scope: Scope, work: (tx: Tx) => Promise<T>, proof?: Proof): Promise<T>
  /** Like `within`, for pp_system and before the database has a key for its ids: the tx makes no ids. */
  claim<T>(work: (tx: Omit<Tx, 'ids'>) => Promise<T>): Promise<T>
  /** One question before anybody is known, to a definer function; the first row. One round trip, no transaction of ours. */
  ask<Row>(query: Query<Row>): Promise<Row | undefined>
  /** Hears what transactions say on a channel, over a connection of its own; returns how to stop. */
  listen(channel: string, heard: Heard): () => Promise<void>
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
  pool.on('connect', (client) => {
    // One that breaks while in use fails the query that it carries; unheard, the event would end the process as well.
    client.on('error', () => undefined)
    giveUpSilent(client, (statementTimeoutSeconds + 5) * 1_000)
  })

  let codec: IdCodec | undefined
  const transaction = async <T>(scope: Scope, work: (tx: Omit<Tx, 'ids'>) => Promise<T>, proof?: Proof): Promise<T> => {
    const begin = opening(scope) // may refuse, which must not cost a connection
    const client = await connect(pool)
    const line = scope.readOnly ? readingLine(client, begin, askedProof(proof, begin)) : await writingLine(client, begin)
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
    within: async (scope, work, proof) => {
      if (proof && !scope.readOnly) throw new Error('Only a read can be proved while it is asked')
      const ids = (codec ??= await loadCodec(pool))
      return transaction(scope, (tx) => work({ ids, ...tx }), proof)
    },
    claim: (work) => transaction({ role: 'pp_system', readOnly: false }, work),
    ask: async <Row>(query: Query<Row>) => {
      const client = await connect(pool)
      try {
        const { values, ...statement } = beforeAnybody(query)
        const found = await client.query({ ...statement, values: [...values] })
        return found.rows[0] as Row | undefined // described by the query's type, as in rows()
      } finally {
        client.release()
      }
    },
    listen: (channel, heard) => listenTo(url, channel, heard),
    ping: async () => void (await pool.query('select 1')),
    schemaVersion: async () => {
      const found = await pool.query<{ name: string }>('select max(name) as name from public.applied_migration')
      return found.rows[0]?.name
    },
    close: () => pool.end(),
  }
}

/**
 * The server ends what takes too long by itself; one that is paused or cut off ends nothing, and its connection is given up. By the
 * socket's own clock: pg's, one for each query, keeps the rows of all queries alive until the whole heap is collected.
 */
const giveUpSilent = (client: pg.PoolClient, milliseconds: number) => {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection // pg's types leave it out
  stream.setTimeout(milliseconds, () => stream.destroy(new Error('Query read timeout')))
}

const beforeAnybody = (query: Query<unknown>): Question => questionOf('pp_login', query)

const askedProof = (proof: Proof | undefined, { statement }: Opening): AskedProof | undefined => {
  if (!proof) return undefined
  const { call, values, accept } = proof
  const text = `select p.*, ${openingColumns(values.length + 1)} from ${call} p`
  return { question: { name: statementName('pp_login', text), text, values: [...values, ...statement.values] }, accept }
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

/**
 * What makes a connection somebody's for one transaction. As a message of its own in the statement form, which a distributed PostgreSQL
 * forwards; as a statement of a batch it is prepared once. Both end with the transaction.
 */
const opening = ({ role, readOnly, partnerId, partnershipId, userId }: Scope): Opening => {
  const settings = { partner_id: partnerId, partnership_id: partnershipId, user_id: userId }
  const written = Object.entries(settings).map(([name, value]) => [name, checkedId(name, value)] as const)
  const made = written.flatMap(([name, value]) => (value === '' ? [] : [`;SET LOCAL app.${name}='${value}'`]))
  return {
    text: `BEGIN${readOnly ? ' READ ONLY' : ''};SET LOCAL ROLE ${role}${made.join('')}`,
    statement: { name: 'opening', text: openingStatement, values: [role, ...written.map(([, value]) => value)] },
  }
}

/** Role and settings from the values that begin with number `first`. */
const openingColumns = (first: number) => {
  const settings = ['role', 'app.partner_id', 'app.partnership_id', 'app.user_id']
  const columns = settings.map((name, at) => `set_config('${name}', $${first + at}, true)`)
  return ["set_config('transaction_read_only', 'on', true)", ...columns].join(', ')
}
const openingStatement = `select ${openingColumns(1)}`

const checkedId = (name: string, value: number | undefined): string => {
  if (value === undefined) return ''
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is no id: ${value}`)
  return String(value)
}

let cursors = 0

const transactionOn = (client: pg.PoolClient, line: Line, role: string): Omit<Tx, 'ids'> => {
  const rows = async <Row>(query: Query<Row>): Promise<Row[]> => {
    const found = await line.ask<Row>(questionOf(role, query))
    return found.rows
  }
  return {
    rows,
    first: async (query) => (await rows(query))[0],
    async *batches<Row>(query: Query<Row>, size: number) {
      const { sql, parameters } = compile(query)
      const cursor = `batches_${++cursors}`
      const read = () => line.run<Row & pg.QueryResultRow>(`FETCH ${size} FROM ${cursor}`)
      line.hold()
      await line.run(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, parameters)
      let next: ReturnType<typeof read> | undefined
      try {
        for (let { rows } = await read(); rows.length > 0; { rows } = await (next ?? read())) {
          // The database makes the next batch while this one is used.
          next = read()
          next.catch(() => undefined) // thrown when it is awaited
          yield rows
        }
      } finally {
        await line.run(`CLOSE ${cursor}`).catch(() => undefined) // a transaction that failed has closed it
      }
    },
    holdStill: async () => {
      line.hold()
      await line.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    },
    copyInto: async (target, lines) => {
      await pipeline(Readable.from(lines), client.query(copyFrom(`COPY ${target} FROM STDIN`)))
    },
  }
}

const questionOf = <Row>(role: string, query: Query<Row>): Question => {
  const { sql, parameters } = compile(query)
  return { name: statementName(role, sql), text: sql, values: parameters }
}

const compile = <Row>(query: Query<Row>) => ('isRawBuilder' in query ? query.compile(q) : query.compile())

// A statement is planned for one role: the name carries it, so that connections don't replan at every change of role.
const digests = new Map<string, string>()
const statementName = (role: string, text: string) => {
  const known = digests.get(text)
  const digest = known ?? createHash('sha1').update(text).digest('base64url')
  if (!known && digests.size < 2_000) digests.set(text, digest)
  return `${role}_${digest}`
}
