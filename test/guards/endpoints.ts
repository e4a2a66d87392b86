import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Endpoint } from '#shared/endpoint.ts'
import type { ChannelInput } from '#rooms/support/contract.ts'
import { emailOf, password, worldToday, type Asked, type World } from '../world.ts'

export type Declared = { room: string; contract: string; endpoint: Endpoint }

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'line' in value && 'method' in value && 'path' in value

/** Every endpoint that any room's contract declares, found in the folders and not in a list. */
export const declaredEndpoints = async (): Promise<Declared[]> => {
  const found: Declared[] = []
  for await (const file of glob('src/rooms/*/{contract,*.contract}.ts')) {
    const exported: Record<string, unknown> = await import(pathToFileURL(join(process.cwd(), file)).href)
    for (const [contract, value] of Object.entries(exported))
      if (typeof value === 'object' && value !== null && !('_zod' in value))
        for (const endpoint of Object.values(value))
          if (isEndpoint(endpoint)) found.push({ room: dirname(file).slice('src/rooms/'.length), contract, endpoint })
  }
  return found.toSorted((a, b) => (`${a.endpoint.path} ${a.endpoint.method}` < `${b.endpoint.path} ${b.endpoint.method}` ? -1 : 1))
}

/** The text of all tests of a room. */
export const testsOf = async (room: string): Promise<string> => {
  const texts: string[] = []
  for await (const file of glob(`src/rooms/${room}/*.test.ts`)) texts.push(await readFile(file, 'utf8'))
  return texts.join('\n')
}

/** What a request is about, and the secrets that only a mail or a mouth tells. */
export type Target = {
  customer: string
  contact: string
  task: string
  comment: string
  partnership: string
  partner: string
  person: string
  staff: string
  session: string
  passkey: string
  mail: string
  job: string
  export: string
  proof: { password: string; code: string }
  /** Of an app that is about to be set up. */
  offeredCode: string
  recoveryCode: string
  invitation: { secret: string; passphrase: string }
  reset: string
  unlock: string
  newPassword: string
  notification: string
  unsubscribe: string
  ticket: string
  term: string
  /** All of them, in order. */
  industries: string[]
  kitItem: string
  channel: string
  file: string
  room: string
  /** One of blocks that is worked on, with a test of its access, and all rooms of its type. */
  draftRoom: string
  accessTest: string
  /** One that is live, with the blocks that people do something with. */
  blocksRoom: string
  block: string
  arranged: { id: string; group: string }[]
  announcement: string
  quickAction: string
  /** All of them, in order. */
  actions: string[]
  template: string
}

/** The one that the engine of a sample's portal has. */
export const sampleSchedule = 'test.sampled'

/** A request that the contract accepts, made from the schema; what only a person could know stands in `written`. */
export const sampleFor = (world: World, endpoint: Endpoint, target: Target): Asked => {
  const about = aboutFor(endpoint, target)
  const written = writtenFor(about)[endpoint.line]
  const made = (schema: z.ZodType | undefined) =>
    schema ? valueOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }), '', world, about) : undefined
  return {
    params: made(endpoint.params) as Record<string, string> | undefined, // every parameter's schema is of text
    query: (queriesFor(about)[endpoint.line] ?? made(endpoint.query)) as Record<string, string> | undefined, // the same
    body: written ?? made(endpoint.body),
    ...(endpoint.upload ? { bytes: Buffer.from('sample') } : {}),
  }
}

const aboutFor = ({ path }: Endpoint, target: Target): Target => {
  if (path.startsWith('/staff')) return { ...target, person: target.staff }
  if (/^\/(rooms\/:id\/blocks|goals)/.test(path)) {
    const kind = path.startsWith('/goals')
      ? 'goals'
      : path.endsWith('/clicks')
        ? 'action-bar'
        : path.endsWith('/watched')
          ? 'video'
          : 'checklist'
    return { ...target, room: target.blocksRoom, block: sampleBlocks.find((block) => block.kind === kind)?.id ?? '' }
  }
  return /^\/(arrangement|drafts)/.test(path) ? { ...target, room: target.draftRoom } : target
}

/** Something of the kit, and a way to get help. */
export const sampleItem = {
  title: 'Datasheet', about: '', type: 'datasheet', audiences: [], industries: [], products: [], language: 'en', isCoBrandable: false,
  expiresOn: null, access: { partnerTypes: [], categories: [], tiers: [], stages: [], tags: [] }, fileId: null, url: 'https://vendor.example/sheet.pdf',
} // prettier-ignore
export const sampleChannel: ChannelInput = {
  name: 'Help', purpose: '', partnerTypes: [], languages: ['en'], timeZone: 'UTC', hours: [], response: '', severity: '',
  contactKind: 'mail', contact: 'help@vendor.example',
} // prettier-ignore

