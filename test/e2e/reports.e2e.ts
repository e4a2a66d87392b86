import { createHash, X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { answerProblems } from '#server/app.ts'
import { createHttp } from '#server/http.ts'
import { mountReports } from '#server/reports.ts'
import { mountWeb } from '#server/web.ts'
import { findChromium } from '../../scripts/chromium.mjs'
import { certificates } from '../certificates.ts'

// A page that somebody got markup into: everything that they could try.
const spoilt = `<!doctype html><html><head><title>Spoilt</title>
  <meta property="csp-nonce" nonce="__CSP_NONCE__">
  <script>document.title = 'inline script ran'</script>
  <base href="http://evil.example/">
</head><body>
  <p style="color: red" id="styled">text</p>
  <img src="http://127.0.0.1:9/pixel.png" onerror="document.title = 'handler ran'">
  <iframe src="http://127.0.0.1:9/frame"></iframe>
  <script nonce="__CSP_NONCE__">
    window.ran = true
    try { document.getElementById('styled').innerHTML = '<b>x</b>' } catch (error) { window.refused = error.name }
    try { eval('1') } catch (error) { window.noEval = error.name }
  </script>
</body></html>`

// A browser believes this one certificate as if somebody known had signed it.
const spki = createHash('sha256')
  .update(new X509Certificate(certificates.one.cert).publicKey.export({ type: 'spki', format: 'der' }))
  .digest('base64')

test.each([
  ['http', undefined],
  ['https', { cert: Buffer.from(certificates.one.cert), key: Buffer.from(certificates.one.key), minVersion: 'TLSv1.2' as const }],
])('over %s a real browser does nothing of what a spoilt page asks for, and tells', { timeout: 120_000 }, async (_scheme, tls) => {
  const told: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void told.push((JSON.parse(line) as { directive: string }).directive) }) // reports.ts writes it
  const folder = await mkdtemp(join(tmpdir(), 'portal-reports-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), spoilt)
  const app = createHttp(log, { unready: async () => undefined }, { ...(tls ? { tls } : {}), isSecure: tls !== undefined })
  answerProblems(app)
  mountReports(app)
  await mountWeb(app, folder, { isSecure: tls !== undefined })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-component-update',
      '--disable-sync',
      '--short-reporting-delay',
      `--ignore-certificate-errors-spki-list=${spki}`,
    ],
  })
  try {
    const page = await browser.newPage()
    await page.goto(base)
    expect(await page.title()).toBe('Spoilt')
    expect(await page.evaluate('[window.ran, window.refused, window.noEval, document.baseURI]')).toEqual([
      true,
      'TypeError', // a text where a trusted type is asked for
      'EvalError',
      `${base}/`,
    ])
    expect(await page.evaluate('getComputedStyle(document.getElementById("styled")).color')).not.toBe('rgb(255, 0, 0)')
    await expect
      .poll(() => [...new Set(told)].toSorted(), { timeout: 60_000 })
      .toEqual(
        expect.arrayContaining(['base-uri', 'frame-src', 'img-src', 'require-trusted-types-for', 'script-src-elem', 'style-src-attr']),
      )
  } finally {
    await browser.close()
    await app.close()
    await rm(folder, { recursive: true })
  }
})
