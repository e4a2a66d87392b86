import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { scan } from './clamd.ts'
import { openScanner } from './clamd.test-kit.ts'

const malware = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
let open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()))
  open = []
})
const opened = async (parts?: Parameters<typeof openScanner>[0]) => {
  const one = await openScanner(parts)
  open.push(one)
  return one
}
const bytes = (...parts: (string | Buffer)[]) => Readable.from(parts.map((part) => Buffer.from(part)))

describe('a scanner', () => {
  it('is sent the whole file, and its word counts', async () => {
    const { scanner, heard } = await opened()
    const large = randomBytes(700_000)
    expect(await scan(scanner, bytes(large.subarray(0, 300_000), Buffer.alloc(0), large.subarray(300_000)))).toEqual({ isClean: true })
    expect(heard[0]?.equals(large)).toBe(true)
    expect(await scan(scanner, bytes('before ', malware, ' behind'))).toEqual({ isClean: false, name: 'Eicar-Test-Signature' })
    expect(await scan(scanner, bytes())).toEqual({ isClean: true })
  })
  it('calls nothing clean that it did not look at to its end', async () => {
    const { scanner } = await opened({ mostBytes: 100_000 })
    await expect(scan(scanner, bytes(randomBytes(5_000_000)))).rejects.toThrow(/size limit exceeded/)
    await expect(scan(scanner, bytes(Buffer.alloc(100_001)))).rejects.toThrow(/size limit exceeded/)
    expect(await scan(scanner, bytes(Buffer.alloc(100_000)))).toEqual({ isClean: true })
  })
  it('finds what hides behind its limits, as it is told to', async () => {
    const { scanner } = await opened({ answers: 'stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND' })
    expect(await scan(scanner, bytes('x'))).toEqual({ isClean: false, name: 'Heuristics.Limits.Exceeded.MaxFileSize' })
  })
  it.each(['stream: lstat() failed. ERROR', 'stream: OK FOUND OK', 'OK', 'HTTP/1.1 200 OK'])(
    'that says %j has given no verdict',
    async (answers) => {
      const { scanner } = await opened({ answers })
      await expect(scan(scanner, bytes('x'))).rejects.toThrow(/no verdict/)
    },
  )
  it('that is not there, or hangs up, has given none either', async () => {
    const gone = await openScanner()
    await gone.close()
    await expect(scan(gone.scanner, bytes('x'))).rejects.toThrow(/ECONNREFUSED/)
    const rude = createServer((socket) => void socket.destroy())
    await new Promise<void>((done) => void rude.listen(0, '127.0.0.1', done))
    const address = rude.address()
    await expect(scan({ host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 }, bytes('x'))).rejects.toThrow(
      /ECONNRESET|EPIPE|hung up|premature/i,
    )
    rude.close()
  })
  it('is not told a file that breaks off', async () => {
    const { scanner, heard } = await opened()
    const broken = async function* () {
      yield Buffer.from('half')
      throw new Error('the store went away')
    }
    await expect(scan(scanner, broken())).rejects.toThrow('the store went away')
    expect(heard).toEqual([])
  })
})
