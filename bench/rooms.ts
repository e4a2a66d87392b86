import { randomUUID } from 'node:crypto'
import { idCodec } from '#shared/ids.ts'
import type { Stage, Place } from './stage.ts'

/** Rooms that are made for a measurement stand under this heading of the menu, and files are called so. */
const mark = 'Benchmark of rooms'

export type Filled = {
  /** Of the last room, by its outer id. */
  lastRoom: string
  /** How many lines the menu has with those that were there. */
  menu: number
}

type Made = { rooms: number; blocks: number }

/** Gives the partner type of a partnership live custom rooms of the usual kinds of blocks, beside those that it has, while the work is done. */
export const withRooms = async <T>(stage: Stage, { model }: Place, made: Made, work: (filled: Filled) => Promise<T>): Promise<T> => {
  await removeRooms(stage) // those of a run that was broken off
  try {
    return await work(await addRooms(stage, model, made))
  } finally {
    await removeRooms(stage)
  }
}

const removeRooms = async ({ admin }: Stage): Promise<void> => {
  await admin(`delete from file_use where file_id in (select id from file where name = $1)`, [mark])
  await admin(`delete from room where kind = 'custom' and group_label = $1`, [mark])
  await admin(`delete from file where name = $1`, [mark])
}

const addRooms = async ({ admin }: Stage, model: string, { rooms, blocks }: Made): Promise<Filled> => {
  const [deployment] = await admin<{ key: string }>('select id_key as key from deployment')
  const ids = idCodec(deployment?.key ?? '')
  const [file] = await admin<{ id: string }>(
    `insert into file (purpose, name, mime, size, sha256, file_key, state)
     values ('document', $1, 'application/pdf', 1, '', 'bench/none', 'clean') returning id`,
    [mark],
  )
  const added = await admin<{ id: string }>(
    `insert into room (partner_type, kind, label, icon, group_label, status, position, published_revision, has_contents)
     select $1, 'custom', 'Room ' || n, 'book', $2, 'live', 10000 + n, 1, true from generate_series(1, $3::int) n returning id`,
    [model, mark, rooms],
  )
  const keys = added.map(({ id }) => Number(id))
  const outer = keys.map((id) => ids.outer('rom', id))
  const fileId = ids.outer('fil', Number(file?.id))
  for (const [at, key] of keys.entries())
    await admin('insert into room_revision (room_id, number, blocks) values ($1, 1, $2::jsonb)', [
      key,
      JSON.stringify(blocksOf(blocks, { room: outer[(at + 1) % outer.length] ?? '', file: fileId })),
    ])
  await admin(`insert into file_use (kind, ref_id, file_id) select 'room', r, $2 from unnest($1::bigint[]) r`, [keys, file?.id])
  await admin('analyze room, room_revision, file_use, file')
  const [menu] = await admin<{ n: number }>(`select count(*)::int as n from room where partner_type = $1 and status = 'live'`, [model])
  return { lastRoom: outer.at(-1) ?? '', menu: menu?.n ?? 0 }
}

type Named = { room: string; file: string }

/** Half of them words and every kind of the others in turn, as in the patterns that ship. */
const blocksOf = (count: number, named: Named) =>
  Array.from({ length: count }, (_, at) => {
    const [kind, settings] = at % 2 === 0 ? words(at) : (others[((at - 1) / 2) % others.length] ?? words)(at, named)
    return { id: randomUUID(), kind, width: at % 4 === 3 ? 'half' : 'full', settings }
  })

const paragraph = (...content: object[]) => ({ type: 'paragraph', content })
const written = (text: string) => ({ type: 'text', text })
const sentence = 'Find out what your customers use, what they ordered and what renews, and ask us whenever something is not clear. '
const words = (at: number): [string, object] => [
  'text',
  {
    text: {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [written(`Part ${at}`)] },
        paragraph(written('Hello '), { type: 'mergeField', attrs: { field: 'person.firstName' } }, written(`. ${sentence.repeat(3)}`)),
        paragraph(written(sentence.repeat(2))),
      ],
    },
  },
]

const others: readonly ((at: number, named: Named) => [kind: string, settings: object])[] = [
  (at) => ['banner', { title: `Welcome ${at}`, text: sentence, tone: 'brand', image: null }],
  (_at, { room }) => ['link', { to: { kind: 'room', room }, label: '', about: sentence }],
  (at, { file }) => ['document', { title: `Files ${at}`, about: '', files: [{ file, label: 'Price list', about: sentence }] }],
  (at, { room }) => [
    'action-bar',
    {
      title: `Next ${at}`,
      buttons: [
        { id: 'toroom', label: 'Go on', to: { kind: 'room', room } },
        { id: 'topage', label: 'Read', to: { kind: 'address', address: 'https://example.com/' } },
        { id: 'tomail', label: 'Ask', to: { kind: 'mail', mail: 'help@example.com', subject: 'A question' } },
      ],
    },
  ],
  (at) => [
    'checklist',
    {
      title: `List ${at}`,
      about: '',
      scope: at % 4 === 1 ? 'person' : 'partnership',
      items: Array.from({ length: 6 }, (_, item) => ({ id: `item${at}x${item}`, title: `Item ${item}`, about: sentence })),
    },
  ],
  (at) => [
    'faq',
    {
      title: `Questions ${at}`,
      items: Array.from({ length: 5 }, (_, item) => ({
        id: `ask${at}x${item}x`,
        question: `How does it work, part ${item}?`,
        answer: { type: 'doc', content: [paragraph(written(sentence.repeat(2)))] },
      })),
    },
  ],
  (at) => [
    'goals',
    { title: `Goal ${at}`, about: '', source: { from: 'metric', metric: 'customers' }, target: 1_000_000, period: { by: 'quarter' } },
  ],
  (at) => ['analytics', { title: `Figure ${at}`, metric: 'customers', chart: 'number', grouping: 'month', periods: 12 }],
  (at) => ['video', { title: `Video ${at}`, source: { from: 'vimeo', id: '123456789' }, about: sentence }],
  (at) => ['introduction', { who: 'company', name: `Company ${at}`, photo: null, bio: sentence.repeat(2), phone: '', link: '' }],
  () => ['search', {}],
]
