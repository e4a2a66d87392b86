import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Problem } from '#shared/problem.ts'
import { reportsPath } from './headers.ts'

const largestBytes = 16_384
/** Of all browsers together: a page that is wrong for everybody is told often enough. */
const perMinute = 60

/** What is used of a report; browsers say more, and each its own. Both spellings: the older one has hyphens. */
const Told = z.object({
  'effective-directive': z.string().optional(),
  'violated-directive': z.string().optional(),
  'blocked-uri': z.string().optional(),
  'document-uri': z.string().optional(),
  'source-file': z.string().optional(),
  'line-number': z.number().optional(),
  effectiveDirective: z.string().optional(),
  blockedURL: z.string().optional(),
  documentURL: z.string().optional(),
  sourceFile: z.string().optional(),
  lineNumber: z.number().optional(),
})
const Older = z.object({ 'csp-report': Told })
const Newer = z.array(z.object({ type: z.string(), body: z.unknown() })).max(20)

/**
 * Takes browsers' reports of what the content security policy refused, from anybody, and logs each with their number since the start.
 * Nothing is stored and nothing is answered. What they say is not to be believed: anybody can send it.
 */
export const mountReports = (app: FastifyInstance, now: () => number = Date.now): void => {
  const tally = { told: 0, allowance: perMinute, at: now() }
  const mayTell = () => {
    const at = now()
    tally.allowance = Math.min(perMinute, tally.allowance + ((at - tally.at) / 60_000) * perMinute)
    tally.at = at
    if (tally.allowance < 1) return false
    tally.allowance--
    return true
  }
  // Of its own, because only here may a body be anything but plain JSON.
  void app.register(async (own) => {
    own.removeAllContentTypeParsers()
    own.addContentTypeParser(
      ['application/csp-report', 'application/reports+json'],
      { parseAs: 'string', bodyLimit: largestBytes },
      own.getDefaultJsonParser('error', 'error'),
    )
    own.post(reportsPath, (request, reply) => {
      if (!mayTell())
        throw new Problem('report.too-many', 429, {
          publicMessage: 'There are more reports than are read. Nothing is lost by not sending them.',
        })
      for (const report of reportsIn(request.body)) {
        tally.told++
        request.log.warn({ ...report, sinceStart: tally.told }, 'the content security policy refused something')
      }
      return reply.status(204).send()
    })
  })
}

const reportsIn = (body: unknown) => {
  const older = Older.safeParse(body)
  if (older.success) return [lineOf(older.data['csp-report'])]
  const newer = Newer.safeParse(body)
  if (!newer.success) throw new Problem('report.unreadable', 400, { publicMessage: 'This is no report of a content security policy.' })
  return newer.data.flatMap(({ type, body: said }) => {
    const told = type === 'csp-violation' ? Told.safeParse(said) : undefined
    return told?.success ? [lineOf(told.data)] : []
  })
}

const lineOf = (told: z.infer<typeof Told>) => ({
  directive: short(told.effectiveDirective ?? told['effective-directive'] ?? told['violated-directive']),
  blocked: place(told.blockedURL ?? told['blocked-uri']),
  page: place(told.documentURL ?? told['document-uri']),
  source: place(told.sourceFile ?? told['source-file']),
  line: told.lineNumber ?? told['line-number'],
})

const short = (text: string | undefined) => text?.slice(0, 200)

/** Without query and fragment: a link's secret is in there. */
const place = (url: string | undefined) => short(url?.replace(/[?#].*$/s, ''))
