import { sql } from 'kysely'
import { notFound } from '#shared/problem.ts'
import { pageFrom, readCursor } from '#shared/paging.ts'
import type { Tx } from '#server/db.ts'
import type { MailDetail, MailLine } from './contract.ts'
import type { MailState } from './rules.ts'

type Row = {
  id: number
  address: string
  kind: string
  subject: string
  state: MailState
  tries: number
  created_at: string
  changed_at: string
}

/**
 * Where the mails are read from. A portal that sends nothing (`keepsAll`) has no process that would mark its mails as kept: what waits in
 * it is as good as kept.
 */
export type Outbox = { keepsAll: boolean; origin: string }

export type MailsAsked = { state?: MailState | undefined; limit: number; cursor?: string | undefined }

/** A page of the mails, the newest first. */
export const listMails = async (tx: Tx, outbox: Outbox, { state, limit, cursor }: MailsAsked) => {
  const after = cursor ? sql`and m.id < ${readCursor(cursor, 'whole').id}` : sql``
  const inState = state ? sql`and ${shownState(outbox)} = ${state}` : sql``
  const rows = await tx.rows(sql<Row>`
    select ${columns(outbox)} from mail m
     where true ${inState} ${after} order by m.id desc limit ${limit + 1}`)
  const { items, next } = pageFrom(rows, limit, ({ id }) => ({ value: null, id }))
  return { items: items.map((row) => lineFrom(tx, row)), next }
}

/** Whether the newest mails are kept rather than sent. */
export const isKeeping = async (tx: Tx, { keepsAll }: Outbox): Promise<boolean> => {
  const newest = await tx.first(sql<{ state: MailState }>`select state from mail where state <> 'queued' order by id desc limit 1`)
  return keepsAll || newest?.state === 'kept'
}

/** One mail with its text. Throws 404. */
export const getMail = async (tx: Tx, outbox: Outbox, outer: string): Promise<Omit<MailDetail, 'ticket'> & { hasHtml: boolean }> => {
  const row = await tx.first(sql<DetailRow>`
    select ${columns(outbox)}, m.paragraphs, m.link_label, m.link_path, m.error, m.body_text, m.body_html is not null as has_html
      from mail m where m.id = ${tx.ids.inner('mai', outer)}`)
  if (!row) throw notFound()
  const { link_label: label, link_path: path } = row
  return {
    ...lineFrom(tx, row),
    paragraphs: row.body_text === null ? row.paragraphs : [row.body_text],
    link: row.state === 'kept' && label !== null && path !== null ? { label, url: `${outbox.origin}${path}` } : null,
    hasHtml: row.has_html,
    error: row.error,
  }
}

type DetailRow = Row & {
  paragraphs: string[]
  link_label: string | null
  link_path: string | null
  error: string | null
  body_text: string | null
  has_html: boolean
}

/** A kept mail as it would look. Throws 404 for any that has no content of its own. */
export const getHtml = async (tx: Tx, outer: string): Promise<string> => {
  const row = await tx.first(sql<{ html: string | null }>`
    select body_html as html from mail where id = ${tx.ids.inner('mai', outer)} and state = 'kept'`)
  if (!row?.html) throw notFound()
  return row.html
}

const shownState = ({ keepsAll }: Outbox) => (keepsAll ? sql`case m.state when 'queued' then 'kept' else m.state end` : sql`m.state`)

const columns = (outbox: Outbox) => sql`
  m.id, m.address, m.kind, m.subject, ${shownState(outbox)} as state, m.tries, m.created_at, m.changed_at`

const lineFrom = (tx: Tx, row: Row): MailLine => ({
  id: tx.ids.outer('mai', row.id),
  address: row.address,
  kind: row.kind,
  subject: row.subject,
  state: row.state,
  tries: row.tries,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})
