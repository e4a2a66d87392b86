import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach } from 'vitest'

export type Received = { from: string; to: string[]; text: string }

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Ended when the test is. */
export const stopAfterTest = (stop: () => Promise<void>) => void stops.push(stop)

/** A mail server on this machine; what it was given is in `received`. `stop` ends it before its time. */
export const mailServer = async (options: SMTPServerOptions = {}) => {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined) // a client that hangs up
  const port = await new Promise<number>((up) => {
    const listening = server.listen(0, '127.0.0.1', () => up((listening.address() as AddressInfo).port)) // a TCP server's address
  })
  const stop = () => new Promise<void>((done) => server.close(() => done()))
  stopAfterTest(stop)
  return { received, port, stop }
}

/** A quoted-printable body as it was before. */
export const decoded = (quoted: string) => {
  const bytes = quoted
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

export type Part = { type: string; encoding: string; body: string }

/** A mail with two parts, taken apart: its header lines unfolded, and its parts decoded. */
export const parseMail = (text: string): { header: Record<string, string>; parts: Part[] } => {
  const [head = ''] = text.split('\r\n\r\n')
  const header = headerOf(head)
  const boundary = /boundary="?([^";]+)"?/.exec(header['content-type'] ?? '')?.[1]
  if (!boundary) return { header, parts: [] }
  const parts = text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const at = part.indexOf('\r\n\r\n')
      const own = headerOf(part.slice(2, at))
      const encoding = own['content-transfer-encoding'] ?? '7bit'
      const raw = part.slice(at + 4)
      const body = encoding === 'base64' ? Buffer.from(raw, 'base64').toString() : encoding === 'quoted-printable' ? decoded(raw) : raw
      return { type: own['content-type'] ?? '', encoding, body }
    })
  return { header, parts }
}

const headerOf = (head: string): Record<string, string> =>
  Object.fromEntries(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
