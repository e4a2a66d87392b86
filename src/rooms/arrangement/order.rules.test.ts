import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grouped } from '#rooms/rooms/menu.rules.ts'
import { droppedAt, inMenuOrder, orderedLike, steppedBy } from './order.rules.ts'

const at = (id: string, group = '') => ({ id, group })
const shown = (rooms: readonly { id: string; group: string }[] | undefined) => rooms?.map(({ id, group }) => `${group}:${id}`).join(' ')
const menu = [at('a'), at('b'), at('c', 'Essentials'), at('d', 'Essentials'), at('e', 'Together')]

describe('a room that is moved', () => {
  it('stands where it was dropped, under the heading of the room whose place it took', () => {
    expect(shown(droppedAt(menu, 'a', 1))).toBe(':b :a Essentials:c Essentials:d Together:e')
    expect(shown(droppedAt(menu, 'a', 2))).toBe(':b Essentials:c Essentials:a Essentials:d Together:e')
    expect(shown(droppedAt(menu, 'e', 3))).toBe(':a :b Essentials:c Essentials:e Essentials:d')
    expect(shown(droppedAt(menu, 'e', 0))).toBe(':e :a :b Essentials:c Essentials:d')
    for (const [id, place] of [
      ['x', 0],
      ['a', 9],
      ['a', 0],
    ] as const)
      expect(shown(droppedAt(menu, id, place))).toBe(shown(menu))
  })
  it('goes under the next heading at the end of its own, and nowhere at the end of the menu', () => {
    expect(shown(steppedBy(menu, 'b', -1))).toBe(':b :a Essentials:c Essentials:d Together:e')
    expect(shown(steppedBy(menu, 'b', 1))).toBe(':a Essentials:b Essentials:c Essentials:d Together:e')
    expect(shown(steppedBy(menu, 'c', -1))).toBe(':a :b :c Essentials:d Together:e')
    expect([steppedBy(menu, 'a', -1), steppedBy(menu, 'e', 1), steppedBy(menu, 'x', 1)]).toEqual([undefined, undefined, undefined])
  })
  it('leaves every other room where it was, and goes back by the opposite step unless a heading vanished', () => {
    const rooms = fc
      .uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 4 }), group: fc.constantFrom('', 'A', 'B') }), {
        selector: ({ id }) => id,
        minLength: 1,
      })
      .map(inMenuOrder)
    fc.assert(
      fc.property(rooms, fc.nat(), fc.constantFrom(-1 as const, 1 as const), (all, which, step) => {
        const { id = '', group = '' } = all[which % all.length] ?? {}
        const after = steppedBy(all, id, step)
        if (!after) return
        const others = (list: typeof all) => shown(list.filter((one) => one.id !== id))
        expect(others(after)).toBe(others(all))
        if (grouped(after).some(({ heading }) => heading === group))
          expect(shown(steppedBy(after, id, step === 1 ? -1 : 1))).toBe(shown(all))
      }),
    )
  })
})

describe('the order of another type', () => {
  it('is taken over with its headings: same kinds and names as there, the others behind', () => {
    const placed = (kind: string, label: string, group = '') => ({ id: `${kind} ${label}`, kind, label, group })
    const own = [placed('kit', 'Kit'), placed('custom', 'Own', 'Mine'), placed('custom', 'Launch'), placed('report', 'Figures')]
    const other = [
      placed('report', 'Report'),
      placed('custom', 'Launch', 'Growth'),
      placed('tasks', 'Tasks'),
      placed('kit', 'Collateral', 'Growth'),
    ]
    expect(orderedLike(own, other).map(({ label, group }) => `${group}:${label}`)).toEqual([
      ':Figures',
      'Growth:Launch',
      'Growth:Kit',
      'Mine:Own',
    ])
    expect(orderedLike(own, []).map(({ label }) => label)).toEqual(['Kit', 'Launch', 'Figures', 'Own'])
  })
})
