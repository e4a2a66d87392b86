import pg from 'pg'
import { Batch, type Answers, type Question } from './batch.ts'

/** How the questions of one piece of work reach its connection. */
export type Line = {
  ask: <Row>(question: Question) => Promise<Answers<Row>>
  /** Runs a statement that is not prepared. */
  run: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Answers<Row>>
  /** From here on everything that is asked is one transaction, for what outlives an answer: a cursor, a snapshot. */
  hold: () => void
  /** Nothing more is asked; the connection goes back when it has answered. */
  end: (how: 'COMMIT' | 'ROLLBACK') => Promise<void>
}

/** How a transaction begins: by a message of its own, or as the first statement of a batch. */
export type Opening = { text: string; statement: Question }

/** The opening as a question that has a row only where it may open, and what that row must be before any other answer is given out. */
export type AskedProof = { question: Question; accept: (row: unknown) => boolean }

/** One transaction from beginning to end, step by step. */
export const writingLine = async (client: pg.PoolClient, { text: opening }: Opening): Promise<Line> => {
  let broken: Error | undefined
  try {
    await client.query(opening)
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    client.release(broken)
    throw error
  }
  // What is asked at once is asked one after the other, in this line: pg gives up its own.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(question: () => Promise<T>): Promise<T> => {
    const answer = last.then(question)
    last = answer.catch(() => undefined)
    return answer
  }
  return {
    ask: <Row>({ name, text, values }: Question) =>
      inTurn(() => client.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })),
    run: <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      inTurn(() => client.query<Row>(text, [...values])),
    hold: () => undefined,
    end: async (how) => {
      try {
        const { command } = await inTurn(() => client.query(how))
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
 * A read pays for trips. What is asked together travels together: the opening, with its proof, and the questions, in one packet, with one answer
 * to wait for. Each packet is a transaction of its own, which changes nothing for the reader: in READ COMMITTED every statement sees its
 * own moment anyway, and `hold` is for those who need one. Were the opening to fail, so would all behind it.
 */
export const readingLine = (client: pg.PoolClient, opening: Opening, proof?: AskedProof): Line => {
  let loading: Batch | undefined
  let last: Promise<void> = Promise.resolve()
  let proven: Promise<void> | undefined
  let isHeld = false
  let held: Promise<Line> | undefined
  let failed: unknown

  const load = (): Batch => {
    const batch = new Batch()
    if (proof && !proven) proven = quietly(batch.ask(proof.question).then(({ rows }) => accepted(proof, rows[0])))
    else void quietly(batch.ask(opening.statement)) // the answers behind it fail with it
    last = batch.done
    process.nextTick(() => {
      loading = undefined
      client.query(batch)
    })
    return batch
  }
  const askTogether = async <Row>(question: Question): Promise<Answers<Row>> => {
    loading ??= load()
    const answer = quietly(loading.ask<Row>(question))
    try {
      await proven
      return await answer
    } catch (error) {
      failed = error
      throw error
    }
  }
  const holding = async (): Promise<Line> => {
    if (proof) throw new Error('A read that is still to be proven can hold nothing')
    await last
    held ??= writingLine(client, opening)
    return held
  }
  return {
    ask: (question) => (isHeld ? holding().then((line) => line.ask(question)) : askTogether(question)),
    run: async (text, values) => (await holding()).run(text, values),
    hold: () => {
      isHeld = true
    },
    end: async (how) => {
      if (held) return (await held).end(how)
      // Not before: what is still on its way must not end up in the transaction of whoever is next.
      void last.then(() => client.release(isBroken(failed) ? failed : undefined))
    },
  }
}

const accepted = ({ accept }: AskedProof, row: unknown) => {
  if (!accept(row)) throw new Unproven('What this read was asked for does not hold any more')
}
class Unproven extends Error {}

/** Its failure is told where somebody waits for it. */
const quietly = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined)
  return work
}

// A statement that the server refused leaves the connection as it was, unless the tables changed below what is prepared on it. What is
// fatal ends it, and what the server never answered leaves it unusable.
const isBroken = (failure: unknown): failure is Error =>
  failure instanceof pg.DatabaseError
    ? failure.code === '0A000' || failure.severity !== 'ERROR'
    : failure instanceof Error && !(failure instanceof Unproven) && !(failure instanceof RangeError)