const ofType = { type: 'mssp' }
const queriesFor = ({ partnership }: Target): Record<string, Record<string, string>> => ({
  'POST /files': { name: 'sample.txt', purpose: 'evidence' },
  'GET /arrangement/choices': ofType,
  'GET /arrangement/presets': ofType,
  'GET /arrangement/presets/plan': { ...ofType, preset: 'standard' },
  'GET /arrangement/inspection': { partnership, looker: 'admin' },
  'GET /arrangement/:id/viewers': { looker: 'admin' },
  'DELETE /arrangement/:id': { label: sampleRoom },
  'GET /search': { text: 'alder' },
  'GET /search/vendor': { text: 'meridian' },
})

/** What people do something with; what is asked about is called "sample". */
export const sampleBlocks = [
  { kind: 'checklist', settings: { title: 'List', items: [{ id: 'sample', title: 'One' }, { id: 'another', title: 'Two' }] } },
  { kind: 'action-bar', settings: { title: '', buttons: [{ id: 'sample', label: 'Write', to: { kind: 'mail', mail: 'help@vendor.example' } }] } },
  { kind: 'video', settings: { title: '', source: { from: 'vimeo', id: '123456789' } } },
  { kind: 'goals', settings: { title: 'Goal', source: { from: 'hand', unit: 'people' }, target: 3, period: { by: 'year' } } },
].map((block, at) => ({ ...block, id: `00000000-0000-4000-8000-00000000000${at}`, width: 'full' })) // prettier-ignore

/** What the room of blocks is called. */
export const sampleRoom = 'Desk'
const sampleAction = {
  label: 'Write to us', description: '', icon: 'star', partnerTypes: [], roles: [],
  target: { kind: 'mail', target: 'help@vendor.example', roomId: null },
} // prettier-ignore
const accessTest = {
  label: 'Everybody sees it',
  expects: 'open',
  viewer: { side: 'partner', partnership: null, tier: null, category: null, stage: null, tags: [], role: null, steps: [] },
}

const writtenFor = ({
  partnership,
  task,
  proof,
  offeredCode,
  recoveryCode,
  invitation,
  reset,
  unlock,
  newPassword,
  unsubscribe,
  partner,
  industries,
  channel,
  arranged,
  draftRoom,
  actions,
}: Target): Record<string, unknown> => ({
  'POST /arrangement': { ...ofType, kind: 'custom', label: 'Another desk', icon: 'star' },
  'PUT /arrangement/order': { ...ofType, rooms: arranged },
  'PATCH /arrangement/:id': { version: 1, label: 'Front desk' },
  'PUT /arrangement/:id/status': { version: 1, status: 'archived' },
  'POST /arrangement/:id/copies': { ...ofType, label: 'Second desk' },
  'POST /arrangement/:id/tests': accessTest,
  'PUT /arrangement/:id/tests/:testId': accessTest,
  'PUT /arrangement/presets': { ...ofType, preset: 'standard', answers: [], archivesOutside: false },
  'POST /arrangement/templates': { label: 'Own', about: '', room: draftRoom },
  'POST /arrangement/templates/:id/rooms': { ...ofType, label: 'From a template' },
  'PUT /drafts/:id': { version: 1, blocks: sampleBlocks },
  'POST /drafts/:id/publication': { version: 1 },
  'POST /drafts/:id/restoration': { version: 1, from: 'aside' },
  // Nobody is asked there.
  'POST /files/copies': { address: 'https://127.0.0.1/picture.png' },
  'POST /quick-actions': sampleAction,
  'PUT /quick-actions/:id': sampleAction,
  'PUT /quick-actions/order': { ids: actions },
  'PUT /categories/order': { kind: 'industry', ids: industries },
  'POST /partners/changes': { ids: [partner] },
  'POST /kit-items': sampleItem,
  'POST /kit-items/:id/versions': { fileId: null, url: 'https://vendor.example/new.pdf', note: '' },
  'POST /support-channels': sampleChannel,
  'PUT /support-channels/:id': sampleChannel,
  'PUT /support-channels/order': { ids: [channel] },
  'POST /setup': { secret: 'sample', name: 'New person', email: 'new@vendor.example', password: newPassword },
  'POST /session': { email: emailOf('mark'), password },
  'POST /session/unlock': { secret: unlock },
  'POST /session/factor/totp': { code: proof.code },
  'POST /session/factor/recovery': { code: recoveryCode },
  'PUT /session/partnership': { id: partnership },
  'PATCH /account': { name: 'Another name', locale: null, timeZone: null },
  'PUT /account/password': { present: password, password: newPassword },
  'PUT /account/factors/totp': { code: offeredCode },
  'POST /account/factors/totp-offer': { proof },
  'POST /account/factors/passkey-offer': { proof },
  'POST /password-resets': { email: emailOf('uma') },
  'POST /password-resets/redemption': { secret: reset, password: newPassword },
  'POST /invitations/opening': { secret: invitation.secret },
  'POST /invitations/redemption': { ...invitation, password: newPassword },
  'PATCH /customers/:id/contacts/:contactId': { version: 1, title: 'Buyer' },
  'POST /exports': { line: 'GET /customers/workbook', query: {} },
  'POST /customers/:id/contacts': { name: 'New person', email: null, phone: null, title: null, types: [] },
  'POST /tasks/:id/snooze': { version: 1, until: '2026-06-20' },
  'POST /tasks/:id/dismissal': { version: 1, reason: 'known', note: null, quietDays: 7 },
  'PUT /tasks/:id/assignee': { version: 1, userId: null },
  'POST /tasks/acknowledgements': { ids: [task] },
  'POST /tasks/assignments': { ids: [task], userId: null },
  'POST /people': { name: 'New person', email: 'new@meridian.example', role: 'user', scope: 'assigned' },
  'PATCH /people/:id': { name: 'Another name' },
  'POST /roles': { label: 'Readers', copyOf: 'user', permissions: ['portal.sign-in'] },
  'POST /staff': { name: 'New person', email: 'new@vendor.example', role: 'partner-manager' },
  'PATCH /staff/:id': { name: 'Another name' },
  'PUT /notifications/choices': { event: 'task.raised', channel: 'portal', frequency: 'off' },
  'POST /unsubscriptions': { token: unsubscribe },
})

