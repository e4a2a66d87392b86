import type { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Line = `${Method} /${string}`

export type EndpointParts = {
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The body is a file, as it is: handed on as it comes, and not held in memory. */
  upload?: true
  /** What leaves; a key that it lacks can't leave. Absent: 204 without a body, or a file (`file: true`). */
  reply?: z.ZodType
  /** The reply is a download, streamed by the handler. */
  file?: true
  /**
   * Opened by the browser itself, with the cookie alone: what else a page says of its device is missing. The address holds a secret, or
   * other sites' pages are refused (`refuseOtherSites`).
   */
  byLink?: true
  /** The reply goes on until one of both ends it: with `file`. */
  stream?: true
  /** Of a body; absent: a megabyte. */
  largestBytes?: number
}

export type Endpoint<L extends Line = Line, P extends EndpointParts = EndpointParts> = P & {
  /** `GET /customers/:id`, below the `/api` of the portal. */
  line: L
  method: Method
  path: string
}

/** Declares one request that a room answers: its line, what it takes and what it replies. Unknown query and body keys are refused. */
export const endpoint = <const L extends Line, const P extends EndpointParts>(line: L, parts: P): Endpoint<L, P> => {
  const [method, path] = line.split(' ') as [Method, string] // the type of `line` says so
  return { ...parts, line, method, path }
}

// Asked of zod's own mark: comparing whole schema types with each other costs the compiler minutes.
type In<S> = S extends { _zod: { input: infer T } } ? T : undefined
export type Out<S> = S extends { _zod: { output: infer T } } ? T : undefined

export type ParamsOf<E> = E extends { params: infer S } ? Out<S> : undefined
export type QueryOf<E> = E extends { query: infer S } ? Out<S> : undefined
export type BodyOf<E> = E extends { upload: true } ? AsyncIterable<Uint8Array> : E extends { body: infer S } ? Out<S> : undefined
/** What a handler returns, before serialisation. */
export type ReplyOf<E> = E extends { file: true } ? undefined : E extends { reply: infer S } ? In<S> : undefined

/** What a caller sends: only the parts that the endpoint names. */
export type CallOf<E> = (E extends { params: infer S } ? { params: In<S> } : unknown) &
  (E extends { query: infer S } ? (object extends In<S> ? { query?: In<S> } : { query: In<S> }) : unknown) &
  (E extends { body: infer S } ? { body: In<S> } : unknown)
