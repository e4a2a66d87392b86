import { PassThrough } from 'node:stream'
import { Problem } from '#shared/problem.ts'
import type { Portal } from './deployment.ts'
import type { Answer } from './serve.ts'

/** A reply that goes on: events that the browser hears as they happen (server-sent events). */
export type Stream = {
  /** What the browser is told. It says `id` again when it comes back after a break. */
  say: (event: string, id: string) => void
  end: () => void
}

/** Proxies and browsers give up what is silent for long. */
const heartbeatMs = 20_000
/** Whoever does not read what they asked for is cut off rather than waited for. */
const mostUnreadBytes = 16_384

type Streams = { open: Set<Stream>; isClosing: boolean }
const portals = new WeakMap<Portal, Streams>()
const streamsOf = (portal: Portal): Streams => {
  const known = portals.get(portal) ?? { open: new Set(), isClosing: false }
  portals.set(portal, known)
  return known
}

/** Answers with a stream; `onEnd` is called once, whoever ended it. 503 while the process stops: another one takes it. */
export const openStream = (portal: Portal, answer: Answer, onEnd: () => void): Stream => {
  const streams = streamsOf(portal)
  if (streams.isClosing)
    throw new Problem('portal.stopping', 503, { publicMessage: 'The portal is being restarted. Try again in a moment.' })
  const body = new PassThrough()
  const write = (text: string) => {
    if (body.writableLength > mostUnreadBytes) stream.end()
    else if (!body.writableEnded) body.write(text)
  }
  const stream: Stream = {
    say: (event, id) => write(`id: ${id}\nevent: ${event}\ndata: ${event}\n\n`),
    end: () => void body.end(),
  }
  const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs)
  const ended = () => {
    clearInterval(heartbeat)
    if (!streams.open.delete(stream)) return
    body.destroy()
    onEnd()
  }
  streams.open.add(stream)
  body.once('end', ended)
  answer.raw.once('close', ended)
  // A proxy that collects a reply before it passes it on would hold every event back.
  answer.header('content-type', 'text/event-stream; charset=utf-8').header('x-accel-buffering', 'no')
  answer.send(body)
  write(':\n\n') // headers leave with the first word
  return stream
}

/** Ends every stream of a portal that stops, so that closing waits for none; browsers come back to another process. */
export const endStreams = (portal: Portal): void => {
  const streams = streamsOf(portal)
  streams.isClosing = true
  for (const stream of streams.open) stream.end()
}
