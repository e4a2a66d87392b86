import { sql } from 'kysely'
import { pino } from 'pino'
import { expect } from 'vitest'
import type { Running } from '#server/jobs.ts'
import { exportables } from '../../rooms.exports.ts'
import type { Answered, Asked, Name, World } from '../../../test/world.ts'
import { makeExport } from './making.actions.ts'

export const usageLine = 'GET /report/usage/workbook'

/** What the engine is given, in the world of the tests. */
export const runningIn = ({ portal }: World): Running => ({ ...portal, log: pino({ level: 'silent' }) })

/** Work that nobody interrupts or looks at. */
export const unhurried = () => ({ signal: new AbortController().signal, progress: async () => undefined })

export const exportsOf = (world: World) => {
  const ask = (as: Name, line = usageLine, query: Record<string, string> = {}) => world.ask(as, 'POST /exports', { body: { line, query } })
  const whichOf = (id: string) =>
    world.arrange(async (tx) => {
      const found = await tx.first(
        sql<{ partner_id: number; id: number }>`select partner_id, id from export_job where id = ${tx.ids.inner('exp', id)}`,
      )
      if (!found) throw new Error(`No export ${id}`)
      return { partnerId: found.partner_id, exportId: found.id }
    })
  const make = async (id: string, running = runningIn(world)) => makeExport(running, exportables, await whichOf(id), unhurried())
  const asked = async (as: Name, line?: string, query?: Record<string, string>): Promise<string> => {
    const { status, body } = await ask(as, line, query)
    expect(status, JSON.stringify(body)).toBe(200)
    return String(body.id)
  }
  return {
    /** Asks for one. */
    ask,
    /** The key inside of one that was asked for. */
    whichOf,
    /** Builds one as the engine does. */
    make,
    asked,
    /** Asks for one that is ready then. */
    ready: async (as: Name, line?: string, query?: Record<string, string>): Promise<string> => {
      const id = await asked(as, line, query)
      await make(id)
      return id
    },
    /** Asks for one and downloads it. */
    downloaded: async (as: Name, line?: string, query?: Record<string, string>): Promise<Answered> => {
      const id = await asked(as, line, query)
      await make(id)
      const { body } = await world.ask(as, 'POST /exports/:id/tickets', { params: { id } })
      return world.ask(as, 'GET /exports/files/:ticket', { params: { ticket: String(body.ticket) } })
    },
    one: (as: Name | null, id: string) => world.ask(as, 'GET /exports/:id', { params: { id } }),
    ticket: (as: Name | null, id: string) => world.ask(as, 'POST /exports/:id/tickets', { params: { id } }),
    /** Opens a ticket as a browser does that follows a link. */
    open: (cookie: string | undefined, ticket: string, more: Asked = {}): Promise<Answered> =>
      world.send(cookie, 'GET /exports/files/:ticket', { params: { ticket }, ...more }),
    keys: async () => {
      const keys: string[] = []
      for await (const { key } of world.portal.files.list('exports/')) keys.push(key)
      return keys
    },
  }
}
