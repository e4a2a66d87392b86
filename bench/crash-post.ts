import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'

export type Received = { to: string; messageId: string }

/** A mail server on this machine that takes a moment for each message, so that a sender can die while it does. */
export const openMailServer = async () => {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, done) => {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
      stream.on('end', () => {
        const messageId = /^message-id:\s*<([^>]+)>/im.exec(text)?.[1] ?? ''
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        const take = async () => {
          await sleep(Math.random() * 30)
          received.push({ to, messageId }) // taken, whether the sender lives to hear it or not
          await sleep(Math.random() * 30)
          done()
        }
        void take()
      })
    },
  })
  server.on('error', () => undefined) // a client that was killed
  const port = await new Promise<number>((up) => {
    const listening = server.listen(0, '127.0.0.1', () => up((listening.address() as AddressInfo).port)) // a TCP server's address
  })
  return { received, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((done) => server.close(() => done())) }
}
