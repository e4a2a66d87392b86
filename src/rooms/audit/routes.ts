import type { Member, Officer } from '#shared/actor.ts'
import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { audit } from './contract.ts'
import { sendEntries } from './file.ts'
import { mayReadLog } from './rules.ts'
import { listEntries, type Looked } from './store.ts'

export const auditRoutes = ({ config, now }: Portal): Route[] => {
  const { timeZone } = config.locale
  const everything: Looked = { at: 'everything' }
  const partnershipOf = ({ partnerId, partnershipId }: Member): Looked => ({ at: 'partnership', partnerId, partnershipId })
  const readable = <A extends Member | Officer>(actor: A): A => {
    insist(mayReadLog(actor))
    return actor
  }
  return [
    serve(audit.list, { access: 'audit.read' }, ({ actor, query: { cursor, limit, ...filter } }) =>
      asActor(readable(actor), async (tx) => {
        const asked = { looked: partnershipOf(actor), filter, timeZone: actor.timeZone }
        return { ...(await listEntries(tx, asked, { limit, cursor })), timeZone: actor.timeZone }
      }),
    ),
    serve(audit.file, { access: 'audit.read' }, ({ actor, query: filter, answer }) =>
      asActor(readable(actor), (tx) => sendEntries(tx, { looked: partnershipOf(actor), filter, timeZone: actor.timeZone }, now(), answer)),
    ),
    serve(audit.listAll, { access: { vendor: 'audit.read' } }, ({ actor, query: { cursor, limit, ...filter } }) =>
      asActor(readable(actor), async (tx) => {
        const asked = { looked: everything, filter, timeZone }
        return { ...(await listEntries(tx, asked, { limit, cursor })), timeZone }
      }),
    ),
    serve(audit.fileAll, { access: { vendor: 'audit.read' } }, ({ actor, query: filter, answer }) =>
      asActor(readable(actor), (tx) => sendEntries(tx, { looked: everything, filter, timeZone }, now(), answer)),
    ),
  ]
}
