import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem } from '#shared/problem.ts'
import type { Standing, Viewer } from '#rooms/rooms/rules.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { insistType, type Asked } from './actions.ts'
import type { Choices, PartnershipChoice, RoomViewer, SeenRoom } from './contract.ts'
import { choiceFrom } from './described.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { listTermChoices, traitsOf } from './terms.ts'
import { getViewer, listPartnerships, listViewers, type Looker } from './viewers.store.ts'

/** What a room of the type can be restricted to and unlocked by. */
export const listChoices = ({ portal: { config }, actor }: Asked, type: string): Promise<Choices> =>
  asActor(actor, async (tx) => {
    insistType(config, type)
    const [terms, steps] = await Promise.all([listTermChoices(tx, type), store.listSteps(tx, type)])
    return {
      ...terms,
      roles: partnerRoles(config).map(({ code, label }) => ({ code, label })),
      steps: steps.map(({ step, title, kind, room }) => ({ code: step, label: title, kind, room })),
    }
  })

export const searchPartnerships = (
  { actor }: Asked,
  asked: { type?: string | undefined; search?: string | undefined },
): Promise<{ items: PartnershipChoice[] }> =>
  asActor(actor, async (tx) => ({ items: (await listPartnerships(tx, asked)).map((one) => choiceFrom(tx, one)) }))

type ViewersAsked = {
  looker: string
  standing?: Standing | undefined
  search?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** Every partnership of the room's type before it, as if the room was live, with what speaks against it. */
export const inspectRoom = ({ portal: { config }, actor }: Asked, outerId: string, { looker, ...asked }: ViewersAsked) =>
  asActor(actor, async (tx) => {
    const room = await store.getRoom(tx, tx.ids.inner('rom', outerId))
    const eyes = lookerFrom(config, looker)
    const enters = rules.entersOf(config.roles, room.kind)
    const { items, counts, next } = await listViewers(tx, { room, looker: eyes, mayEnter: enters(eyes), ...asked })
    const traits = await traitsOf(tx, items)
    const facts = { ...store.factsOf(room), status: 'live' as const }
    const total = asked.standing ? counts[asked.standing] : counts.open + counts.locked + counts.hidden
    return {
      items: items.map((one, at): RoomViewer => ({
        partnership: choiceFrom(tx, one),
        traits: traits[at] ?? nothingSaid,
        ...rules.explained(facts, one, enters),
      })),
      next,
      total,
      counts,
    }
  })

/** Every room of a partnership's type, as it stands to somebody there. */
export const inspectPartnership = ({ portal: { config }, actor }: Asked, asked: { partnership: string; looker: string }) =>
  asActor(actor, async (tx) => {
    const viewer = await getViewer(tx, tx.ids.inner('psh', asked.partnership), lookerFrom(config, asked.looker))
    const [rooms, traits] = await Promise.all([store.listRooms(tx, viewer.partnerType), traitsOf(tx, [viewer])])
    return {
      partnership: choiceFrom(tx, viewer),
      type: viewer.partnerType,
      traits: traits[0] ?? nothingSaid,
      rooms: rooms.map((room) => seenFrom(tx, config, room, viewer)),
    }
  })

const seenFrom = (tx: Tx, config: PortalConfig, room: store.StoredRoom, viewer: Viewer): SeenRoom => {
  const { id, label, icon, status, kind } = room
  const reasons = rules.explained(store.factsOf(room), viewer, rules.entersOf(config.roles, kind))
  return { id: tx.ids.outer('rom', id), label, icon, status, ...reasons }
}

const nothingSaid = { tier: null, category: null, stage: null, tags: [] }

const partnerRoles = (config: PortalConfig) => config.roles.filter(({ side }) => side === 'partner')

const vendorEyes = 'vendor'

/** 400 `room.unknown-term`. */
const lookerFrom = (config: PortalConfig, code: string): Looker => {
  if (code === vendorEyes) return { side: 'vendor', role: null }
  if (partnerRoles(config).some((role) => role.code === code)) return { side: 'partner', role: code }
  throw fieldProblem('room.unknown-term', 400, { path: 'looker', message: 'There is no such role. Choose another one.' })
}
