import { Problem } from '#shared/problem.ts'

/** PostgreSQL's words for: not now. A lock or a statement took too long, or the server is stopping or full. */
const passing = new Set(['55P03', '57014', '25P03', '25P04', '57P01', '57P02', '57P03', '53300', '40001', '40P01'])
/** The connection's. */
const lost = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])
/** Fastify's and pg's own, which carry no code that is anybody's standard. */
const late = /^(Query read timeout|Connection terminated|timeout exceeded when trying to connect)/

/** What an overloaded portal or a database that does not answer makes of a request, as a problem: 503, try again. Else undefined. */
export const strainOf = (error: unknown): Problem | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown } // Node's, pg's and Fastify's carry these
  const isStrain = statusCode === 503 || (typeof code === 'string' && (passing.has(code) || lost.has(code))) || late.test(error.message)
  return isStrain
    ? new Problem('portal.busy', 503, { publicMessage: 'The portal is busy or its database is away. Try again in a moment.', cause: error })
    : undefined
}
