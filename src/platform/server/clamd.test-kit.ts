import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Scanner } from './deployment.ts'

/**
 * Speaks clamd's protocol and knows one piece of malware: the string that all scanners were given to be tried with. Like clamd it hangs up
 * on more than `mostBytes`, and answers what else it is told.
 */
export const openScanner = async ({ mostBytes = 1_000_000, answers = undefined as string | undefined } = {}) => {
  const heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    void attend(socket, { mostBytes, answers }).then((content) => content && heard.push(content), () => socket.destroy()) // prettier-ignore
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const scanner: Scanner = { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 }
  return {
    scanner,
    heard,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const malware = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

const attend = async (
  socket: Socket,
  { mostBytes, answers }: { mostBytes: number; answers: string | undefined },
): Promise<Buffer | undefined> => {
  const say = (text: string): undefined => {
    socket.end(`${text}\0`)
  }
  let waiting: Buffer = Buffer.alloc(0)
  let hasCommand = false
  let size = 0
  const parts: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    waiting = Buffer.concat([waiting, chunk])
    if (!hasCommand) {
      const end = waiting.indexOf(0)
      if (end < 0) continue
      if (waiting.toString('latin1', 0, end) !== 'zINSTREAM') return say('UNKNOWN COMMAND')
      waiting = waiting.subarray(end + 1)
      hasCommand = true
    }
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE(0)
      if (length === 0) {
        const content = Buffer.concat(parts)
        say(answers ?? (content.includes(malware) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK'))
        return content
      }
      size += length
      if (size > mostBytes) return say('INSTREAM size limit exceeded. ERROR')
      if (waiting.length < 4 + length) {
        size -= length
        break
      }
      parts.push(waiting.subarray(4, 4 + length))
      waiting = waiting.subarray(4 + length)
    }
  }
  return undefined
}
