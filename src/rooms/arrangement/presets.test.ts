import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { roomKinds } from '#shared/room-kinds.ts'
import { createWorld, type World } from '../../../test/world.ts'
import { kindLooks } from './kind-looks.rules.ts'
import { essentials, piecesOf, placed, planOf, presetCodes, type Piece, type StandingRoom } from './presets.rules.ts'
import { answerCodes, areAnswered, questions, recommend, roomsFor, wantedBy, type AnswerCode } from './questions.rules.ts'

const types = { mssp: {}, reseller: {}, referral: { refers: true }, distributor: { hasSubPartners: true } } as const

describe('the sets', () => {
  const names = (pieces: readonly Piece[]) => pieces.map((piece) => ('kind' in piece ? piece.kind : `${piece.pattern}*`))
  test('have the rooms of the guide, and those that the portal has besides', () => {
    const has = (code: (typeof presetCodes)[number], type: keyof typeof types) => names(piecesOf(code, types[type]))
    expect(has('minimal', 'referral')).toEqual(expect.arrayContaining(['overview', 'leads', 'resources', 'messages']))
    expect(has('standard', 'reseller')).toEqual(
      expect.arrayContaining(['overview', 'leads', 'deals', 'resources', 'brand-guidelines', 'messages', 'contacts']),
    )
    expect(has('starter', 'referral')).toEqual(
      expect.arrayContaining(['overview', 'leads', 'resources', 'messages', 'onboarding*', 'training*']),
    )
    expect(has('starter', 'reseller')).toContain('deals')
    // Every pre-defined kind, those of distributors for distributors, and two to four rooms of blocks.
    const advanced = has('advanced', 'distributor')
    expect(roomKinds.filter((kind) => !advanced.includes(kind))).toEqual([])
    expect(advanced.filter((name) => name.endsWith('*')).length).toBe(4)
    expect(has('advanced', 'mssp')).not.toContain('distributor-partners')
  })
  test('name each room once, whatever answers ask for besides', () => {
    for (const code of presetCodes) {
      const all = names(piecesOf(code, types.distributor, wantedBy(answerCodes)))
      expect(new Set(all).size).toBe(all.length)
      for (const answer of answerCodes) expect(all).toEqual(expect.arrayContaining(names(roomsFor[answer])))
    }
  })
  test('call rooms what a first start calls them', () => {
    for (const { kind, label, icon } of essentials)
      expect({ label, icon }).toEqual({ label: kindLooks[kind].label, icon: kindLooks[kind].icon })
  })
})

describe('the five questions', () => {
  const cases: [AnswerCode[], string][] = [
    [['new'], 'minimal'],
    [['new', 'refer-leads', 'messages'], 'minimal'],
    [['new', 'refer-leads', 'messages', 'training'], 'starter'],
    [['growing', 'work-deals'], 'starter'],
    [['growing', 'work-deals', 'messages', 'sales-material'], 'standard'],
    [['growing', 'certification', 'campaigns'], 'advanced'],
    [['strategic'], 'advanced'],
  ]
  for (const [answers, preset] of cases) test(`${answers.join(', ')}: ${preset}`, () => expect(recommend(answers).preset).toBe(preset))
  test('are answered when each has an answer, and the stage one', () => {
    const one: AnswerCode[] = Object.values(questions).map(([first]) => first)
    expect(areAnswered(one)).toBe(true)
    expect(areAnswered(one.slice(1))).toBe(false)
    expect(areAnswered([...one, 'growing'])).toBe(false)
  })
})

