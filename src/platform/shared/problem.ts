/** One field of a request that was refused, as the form or the caller named it. */
export type FieldProblem = { path: string; message: string }

export type ProblemParts = {
  /** What the caller may read; a sentence. */
  publicMessage: string
  /** What only our log may read. */
  internalMessage?: string
  fields?: FieldProblem[]
  cause?: unknown
}

/**
 * The one error that we mean to show. Anything else that is thrown is a bug and answers 500 with a generic text.
 * `code` follows the house's dotted grammar (`contact.type-taken`), `status` is the HTTP status it maps to.
 */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: string
  readonly status: number
  readonly publicMessage: string
  readonly internalMessage: string | undefined
  readonly fields: FieldProblem[] | undefined

  constructor(code: string, status: number, parts: ProblemParts) {
    super(parts.internalMessage ?? parts.publicMessage, { cause: parts.cause })
    this.code = code
    this.status = status
    this.publicMessage = parts.publicMessage
    this.internalMessage = parts.internalMessage
    this.fields = parts.fields
  }
}

/** A refusal that one field of the request is to blame for: a form says it there. */
export const fieldProblem = (code: string, status: number, { path, message }: FieldProblem): Problem =>
  new Problem(code, status, { publicMessage: message, fields: [{ path, message }] })

/** What you may not see answers exactly as what does not exist. */
export const notFound = () => new Problem('not-found', 404, { publicMessage: 'There is nothing here, or you may not see it.' })

/** RFC 9457 body, as every process of ours sends it. */
export type ProblemBody = {
  type: string
  title: string
  status: number
  code: string
  detail: string
  requestId: string
  fields?: FieldProblem[]
}

export const problemBody = (problem: Problem, requestId: string): ProblemBody => ({
  type: `urn:partner-portal:problem:${problem.code}`,
  title: problem.code,
  status: problem.status,
  code: problem.code,
  detail: problem.publicMessage,
  requestId,
  ...(problem.fields ? { fields: problem.fields } : {}),
})
