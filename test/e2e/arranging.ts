import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { callFrom } from '../../scripts/call-from.ts'

/** Asks as the page's person; what is refused fails the journey. */
export const asked = async <T>(page: Page, method: string, path: string, body?: unknown): Promise<T> => {
  const { token } = (await callFrom(page, 'GET', '/start')).body as { token: string } // the contract's reply
  const answer = await callFrom(page, method, path, { token, ...(body === undefined ? {} : { body }) })
  expect([method, path, answer.status, answer.status < 300 ? '' : answer.body]).toEqual([method, path, answer.status, ''])
  return answer.body as T // each journey names the part of the reply that it reads
}

export type Versioned = { id: string; version: number }

/** A block that says something. */
export const sentence = (text: string) => ({
  id: crypto.randomUUID(), kind: 'text', width: 'full',
  settings: { text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] } },
}) // prettier-ignore

/** Gives a room its blocks, as the editor would save them. */
export const fill = async (page: Page, room: string, blocks: unknown[]): Promise<Versioned> => {
  const { version } = await asked<Versioned>(page, 'GET', `/drafts/${room}`)
  return asked<Versioned>(page, 'PUT', `/drafts/${room}`, { version, blocks })
}