describe('a plan', () => {
  const room = (id: number, kind: string, status: StandingRoom['status'] = 'live', pattern: string | null = null, isPublished = false) => ({
    id,
    kind,
    label: kind,
    status,
    pattern,
    isPublished,
  })
  test('adds what is missing, opens what rests, and names what is outside; rooms of blocks are never outside', () => {
    const rooms = [
      room(1, 'overview'),
      room(2, 'report', 'archived'),
      room(3, 'kit'),
      room(4, 'support', 'archived'),
      room(5, 'custom'),
      room(6, 'leads', 'draft'),
    ]
    const { adds, opens, outside } = planOf(piecesOf('minimal', types.mssp), rooms)
    expect(adds.map(({ label, status }) => [label, status])).toEqual([
      ['Customers', 'live'],
      ['Resources', 'draft'],
      ['Messages', 'draft'],
    ])
    expect(opens.map(({ id }) => id)).toEqual([2])
    expect(outside.map(({ id }) => id)).toEqual([3])
  })
  test('brings a room from a pattern once', () => {
    expect(planOf([{ pattern: 'training' }], [room(1, 'custom', 'archived', 'training')])).toEqual({ adds: [], opens: [], outside: [] })
  })
  test('brings one from a pattern back that partners can read', () => {
    const archived = room(1, 'custom', 'archived', 'training', true)
    expect(planOf([{ pattern: 'training' }], [archived])).toEqual({ adds: [], opens: [archived], outside: [] })
  })
  test('keeps the order that there is, new rooms behind what stands before them in the set', () => {
    const ids: Record<string, number> = { overview: 1, customers: 9, report: 2, leads: 8 }
    const idOf = (piece: Piece) => ('kind' in piece ? ids[piece.kind] : undefined)
    expect(placed([3, 2, 1], piecesOf('minimal', types.mssp), idOf)).toEqual([3, 2, 8, 1, 9])
    expect(placed([], piecesOf('minimal', types.mssp), idOf)).toEqual([1, 9, 2, 8])
  })
})