type JsonSchema = z.core.JSONSchema.BaseSchema

const byName = (name: string, world: World, target: Target): string | undefined =>
  ({
    product: world.config.products[0]?.code,
    type: world.config.contactTypes[0]?.code,
    contactId: target.contact,
    blockId: target.block,
    window: '00000000-0000-4000-8000-000000000099',
    partnerType: ofType.type,
    commentId: target.comment,
    day: worldToday,
    code: 'own-unused',
    token: target.unsubscribe,
    ticket: target.ticket,
  })[name]

const valueOf = (schema: JsonSchema | boolean, name: string, world: World, target: Target): unknown => {
  if (typeof schema === 'boolean') return undefined
  if (schema.enum) return schema.enum[0]
  if (schema.const !== undefined) return schema.const
  const choice = (schema.anyOf ?? schema.oneOf)?.find((one) => typeof one !== 'boolean' && one.type !== 'null')
  if (choice) return valueOf(choice, name, world, target)
  if (name === 'proof') return target.proof
  if (schema.type === 'object')
    return Object.fromEntries((schema.required ?? []).map((key) => [key, valueOf(schema.properties?.[key] ?? {}, key, world, target)]))
  if (schema.type === 'array') return []
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return false
  return byName(name, world, target) ?? text(schema, target)
}

const text = ({ pattern = '', format }: JsonSchema, target: Target) => {
  const ids: Record<string, string> = {
    cus: target.customer,
    con: target.contact,
    psh: target.partnership,
    par: target.partner,
    usr: target.person,
    ses: target.session,
    pky: target.passkey,
    mai: target.mail,
    job: target.job,
    ntf: target.notification,
    exp: target.export,
    tsk: target.task,
    tcm: target.comment,
    trm: target.term,
    kit: target.kitItem,
    fil: target.file,
    rom: target.room,
    rat: target.accessTest,
    sch: target.channel,
    ann: target.announcement,
    qac: target.quickAction,
    rtp: target.template,
  }
  const kind = /^\^(\w{3})_/.exec(pattern)?.[1]
  if (kind) return ids[kind] ?? `${kind}_missing0`
  if (format === 'date') return worldToday
  if (pattern.startsWith('^[a-z][a-z-]*\\.')) return sampleSchedule
  return pattern.startsWith('^\\d{4}-(') ? worldToday.slice(0, 7) : 'sample'
}
