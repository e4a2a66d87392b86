import type pg from 'pg'

/** How the questions of one piece of work reach its connection. */
export type Line = {
  ask: <Row extends pg.QueryResultRow>(question: pg.QueryConfig<unknown[]>) => Promise<pg.QueryResult<Row>>
  /** From here on everything that is asked is one transaction, for what outlives an answer: a cursor, a snapshot. */
  hold: () => void
  /** Nothing more is asked; the connection goes back when it has answered. */
  end: (how: 'COMMIT' | 'ROLLBACK') => Promise<void>
}

/** One transaction from beginning to end, step by step. */
export const writingLine = async (client: pg.PoolClient, opening: string): Promise<Line> => {
  setPipeline(client, false) // COPY can't share a connection with what is sent behind it
  let broken: Error | undefined
  try {
    await client.query(opening)
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    client.release(broken)
    throw error
  }
  return {
    ask: (question) => client.query(question),
    hold: () => undefined,
    end: async (how) => {
      try {
        const { command } = await client.query(how)
        // A transaction in which a statement failed is taken back, whatever is asked for: nobody must take that for kept.
        if (command !== how) throw new Error('The transaction could not be committed: one of its statements had failed')
      } catch (failure) {
        broken = failure instanceof Error ? failure : new Error(String(failure))
        if (how === 'COMMIT') throw failure
      } finally {
        client.release(broken)
      }
    },
  }
}

/**
 * A read pays for trips. What is asked together travels together: the opening, the questions and the end, in one packet, with one answer
 * to wait for. Each packet is a transaction of its own, which changes nothing for the reader: in READ COMMITTED every statement sees its
 * own moment anyway, and `hold` is for those who need one. Were the opening to fail, so would all behind it: pp_login may read nothing.
 */
export const readingLine = (client: pg.PoolClient, opening: string): Line => {
  setPipeline(client, true)
  const { stream } = client.connection
  let isHeld = false
  let isLoading = false
  let isOpen = false
  let opened: Promise<unknown> = Promise.resolve()
  let last: Promise<unknown> = Promise.resolve()
  const close = (how: 'COMMIT' | 'ROLLBACK') => {
    isOpen = false
    last = quietly(client.query(how))
  }
  const depart = () => {
    if (!isLoading) return
    isLoading = false
    if (!isHeld) close('COMMIT')
    stream.uncork()
  }
  return {
    ask: (question) => {
      if (!isLoading) {
        isLoading = true
        stream.cork()
        process.nextTick(depart)
      }
      if (!isOpen) {
        isOpen = true
        opened = quietly(client.query(opening))
      }
      return client.query(question)
    },
    hold: () => {
      isHeld = true
    },
    end: async (how) => {
      depart()
      if (isOpen) close(how)
      void last.then(
        () => client.release(),
        (failure: Error) => client.release(failure),
      )
      await opened // what failed behind a failed opening says less than the opening
    },
  }
}

/** Its failure is told where somebody waits for it. */
const quietly = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined)
  return work
}

// Only ever set on a connection that has nothing under way.
const setPipeline = (client: { pipeline: boolean }, isOn: boolean) => {
  client.pipeline = isOn
}