describe('choosing a set', () => {
  let world: World
  let begun: number[]
  beforeAll(async () => {
    world = await createWorld()
    begun = (await world.arrange((tx) => tx.rows(sql<{ id: number }>`select id from room`))).map(({ id }) => id)
  })
  beforeEach(() =>
    world.arrange(async (tx) => {
      await tx.rows(sql`delete from room where id <> all (${begun}::bigint[])`)
      await tx.rows(sql`update room set status = 'live', label = initcap(kind)`)
      await tx.rows(sql`delete from room_access_test`)
      await tx.rows(sql`delete from partner_type_setup`)
    }),
  )
  afterAll(() => world.close())

  const lines = { read: 'GET /arrangement/presets', plan: 'GET /arrangement/presets/plan', choose: 'PUT /arrangement/presets' } as const
  const choose = (parts: object) =>
    world.ask('vera', lines.choose, { body: { type: 'mssp', preset: 'standard', answers: [], archivesOutside: false, ...parts } })
  type Line = { id: string; kind: string; label: string; status: string; isPublished: boolean; isUnlocked: boolean }
  const rooms = async (): Promise<Line[]> => (await world.ask('vera', 'GET /arrangement', { query: { type: 'mssp' } })).body.rooms

  it('GET /arrangement/presets lists the sets, and nothing chosen before', async () => {
    const { status, body } = await world.ask('vera', lines.read, { query: { type: 'mssp' } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ type: 'mssp', setup: null })
    expect(body.presets.map(({ code }: { code: string }) => code)).toEqual(presetCodes)
    expect(body.presets[3].rooms).toContainEqual({ label: 'Training portal', icon: 'school', comesLater: false, isPattern: true })
    expect(body.presets[0].rooms).toContainEqual({ label: 'Leads', icon: 'target', comesLater: true, isPattern: false })
  })
  it('GET /arrangement/presets/plan says before it happens what will change, and that is what happens', async () => {
    const query = { type: 'mssp', preset: 'starter', answers: 'files-to-share,growing' }
    const { status, body: plan } = await world.ask('vera', lines.plan, { query })
    expect(status).toBe(200)
    expect((await rooms()).length).toBe(begun.length / 4) // nothing has changed yet
    expect(plan.adds.map(({ label, status: as }: Line) => [label, as])).toEqual([
      ['Onboarding', 'draft'], ['Deals', 'draft'], ['Resources', 'draft'], ['Training portal', 'draft'], ['Messages', 'draft'], ['Shared files', 'draft'],
    ]) // prettier-ignore
    expect(plan.outside.map(({ label }: Line) => label)).toEqual(['Quick-Actions', 'Support'])
    const before = await rooms()
    expect((await choose({ preset: 'starter', answers: ['files-to-share', 'growing'] })).status).toBe(200)
    const after = await rooms()
    expect(after.filter(({ id }) => !before.some((one) => one.id === id)).map(({ label }) => label).toSorted()).toEqual(
      plan.adds.map(({ label }: Line) => label).toSorted(),
    ) // prettier-ignore
    // What was there is as it was: names, order and status.
    expect(after.filter(({ id }) => before.some((one) => one.id === id))).toEqual(before)
  })
  it('keeps the answers, and shows them again', async () => {
    await choose({ preset: 'advanced', answers: ['messages', 'strategic'] })
    const { setup } = (await world.ask('vera', lines.read, { query: { type: 'mssp' } })).body
    expect(setup).toMatchObject({ preset: 'advanced', answers: ['messages', 'strategic'], chosenBy: 'Vera' })
  })
  it('archives what the set does not have only when that is said, and never removes: another choice brings it back as it was', async () => {
    const named = (list: Line[], status: string) => list.filter((room) => room.status === status).map(({ kind }) => kind)
    await world.arrange((tx) => tx.rows(sql`update room set label = 'Our kit' where kind = 'kit' and partner_type = 'mssp'`))
    const kit = (await rooms()).find(({ kind }) => kind === 'kit')
    await choose({ preset: 'minimal' })
    expect(named(await rooms(), 'archived')).toEqual([])
    await choose({ preset: 'minimal', archivesOutside: true })
    expect(named(await rooms(), 'archived')).toEqual(['tasks', 'kit', 'quick-actions', 'support'])
    await choose({ preset: 'standard' })
    expect((await rooms()).find(({ kind }) => kind === 'kit')).toEqual({ ...kit, version: expect.any(Number) })
  })
  it('adds rooms of blocks as drafts with something in them, once, and locks those behind the onboarding list in the advanced set', async () => {
    await choose({ preset: 'advanced' })
    await choose({ preset: 'advanced' })
    const own = (await rooms()).filter(({ kind }) => kind === 'custom')
    expect(own.map(({ label, status, isUnlocked }) => [label, status, isUnlocked])).toEqual([
      ['Onboarding', 'draft', false], ['Training portal', 'draft', true], ['Campaign centre', 'draft', false], ['Analytics dashboard', 'draft', true],
    ]) // prettier-ignore
    for (const { id } of own) expect((await world.ask('vera', 'GET /drafts/:id', { params: { id } })).body.blocks.length).toBeGreaterThan(3)
  })
  it('is refused when a room that goes live goes against its own tests: 409, and nothing happens', async () => {
    const kit = (await rooms()).find(({ kind }) => kind === 'kit')?.id ?? ''
    await world.arrange(async (tx) => {
      await tx.rows(sql`update room set status = 'archived' where kind = 'kit' and partner_type = 'mssp'`)
      await tx.rows(sql`
        insert into room_access_test (room_id, label, viewer, expects)
        values (${tx.ids.inner('rom', kit)}, 'Nobody of tier Silver',
                ${JSON.stringify({ side: 'partner', partnershipId: null, tier: 'silver', category: null, stage: null, tags: [], role: 'admin', steps: [] })}::jsonb, 'hidden')`)
    })
    const before = await rooms()
    const { status, body } = await choose({ preset: 'standard' })
    expect([status, body.code]).toEqual([409, 'room.breaks-tests'])
    expect(await rooms()).toEqual(before)
  })
  it('is for administrators of the vendor: 401, 403, and 400 for types and sets that are none', async () => {
    const read = { query: { type: 'mssp' } }
    for (const [line, asked] of [
      [lines.read, read],
      [lines.plan, { query: { type: 'mssp', preset: 'minimal' } }],
      [lines.choose, { body: { type: 'mssp', preset: 'minimal', answers: [], archivesOutside: false } }],
    ] as const) {
      expect((await world.ask(null, line, asked)).status).toBe(401)
      for (const as of ['anna', 'pavel'] as const) expect([line, as, (await world.ask(as, line, asked)).status]).toEqual([line, as, 403])
    }
    expect((await world.ask('vera', lines.read, { query: { type: 'nobody' } })).body.code).toBe('room.unknown-type')
    expect((await world.ask('vera', lines.plan, { query: { type: 'mssp', preset: 'maximal' } })).status).toBe(400)
    expect((await choose({ type: 'nobody' })).status).toBe(400)
    expect((await choose({ answers: ['perhaps'] })).status).toBe(400)
  })
})
