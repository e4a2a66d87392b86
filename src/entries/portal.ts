import { fileURLToPath } from 'node:url'
import { bootProcess } from '#server/lifecycle.ts'
import { openPortal } from '#server/open-portal.ts'
import { preparePortal } from '../rooms.first.ts'
import { roomRoutes } from '../rooms.server.ts'

const webRoot = fileURLToPath(new URL('../../dist/web', import.meta.url))
const demoAccounts = async () =>
  (await import('../demo/accounts.ts')).demoAccounts.map(({ email, name, about }) => ({ email, name, about }))

await bootProcess(
  'portal',
  (settings) => (settings.realm === 'demo' ? settings.demoPortalPort : settings.portalPort),
  (boot) => openPortal(boot, { rooms: roomRoutes, prepare: preparePortal, webRoot, demoAccounts }),
)
