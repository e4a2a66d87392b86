import type { CallOf, Out } from '#shared/endpoint.ts'
import type { FieldProblem, ProblemBody } from '#shared/problem.ts'
import type { Contracts } from '../../rooms.endpoints.ts'

type EveryOf<C> = C extends unknown ? C[keyof C] : never
export type AnyEndpoint = EveryOf<Contracts>
/** Every request line that a contract names: `GET /customers/:id`. */
export type CallLine = AnyEndpoint['line']
// A table is looked up; picking from the union would compare every endpoint with every line.
type Table = { [E in AnyEndpoint as E['line']]: E }
export type EndpointAt<L extends CallLine> = Table[L]
export type InputOf<L extends CallLine> = CallOf<EndpointAt<L>>
export type ReplyAt<L extends CallLine> = EndpointAt<L> extends { reply: infer S } ? Out<S> : undefined

/** The input may be left out exactly when the endpoint asks for nothing. */
export type InputArgument<L extends CallLine, More = unknown> =
  object extends InputOf<L> ? [input?: InputOf<L> & More] : [input: InputOf<L> & More]

/** A refusal or a failure as the server worded it, or `network` when the server was not reached. */
export class CallProblem extends Error {
  override name = 'CallProblem'
  readonly code: string
  /** 0 when there was no answer at all. */
  readonly status: number
  /** A sentence for the reader. */
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly requestId: string | undefined

  constructor(code: string, status: number, detail: string, fields: FieldProblem[] = [], requestId?: string) {
    super(`${code}: ${detail}`)
    this.code = code
    this.status = status
    this.detail = detail
    this.fields = fields
    this.requestId = requestId
  }
}

/** What calls need of the session and tell it; set once by `session.tsx`. */
export type SessionLink = {
  epoch: () => number
  /** What every change carries besides the cookie; no other place holds it. */
  token: () => string | null
  /** Nobody is signed in any more; `why` is there when it was not the person's own doing. */
  signedOut: (why?: string) => void
  partnershipChanged: () => void
}
let link: SessionLink = { epoch: () => 0, token: () => null, signedOut: () => {}, partnershipChanged: () => {} }
export const linkSession = (next: SessionLink) => {
  link = next
}

/** Rises with every change of partnership: what was begun in another one is not told in this. */
export const currentEpoch = (): number => link.epoch()

/** Asks the person to prove again who they are; false when they would rather not. */
type ProofLink = () => Promise<boolean>
let askProof: ProofLink | undefined
export const linkProof = (next: ProofLink | undefined) => {
  askProof = next
}

/** `isBackground`: the page asks by itself, which keeps nobody signed in and asks nobody who they are. */
export type CallExtras = { signal?: AbortSignal; isBackground?: boolean }

let byItself = new AbortController()
/** While somebody leaves, the page asks nothing by itself: it would come back refused. Returns how to go on, should they stay. */
export const hush = () => {
  byItself.abort()
  return () => {
    byItself = new AbortController()
  }
}
const endedWith = ({ signal, isBackground }: CallExtras): AbortSignal | undefined =>
  !isBackground ? signal : signal ? AbortSignal.any([signal, byItself.signal]) : byItself.signal

/** One request of the portal, typed by its contract. Throws `CallProblem`; an aborted call throws the browser's AbortError. */
export const call = async <L extends CallLine>(line: L, ...[input]: InputArgument<L, CallExtras>): Promise<ReplyAt<L>> => {
  const response = await send(line, input)
  // The server's reply schema is the one that `ReplyAt` is inferred from, so its JSON has that type.
  if (response.status === 204) return undefined as ReplyAt<L>
  return (await response.json()) as ReplyAt<L>
}

/** The reply of a `file` endpoint and the name that the server gave it. `onBytes` counts what has arrived. */
export const fetchFile = async <L extends CallLine>(
  line: L,
  input: InputOf<L>,
  onBytes?: (received: number) => void,
): Promise<{ blob: Blob; name: string }> => {
  const response = await send(line, input)
  const chunks: BlobPart[] = []
  let received = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    chunks.push(part.value)
    received += part.value.byteLength
    onBytes?.(received)
  }
  const type = response.headers.get('content-type') ?? 'application/octet-stream'
  return { blob: new Blob(chunks, { type }), name: fileName(response.headers.get('content-disposition')) }
}

export type SendFileExtras = { file: Blob; signal?: AbortSignal; /** How much of it has left, 0 to 1. */ onShare?: (share: number) => void }

/** Brings a file to an `upload` endpoint. Throws `CallProblem`; one that is called off throws the browser's AbortError. */
export const sendFile = async <L extends CallLine>(
  line: L,
  input: InputOf<L> & SendFileExtras,
  isRepeated = false,
): Promise<ReplyAt<L>> => {
  const response = await carried(line, input)
  if (!response.ok) {
    const problem = await problemOf(response)
    if (await isProven(problem, isRepeated)) return sendFile(line, input, true)
    tellSession(problem)
    throw problem
  }
  return (await response.json()) as ReplyAt<L> // as in `call`
}

