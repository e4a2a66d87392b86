import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as later } from 'node:timers/promises'
import type { Scanner } from './deployment.ts'

export type Finding = { isClean: true } | { isClean: false; name: string }

/** A large file is unpacked and looked through before anything is said. */
const silenceMs = 120_000
/** No answer of a scanner is as long. */
const longestAnswer = 1_000

/**
 * Has clamd look at what the stream brings (its `INSTREAM` command). Throws when it can't be reached, gives up, or answers what is no
 * verdict: a file that was not looked at is not clean.
 */
export const scan = async ({ host, port }: Scanner, content: AsyncIterable<Uint8Array>): Promise<Finding> => {
  const socket = connect({ host, port })
  socket.setTimeout(silenceMs, () => socket.destroy(new Error('The scanner has not answered for two minutes')))
  const answered = answerOf(socket)
  answered.catch(() => undefined) // thrown below; sending may break first
  try {
    await pipeline(content, framed, socket, { end: false })
    return verdictOf(await answered)
  } catch (error) {
    // A scanner that has had enough says so and closes while the file is still on its way.
    const early = await Promise.race([answered.catch(() => undefined), later(500, undefined)])
    if (early !== undefined) return verdictOf(early)
    throw error
  } finally {
    socket.destroy()
  }
}

/** The command, then each part with its length before it, then a length of nothing. */
async function* framed(content: AsyncIterable<Uint8Array>) {
  yield Buffer.from('zINSTREAM\0')
  for await (const part of content) {
    if (part.byteLength === 0) continue
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part.byteLength)
    yield length
    yield part
  }
  yield Buffer.alloc(4)
}

const answerOf = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => {
      heard += part
      if (heard.includes('\0') || heard.length > longestAnswer) resolve(heard.slice(0, longestAnswer).split('\0')[0] ?? '')
    })
    socket.on('error', reject)
    socket.on('close', () => (heard ? resolve(heard) : reject(new Error('The scanner hung up without a word'))))
  })

const verdictOf = (answer: string): Finding => {
  if (answer === 'stream: OK') return { isClean: true }
  const name = /^stream: (.+) FOUND$/.exec(answer)?.[1]
  if (name === undefined) throw new Error(`The scanner gave no verdict: ${JSON.stringify(answer.slice(0, 200))}`)
  return { isClean: false, name }
}
