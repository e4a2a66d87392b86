import { z } from 'zod'
import { AskedDay, NameLine, SearchText, TextLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { Cursor, PageSize, pageOf } from '#shared/paging.ts'
import { roomIcons } from '#shared/room-icons.ts'
import { locks, roomStatuses, roomVisibilities, standings } from '#rooms/rooms/rules.ts'
import { askedCriteria } from './rules.ts'

const Code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
/** What a vendor calls a tier, a category, a stage, a tag, a role or a block. */
const Term = z.string().min(1).max(80)
const Terms = z.array(Term).max(200)
export const PartnerType = z.string().max(40)
export const RoomStatus = z.enum(roomStatuses)
export const RoomVisibility = z.enum(roomVisibilities)
export const Standing = z.enum(standings)
export const RoomIcon = z.enum(roomIcons)
export const RoomLabel = NameLine(500, 'Enter a name.')
const GroupLabel = TextLine(60)

export const PartnershipChoice = z.strictObject({ id: outerId('psh'), name: z.string(), partner: z.string() })
export type PartnershipChoice = z.infer<typeof PartnershipChoice>

/** How many partnerships of the type it stands open to, or locked, were it live; a list of roles narrows it further inside each. */
export const Seen = z.strictObject({ open: z.int(), locked: z.int(), all: z.int() })

export const RoomLine = z.strictObject({
  id: outerId('rom'),
  kind: z.string(),
  label: z.string(),
  internalLabel: z.string(),
  icon: z.string(),
  group: z.string(),
  status: RoomStatus,
  visibility: RoomVisibility,
  /** Its function comes later: it can't be made live. */
  comesLater: z.boolean(),
  isRestricted: z.boolean(),
  isUnlocked: z.boolean().describe('whether something has to be reached first'),
  /** Rises with every change; a change says which one it read. */
  version: z.int(),
  isPublished: z.boolean().describe('whether there are blocks that partners read; pre-defined rooms have none'),
  /** A draft goes live by itself on the first of these days, and whatever it is by then goes to the archive after the last. */
  liveOn: z.iso.date().nullable(),
  lastOn: z.iso.date().nullable(),
  isUnused: z.boolean().describe('live, and nobody of any partner has opened it for 90 days'),
  waitsInVain: z.boolean().describe('live, and unlocked by a step that no live room has'),
  failingTests: z.int().describe('how many of its access tests say something else than its rules'),
  seen: Seen,
})
export type RoomLine = z.infer<typeof RoomLine>

const KindLeft = z.strictObject({ kind: z.string(), comesLater: z.boolean() })

export const Arrangement = z.strictObject({
  type: z.string(),
  types: z.array(z.strictObject({ code: z.string(), label: z.string(), rooms: z.int() })),
  /** The day where the deployment is, by which plans go. */
  today: z.iso.date(),
  /** In the order of the sidebar. */
  rooms: z.array(RoomLine),
  /** Pre-defined kinds that the type does not have yet. */
  kindsLeft: z.array(KindLeft),
})
export type Arrangement = z.infer<typeof Arrangement>

const Access = z.strictObject({
  partnerships: z.array(PartnershipChoice),
  categories: Terms,
  tiers: Terms,
  stages: Terms,
  tags: Terms,
  roles: Terms,
})
const Unlock = z.strictObject({ tiers: Terms, stages: Terms, steps: Terms, showsLock: z.boolean() })
/** As they are sent: partnerships by their ids. */
const AccessInput = Access.extend({ partnerships: z.array(outerId('psh')).max(500) })

/** A made-up person who is asked about. */
export const TestViewer = z.strictObject({
  side: z.enum(['partner', 'vendor']),
  /** Of the vendor's named partnerships, for rooms that are for those alone. */
  partnership: PartnershipChoice.nullable(),
  tier: Term.nullable(),
  category: Term.nullable(),
  stage: Term.nullable(),
  tags: Terms,
  role: Term.nullable(),
  steps: Terms,
})
export type TestViewer = z.infer<typeof TestViewer>

export const AccessTest = z.strictObject({
  id: outerId('rat'),
  label: z.string(),
  viewer: TestViewer,
  expects: Standing,
  /** What the room's rules say now; the test fails where it is another than what is expected. */
  standing: Standing,
})
export type AccessTest = z.infer<typeof AccessTest>

export const AccessTestInput = z.strictObject({
  label: NameLine(200, 'Say what the test is about.'),
  viewer: TestViewer.extend({ partnership: outerId('psh').nullable() }),
  expects: Standing,
})
export type AccessTestInput = z.infer<typeof AccessTestInput>

const Refusal = z.string().nullable()

export const RoomDetail = RoomLine.extend({
  type: z.string(),
  typeLabel: z.string(),
  notes: z.string(),
  hasContents: z.boolean(),
  leavesWhenDone: z.boolean().describe('out of the menu of whoever has completed all of its checklists and goals'),
  access: Access,
  unlock: Unlock,
  tests: z.array(AccessTest),
  /** Why it can't be made live, or removed; null: it can. */
  refusals: z.strictObject({ goLive: Refusal, remove: Refusal }),
})
export type RoomDetail = z.infer<typeof RoomDetail>

const Choice = z.strictObject({ code: z.string(), label: z.string() })
const TermChoice = Choice.extend({ isArchived: z.boolean() })
/** What a room of the type can be restricted to and unlocked by. */
export const Choices = z.strictObject({
  tiers: z.array(TermChoice),
  categories: z.array(TermChoice),
  stages: z.array(TermChoice),
  tags: z.array(TermChoice),
  roles: z.array(Choice),
  /** Checklists and goals of the type's published rooms; those without a title have no label. */
  steps: z.array(Choice.extend({ kind: z.enum(['checklist', 'goals']), room: z.string() })),
})
export type Choices = z.infer<typeof Choices>

export const NewRoom = z.strictObject({
  type: PartnerType,
  kind: Code,
  label: RoomLabel,
  icon: RoomIcon,
  group: GroupLabel.default(''),
})
export type NewRoom = z.infer<typeof NewRoom>

const seen = {
  version: z.int().min(1),
  /** Keeps a change that stored access tests speak against, or after which other rooms stay locked. */
  anyway: z.boolean().optional(),
}

/** What is left out stays. */
export const RoomChange = z.strictObject({
  ...seen,
  label: RoomLabel.optional(),
  internalLabel: TextLine(500).optional(),
  notes: z.string().max(20_000, 'Use at most 20,000 characters.').optional(),
  icon: RoomIcon.optional(),
  group: GroupLabel.optional(),
  visibility: RoomVisibility.optional(),
  hasContents: z.boolean().optional(),
  leavesWhenDone: z.boolean().optional(),
  liveOn: AskedDay.nullable().optional(),
  lastOn: AskedDay.nullable().optional(),
  access: AccessInput.optional(),
  unlock: Unlock.optional(),
})
export type RoomChange = z.infer<typeof RoomChange>

const Reason = z.strictObject({ standing: Standing,
  criteria: z.array(z.strictObject({ criterion: z.enum(askedCriteria), isMet: z.boolean() })),
  locks: z.array(z.strictObject({ lock: z.enum(locks), isMet: z.boolean() })) }) // prettier-ignore

/** A partner as access sees it, in the vendor's words. */
export const Traits = z.strictObject({
  tier: z.string().nullable(),
  category: z.string().nullable(),
  stage: z.string().nullable(),
  tags: z.array(z.string()),
})
export type Traits = z.infer<typeof Traits>

/** One partnership before a room, as if the room was live. */
export const RoomViewer = Reason.extend({ partnership: PartnershipChoice, traits: Traits })
export type RoomViewer = z.infer<typeof RoomViewer>

/** One room before a partnership, as it is. */
export const SeenRoom = Reason.extend({ id: outerId('rom'), label: z.string(), icon: z.string(), status: RoomStatus })
export type SeenRoom = z.infer<typeof SeenRoom>

/** Who looks: somebody with a role of the partner's, or `vendor` for the vendor's staff. */
export const Looker = z.string().max(40)

const OneRoom = z.strictObject({ id: outerId('rom') })
const OneTest = OneRoom.extend({ testId: outerId('rat') })

export const problemCodes = [
  'room.unknown-type', // 400
  'room.unknown-kind', // 400
  'room.unknown-term', // 400
  'room.label-differs', // 400: the name of what is removed has to be given
  'room.plan-impossible', // 400: a day that is over, or one that does not go with the other or the status
  'room.kind-taken', // 409
  'room.kind-of-others', // 409: only another channel model has it
  'room.not-available', // 409
  'room.not-published', // 409: partners would find it empty
  'room.changed-meanwhile', // 409
  'room.order-outdated', // 409
  'room.still-live', // 409
  'room.unlocks-others', // 409
  'room.breaks-tests', // 409
  'room.locks-others', // 409: a step of it unlocks other rooms
  'room.too-many-tests', // 409
] as const

export const arrangement = {
  /** Without a type: of the configuration's first. */
  list: endpoint('GET /arrangement', { query: z.strictObject({ type: PartnerType.optional() }), reply: Arrangement }),
  choices: endpoint('GET /arrangement/choices', { query: z.strictObject({ type: PartnerType }), reply: Choices }),
  /** Partnerships of a type by name; at most 50. */
  partnerships: endpoint('GET /arrangement/partnerships', {
    query: z.strictObject({ type: PartnerType.optional(), search: SearchText.optional() }),
    reply: z.strictObject({ items: z.array(PartnershipChoice) }),
  }),
  /** Every room of a partnership's type with how it stands to somebody there. */
  inspect: endpoint('GET /arrangement/inspection', {
    query: z.strictObject({ partnership: outerId('psh'), looker: Looker }),
    reply: z.strictObject({ partnership: PartnershipChoice, type: z.string(), traits: Traits, rooms: z.array(SeenRoom) }),
  }),
  /** Added as a draft, at the end. */
  add: endpoint('POST /arrangement', { body: NewRoom, reply: RoomDetail }),
  /** All rooms of the type in their new order, each under its heading. */
  order: endpoint('PUT /arrangement/order', {
    body: z.strictObject({ type: PartnerType, rooms: z.array(z.strictObject({ id: outerId('rom'), group: GroupLabel })).max(1_000) }),
    reply: Arrangement,
  }),
  one: endpoint('GET /arrangement/:id', { params: OneRoom, reply: RoomDetail }),
  change: endpoint('PATCH /arrangement/:id', { params: OneRoom, body: RoomChange, reply: RoomDetail }),
  setStatus: endpoint('PUT /arrangement/:id/status', {
    params: OneRoom,
    body: z.strictObject({
      ...seen,
      status: RoomStatus,
      /** Going live, a room of blocks of which nothing is published yet is published first: 409 as `POST /drafts/:id/publication`. */
      publishes: z.boolean().optional(),
    }),
    reply: RoomDetail,
  }),
  /** Its blocks, revisions and tests go with it: `label` is its name, given by whoever means it. */
  remove: endpoint('DELETE /arrangement/:id', {
    params: OneRoom,
    query: z.strictObject({ label: z.string().max(500) }),
    reply: Arrangement,
  }),
  /** A draft like it at the end of a type, with its blocks; lists that mean nothing there are named in `leftOut`. */
  copy: endpoint('POST /arrangement/:id/copies', {
    params: OneRoom,
    body: z.strictObject({ type: PartnerType, label: RoomLabel }),
    reply: z.strictObject({ room: RoomDetail, leftOut: z.array(z.enum(['partnerships', 'steps'])) }),
  }),
  /** Every partnership of the type before the room. */
  viewers: endpoint('GET /arrangement/:id/viewers', {
    params: OneRoom,
    query: z.strictObject({
      looker: Looker,
      standing: Standing.optional(),
      search: SearchText.optional(),
      cursor: Cursor.optional(),
      limit: PageSize,
    }),
    reply: pageOf(RoomViewer).extend({ counts: z.strictObject({ open: z.int(), locked: z.int(), hidden: z.int() }) }),
  }),
  addTest: endpoint('POST /arrangement/:id/tests', { params: OneRoom, body: AccessTestInput, reply: RoomDetail }),
  changeTest: endpoint('PUT /arrangement/:id/tests/:testId', { params: OneTest, body: AccessTestInput, reply: RoomDetail }),
  removeTest: endpoint('DELETE /arrangement/:id/tests/:testId', { params: OneTest, reply: RoomDetail }),
}
