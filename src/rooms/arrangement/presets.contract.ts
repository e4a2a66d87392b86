import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { roomStatuses } from '#rooms/rooms/rules.ts'
import { Arrangement, PartnerType } from './contract.ts'
import { presetCodes } from './presets.rules.ts'
import { answerCodes } from './questions.rules.ts'

const Preset = z.enum(presetCodes)
const Answers = z.array(z.enum(answerCodes)).max(answerCodes.length)
/** In an address: `answers=messages,new`. */
const AskedAnswers = z
  .string()
  .max(1_000)
  .transform((text) => text.split(',').filter(Boolean))
  .pipe(Answers)

/** A room that a set brings. `isPattern`: of blocks, ready to be filled. */
const PresetRoom = z.strictObject({ label: z.string(), icon: z.string(), comesLater: z.boolean(), isPattern: z.boolean() })
export type PresetRoom = z.infer<typeof PresetRoom>

export const Presets = z.strictObject({
  type: z.string(),
  /** What was chosen last, and what was answered then; null: nothing was. */
  setup: z.strictObject({ preset: Preset, answers: Answers, chosenAt: z.string(), chosenBy: z.string().nullable() }).nullable(),
  /** From the narrowest to the widest. */
  presets: z.array(z.strictObject({ code: Preset, rooms: z.array(PresetRoom) })),
})
export type Presets = z.infer<typeof Presets>

const RoomName = z.strictObject({ id: outerId('rom'), label: z.string(), icon: z.string(), status: z.enum(roomStatuses) })

export const PresetPlan = z.strictObject({
  /** Come new, live or as drafts. */
  adds: z.array(PresetRoom.extend({ status: z.enum(['live', 'draft']) })),
  /** Are there already and go live. */
  opens: z.array(RoomName),
  /** Pre-defined rooms in use that the set does not have; archived only when that is asked for. */
  outside: z.array(RoomName),
})
export type PresetPlan = z.infer<typeof PresetPlan>

export const PresetChoice = z.strictObject({
  type: PartnerType,
  preset: Preset,
  /** Of the five questions; empty: the set was chosen directly. */
  answers: Answers,
  /** Archives the pre-defined rooms that the set does not have. Rooms of blocks always stay. */
  archivesOutside: z.boolean(),
})
export type PresetChoice = z.infer<typeof PresetChoice>

export const presets = {
  read: endpoint('GET /arrangement/presets', { query: z.strictObject({ type: PartnerType }), reply: Presets }),
  /** What choosing it would change. */
  plan: endpoint('GET /arrangement/presets/plan', {
    query: z.strictObject({ type: PartnerType, preset: Preset, answers: AskedAnswers.optional() }),
    reply: PresetPlan,
  }),
  /** 409 `room.breaks-tests` when a room that goes live goes against its tests. */
  choose: endpoint('PUT /arrangement/presets', { body: PresetChoice, reply: Arrangement }),
}
