import type { Actor } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import { draftBlocks } from '#rooms/editor/actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { addNamed, insistType, type Asked } from './actions.ts'
import type { Arrangement } from './contract.ts'
import { describedType } from './described.ts'
import { statusChanges } from './plan.rules.ts'
import type { PresetChoice, PresetPlan, PresetRoom, Presets } from './presets.contract.ts'
import { isOf, looksOf, opensAfter, patternCodes, piecesOf, placed, planOf, presetCodes, type Piece, type Plan } from './presets.rules.ts'
import * as presetStore from './presets.store.ts'
import { wantedBy } from './questions.rules.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { startPattern } from './templates.actions.ts'
import { listTests } from './tests.store.ts'

/** The sets for a partner type, and what was chosen last. */
export const readPresets = ({ portal: { config }, actor }: Asked, type: string): Promise<Presets> =>
  asActor(actor, async (tx) => {
    insistType(config, type)
    return {
      type,
      setup: (await presetStore.findSetup(tx, type)) ?? null,
      presets: presetCodes.map((code) => ({ code, rooms: piecesOf(code, modelOf(config, type)).map(shownPiece) })),
    }
  })

type Wanted = Pick<PresetChoice, 'type' | 'preset' | 'answers'>

export const readPlan = ({ portal: { config }, actor }: Asked, { type, preset, answers }: Wanted): Promise<PresetPlan> =>
  asActor(actor, async (tx) => {
    insistType(config, type)
    const rooms = await presetStore.listStanding(tx, type)
    const { adds, opens, outside } = planOf(piecesOf(preset, modelOf(config, type), wantedBy(answers)), rooms)
    const named = (found: Plan['opens']) =>
      rooms
        .filter(({ id }) => found.some((one) => one.id === id))
        .map(({ id, label, icon, status }) => ({ id: tx.ids.outer('rom', id), label, icon, status }))
    return { adds: adds.map(({ piece, status }) => ({ ...shownPiece(piece), status })), opens: named(opens), outside: named(outside) }
  })

const shownPiece = (piece: Piece): PresetRoom => {
  const { label, icon } = looksOf(piece)
  return { label, icon, comesLater: 'kind' in piece && rules.comesLater(piece.kind), isPattern: 'pattern' in piece }
}

/** Adds what is missing, makes live what can be, archives the rest only when that is asked for. 409 `room.breaks-tests`. */
export const choosePreset = ({ portal, actor }: Asked, choice: PresetChoice): Promise<Arrangement> =>
  asActor(actor, async (tx) => {
    const { config } = portal
    insistType(config, choice.type)
    await arrange(tx, { actor, config }, choice)
    return describedType(tx, portal, choice.type)
  })

/** The same within a transaction of whoever else arranges. */
export const arrange = async (
  tx: Tx,
  by: { actor: Actor; config: PortalConfig },
  { type, preset, answers, archivesOutside }: PresetChoice,
): Promise<void> => {
  const { actor } = by
  await store.lockType(tx, type)
  const before = await presetStore.listStanding(tx, type)
  const pieces = piecesOf(preset, modelOf(by.config, type), wantedBy(answers))
  const plan = planOf(pieces, before)
  const added = new Map<Piece, number>()
  for (const { piece, ...room } of plan.adds) added.set(piece, await addPiece(tx, by, { ...room, type, piece }))
  for (const room of plan.opens) await goLive(tx, by.config, room.id)
  const archived = archivesOutside ? plan.outside : []
  for (const room of archived) await store.setRoom(tx, room.id, statusChanges('archived'))
  const after = await presetStore.listStanding(tx, type)
  const idOf = (piece: Piece) => added.get(piece) ?? after.find(isOf(piece))?.id
  await store.setOrder(tx, placed(before.map(({ id }) => id), pieces, idOf)) // prettier-ignore
  if (preset === 'advanced') await lockBehind(tx, added, idOf)
  await presetStore.setSetup(tx, { partnerType: type, preset, answers, by: actor.kind === 'system' ? null : actor.userId })
  const labels = (rooms: readonly { label: string }[]) => rooms.map(({ label }) => label)
  await tell(tx, 'preset.chosen', {
    actor,
    facts: { partnerType: type, preset, added: labels(plan.adds), opened: labels(plan.opens), archived: labels(archived) },
  })
}

type Added = Omit<Plan['adds'][number], 'piece'> & { type: string; piece: Piece }

const addPiece = async (
  tx: Tx,
  by: { actor: Actor; config: PortalConfig },
  { type, piece, status, label, icon, group }: Added,
): Promise<number> => {
  if ('pattern' in piece) return startPattern(tx, by, { code: piece.pattern, partnerType: type, label, icon, group })
  const id = await addNamed(tx, by.actor, { partnerType: type, kind: piece.kind, label, icon, group })
  if (status === 'live') await store.setRoom(tx, id, { status })
  return id
}

/** As by hand: the room's own tests may speak against it. */
const goLive = async (tx: Tx, config: PortalConfig, id: number): Promise<void> => {
  const room = await store.lockRoom(tx, id)
  const before = store.factsOf(room)
  const tested = { tests: await listTests(tx, id), enters: rules.entersOf(config.roles, room.kind) }
  const broken = rules.brokenBy(before, { ...before, status: 'live' }, tested)
  insist(rules.mayBreak(broken, false), 409)
  await store.setRoom(tx, id, statusChanges('live'))
}

/** Rooms of the set that came new open when the checklist of another is complete. */
const lockBehind = async (tx: Tx, added: ReadonlyMap<Piece, number>, idOf: (piece: Piece) => number | undefined): Promise<void> => {
  for (const pattern of patternCodes) {
    const first = opensAfter[pattern]
    const id = [...added].find(([piece]) => 'pattern' in piece && piece.pattern === pattern)?.[1]
    const behind = first && idOf({ pattern: first })
    if (id === undefined || behind === undefined) continue
    const steps = (await draftBlocks(tx, behind)).filter(({ kind }) => kind === 'checklist').map((block) => block.id)
    if (steps.length > 0) await store.setRoom(tx, id, { unlockSteps: steps, showsLock: true })
  }
}