/** Only this older way of asking says how much has left. */
const carried = (line: CallLine, { file, signal, onShare, ...input }: SendFileExtras & LooseInput): Promise<Response> =>
  new Promise((resolve, reject) => {
    const [method = 'POST'] = line.split(' ')
    const asked = new XMLHttpRequest()
    const calledOff = () => asked.abort()
    const settle = (done: () => void) => {
      signal?.removeEventListener('abort', calledOff)
      done()
    }
    asked.open(method, `/api${callAddress(line, input)}`)
    for (const [name, value] of Object.entries(headersOf(method, input))) asked.setRequestHeader(name, value)
    asked.setRequestHeader('content-type', 'application/octet-stream')
    asked.upload.addEventListener('progress', ({ loaded, total }) => onShare?.(total === 0 ? 0 : loaded / total))
    asked.addEventListener('load', () => settle(() => resolve(new Response(asked.responseText, { status: asked.status }))))
    asked.addEventListener('abort', () => settle(() => reject(new DOMException('Called off', 'AbortError'))))
    asked.addEventListener('error', () => settle(() => reject(unreachable())))
    if (signal?.aborted) return reject(new DOMException('Called off', 'AbortError'))
    signal?.addEventListener('abort', calledOff)
    asked.send(file)
  })

export type ToldEvent = { name: string; id: string }

/** What a stream of the portal says, until it ends. `lastId` is what was heard before, so that nothing in between is missed. */
export const hearEvents = async (
  line: CallLine,
  { lastId, signal, heard }: { lastId: string | undefined; signal: AbortSignal; heard: (event: ToldEvent) => void },
): Promise<void> => {
  const [, path = ''] = line.split(' ')
  const response = await fetch(`/api${path}`, {
    credentials: 'same-origin',
    headers: { ...headersOf('GET', { isBackground: true }), ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
    signal: endedWith({ signal, isBackground: true }),
  })
  if (!response.ok) throw await problemOf(response)
  let waiting = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    const blocks = (waiting + part.value).split('\n\n')
    waiting = blocks.pop() ?? ''
    for (const block of blocks) {
      const said = (field: string) => new RegExp(`^${field}: (.*)$`, 'm').exec(block)?.[1]
      const name = said('event')
      if (name !== undefined) heard({ name, id: said('id') ?? '' })
    }
  }
}

export type LooseInput = { params?: object; query?: object; body?: unknown } & CallExtras

/** What a browser says of itself, by which the server notices a cookie that came to another one. Nothing that tells people apart. */
const deviceWords = (): string => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const said = { zone, cores: String(navigator.hardwareConcurrency ?? ''), touch: String(navigator.maxTouchPoints > 0) }
  return new URLSearchParams(said).toString().replaceAll('&', ';')
}

const headersOf = (method: string, { body, isBackground }: LooseInput): Record<string, string> => {
  const token = method === 'GET' ? null : link.token()
  return {
    'x-portal-epoch': String(link.epoch()),
    'x-portal-device': deviceWords(),
    ...(token === null ? {} : { 'x-portal-token': token }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(isBackground ? { 'x-portal-background': '1' } : {}),
  }
}

const send = async (line: string, given: unknown, isRepeated = false): Promise<Response> => {
  const input = (given ?? {}) as LooseInput // every `InputOf` is one of these, only narrower
  const [method = 'GET'] = line.split(' ')
  const response = await fetch(`/api${callAddress(line, input)}`, {
    method,
    credentials: 'same-origin',
    headers: headersOf(method, input),
    body: input.body === undefined ? undefined : JSON.stringify(input.body),
    signal: endedWith(input),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable()
  })
  if (response.ok) return response
  const problem = await problemOf(response)
  if (!input.isBackground && (await isProven(problem, isRepeated))) return send(line, given, true)
  tellSession(problem)
  throw problem
}

const unreachable = () => new CallProblem('network', 0, 'The portal could not be reached.')

/** Whether the person proved again who they are, so that the same may be asked once more. */
const isProven = async ({ code }: CallProblem, isRepeated: boolean): Promise<boolean> =>
  code === 'session.prove-again' && !isRepeated && (await askProof?.()) === true

const tellSession = (problem: CallProblem) => {
  if (problem.status === 401 && problem.code !== 'session.wrong-credentials')
    link.signedOut(problem.code === 'session.none' ? undefined : problem.detail)
  if (problem.code === 'request.no-token') link.signedOut() // another tab signed in anew: this one finds out as whom
  if (problem.code === 'session.partnership-changed') link.partnershipChanged()
}

/** The path and query of a call; `:names` are filled from `params`, lists are joined by commas, undefined is left out. */
export const callAddress = (line: string, input: LooseInput): string => {
  const params = new Map(Object.entries(input.params ?? {}))
  const path = (line.split(' ')[1] ?? '').replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params.get(name))))
  const query = searchOf(input.query)
  return query.size === 0 ? path : `${path}?${query}`
}

/** What a query says in an address. */
export const searchOf = (query: object = {}): URLSearchParams => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) search.set(name, Array.isArray(value) ? value.join(',') : String(value))
  return search
}

const problemOf = async (response: Response): Promise<CallProblem> => {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody> // anything may stand between us and the server
  return new CallProblem(
    body.code ?? `http-${response.status}`,
    response.status,
    body.detail ?? 'The portal could not answer.',
    body.fields ?? [],
    body.requestId ?? response.headers.get('x-request-id') ?? undefined,
  )
}

const fileName = (disposition: string | null): string => {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (encoded) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? 'download'
}
