import { refusalOf, type Refusal } from './refusal.rules.ts'

export type Bounce = {
  /** Of the mail that came back, without its angle brackets. */
  messageId: string
  recipient: string
  status: string
  refusal: Refusal
  /** What the other mail server said. */
  reason: string
}

/**
 * What a delivery status notification (RFC 3464) says, one entry for each address that the mail did not reach. Empty for any other message:
 * a delay, a receipt, an answer of somebody's holiday.
 */
export const readBounce = (message: string): Bounce[] => {
  const whole = partOf(message)
  if (!/^multipart\/report\b/i.test(whole.type) || !/report-type="?delivery-status"?/i.test(whole.type)) return []
  const parts = partsOf(whole)
  const report = parts.find(({ type }) => /^message\/(global-)?delivery-status\b/i.test(type))
  const original = parts.find(({ type }) => /^(message\/(rfc822|global)|text\/rfc822-headers|message\/global-headers)\b/i.test(type))
  if (!report || !original) return []
  const messageId = /<([^<>\s]+)>/.exec(fieldOf(headOf(decoded(original)), 'message-id') ?? '')?.[1]
  if (!messageId) return []
  const [, ...recipients] = decoded(report).split(/\n[ \t]*\n+/) // the first group is about the mail, each other one about an address
  return recipients.flatMap((group) => {
    const status = /^\s*([245]\.\d{1,3}\.\d{1,3})/.exec(fieldOf(group, 'status') ?? '')?.[1]
    const recipient = addressIn(fieldOf(group, 'original-recipient')) ?? addressIn(fieldOf(group, 'final-recipient'))
    if (!status || !recipient || fieldOf(group, 'action')?.trim().toLowerCase() !== 'failed') return []
    const reason = (fieldOf(group, 'diagnostic-code') ?? '').replace(/^\s*smtp\s*;\s*/i, '').trim() || status
    return [{ messageId, recipient, status, refusal: refusalOf({ status, text: reason }), reason }]
  })
}

/** The mail's own header; what follows it is its text, which may hold anything. */
const headOf = (mail: string): string => mail.split('\n\n')[0] ?? ''

type Part = { type: string; encoding: string; body: string }

const partOf = (text: string): Part => {
  const lines = text.replace(/\r\n?/g, '\n')
  const end = lines.indexOf('\n\n')
  const head = end < 0 ? lines : lines.slice(0, end)
  return {
    type: (fieldOf(head, 'content-type') ?? 'text/plain').trim(),
    encoding: (fieldOf(head, 'content-transfer-encoding') ?? '').trim().toLowerCase(),
    body: end < 0 ? '' : lines.slice(end + 2),
  }
}

const partsOf = ({ type, body }: Part): Part[] => {
  const [, quoted, plain] = /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? []
  const boundary = quoted ?? plain
  if (!boundary) return []
  const parts = `\n${body}`.split(`\n--${boundary}`)
  return parts
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => partOf(part.replace(/^[ \t]*\n/, '')))
}

/** A header's value with its folded lines. */
const fieldOf = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\n[ \t]+/g, ' ')

const addressIn = (field: string | undefined): string | undefined =>
  /;\s*<?([^\s<>;]+@[^\s<>;]+?)>?\s*$/.exec(field ?? '')?.[1]?.toLowerCase()

const decoded = ({ encoding, body }: Part): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString().replace(/\r\n?/g, '\n')
  if (encoding !== 'quoted-printable') return body
  return body.replace(/=\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
