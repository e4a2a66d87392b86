import { isIP } from 'node:net'
import { PassThrough } from 'node:stream'
import { createTransport, type NodemailerError } from 'nodemailer'
import { oneLine } from '#server/mail.ts'
import { refusalOf, type Refusal } from './refusal.rules.ts'

export type Message = {
  /** The same for every try of a mail, so that a mail program shows a second copy as one. */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
  /** Where the mail program's own button unsubscribes with one click (RFC 8058). */
  unsubscribeUrl?: string | undefined
}

/**
 * What became of a message. `sent`: the server took it. `refused`: it never will (`address`: because of whom it goes to). `later`: it did not leave, another try may succeed
 * (`isServer`: no other message would have left either). `unknown`: the connection broke after it was handed over.
 */
export type Outcome =
  | { is: 'sent' }
  | { is: 'refused'; reason: string; address?: Refusal }
  | { is: 'unknown'; reason: string }
  | { is: 'later'; reason: string; isServer: boolean }

export type Post = (message: Message) => Promise<Outcome>

/** How long one sending may take at the most. */
export const deadlineSeconds = 60

export type PostOptions = {
  /** `smtp://user:password@host:587` (the connection is made secure before anything is said) or `smtps://…:465`. */
  url: string
  from: { name: string; address: string }
  /** Silence that is waited for. */
  silenceSeconds?: number
  /** The certificate that is trusted; absent: what Node trusts. */
  ca?: string
}

/** A mail server. Without TLS it is spoken to on this machine only. */
export const openPost = ({ url, from, silenceSeconds = 20, ca }: PostOptions): Post => {
  const server = new URL(url)
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const isHere = isLoopback(host)
  const isTlsFromTheStart = server.protocol === 'smtps:'
  const options = {
    host,
    port: server.port ? Number(server.port) : isTlsFromTheStart ? 465 : 587,
    secure: isTlsFromTheStart,
    requireTLS: !isTlsFromTheStart && !isHere,
    ignoreTLS: !isTlsFromTheStart && isHere,
    ...(ca ? { tls: { ca } } : {}),
    ...(server.username ? { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } } : {}),
    connectionTimeout: 10_000,
    greetingTimeout: silenceSeconds * 1000,
    socketTimeout: silenceSeconds * 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  return async ({ messageId, to, subject, text, html, unsubscribeUrl }) => {
    let isHandedOver = false
    const transport = createTransport(options)
    // The text is read once the server has let us in; before that nothing can have left.
    transport.use('stream', ({ message }, done) => {
      message.transform(() => {
        isHandedOver = true
        return new PassThrough()
      })
      done()
    })
    try {
      await transport.sendMail({
        messageId: `<${messageId}>`,
        from,
        to: { name: '', address: to },
        subject,
        text,
        html,
        headers: {
          'auto-submitted': 'auto-generated',
          ...(unsubscribeUrl ? { 'list-unsubscribe': `<${unsubscribeUrl}>`, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' } : {}),
        },
        signal: AbortSignal.timeout(deadlineSeconds * 1000),
      })
      return { is: 'sent' }
    } catch (error) {
      return outcomeOf(error as NodemailerError, isHandedOver) // what it rejects with
    } finally {
      transport.close()
    }
  }
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const outcomeOf = ({ code, permanent, responseCode, message, command }: NodemailerError, isHandedOver: boolean): Outcome => {
  const reason = oneLine(message)
  if (permanent && code === 'EENVELOPE' && command === 'RCPT TO')
    return { is: 'refused', reason, address: refusalOf({ code: responseCode, text: message }) }
  if (permanent && (code === 'EENVELOPE' || code === 'EMESSAGE')) return { is: 'refused', reason }
  if (isHandedOver && responseCode === undefined) return { is: 'unknown', reason }
  return { is: 'later', reason, isServer: !isHandedOver }
}
