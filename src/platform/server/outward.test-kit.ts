import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { certificates } from '../../../test/certificates.ts'
import { internet, type WayOut } from './outward.ts'

/** An address that anybody may have; in a test nobody is asked there. */
export const publicAddress = '93.184.215.14'

/**
 * An internet of one real server, which has every name in `names`. What names lead to is looked at as always; whatever line is opened then
 * ends at the server, and is written down.
 */
export const openInternet = async (answer: RequestListener, names: Record<string, string[]>) => {
  const server = createServer(certificates.one, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const lines: (readonly string[])[] = []
  const looked: string[] = []
  const way: WayOut = {
    resolve: async (host) => {
      looked.push(host)
      const found = names[host]
      if (!found) throw new Error(`getaddrinfo ENOTFOUND ${host}`)
      return found
    },
    lineTo: (addresses) => {
      lines.push(addresses)
      return { ...internet.lineTo(['127.0.0.1']), port, ca: certificates.one.cert, servername: 'localhost' }
    },
  }
  return {
    way,
    /** The addresses of each line that was opened, and the names that were looked up. */
    lines,
    looked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
