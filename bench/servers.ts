import { join } from 'node:path'
import { serverFlags } from '#server/children.ts'
import { startChild, root, type Child } from './children.ts'
import type { Seat, Stage } from './stage.ts'

/** The portal as it runs in production, over the benchmark's database. */
export const startPortal = ({ command: { address } }: Stage, more: Record<string, string> = {}): Promise<Child> =>
  startChild(
    join(root, 'src/entries/portal.ts'),
    (port) => ({ ...realm(address.url), DEMO_PORTAL_PORT: String(port), ...more }),
    serverFlags,
  )

export const startApi = ({ command: { address } }: Stage): Promise<Child> =>
  startChild(join(root, 'src/entries/api.ts'), (port) => ({ ...realm(address.url), API_PORT: String(port) }), serverFlags)

export const startEngine = ({ command: { address } }: Stage): Promise<Child> =>
  startChild(join(root, 'src/entries/engine.ts'), (port) => ({ ...realm(address.url), DEMO_ENGINE_PORT: String(port) }), serverFlags)

// A session stays open however long a run takes.
const realm = (url: string) => ({ PORTAL_REALM: 'demo', DEMO_DATABASE_URL: url, SESSION_IDLE_MINUTES: '1440' })

/** The bare handlers, looking at the seat's partnership, run by Node as the portal is. */
export const startBare = (
  { command: { address, settings } }: Stage,
  { place: { partnerId, partnershipId }, userId }: Seat,
): Promise<Child> =>
  startChild(
    join(root, 'bench/bare.ts'),
    (port) => ({
      BENCH_ORDER: JSON.stringify({
        url: address.adminUrl,
        configPath: settings.configPath,
        place: { partnerId, partnershipId, userId },
        port,
      }),
    }),
    serverFlags,
  )
