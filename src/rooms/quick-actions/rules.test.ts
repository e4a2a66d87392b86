import { describe, expect, it } from 'vitest'
import type { Permission } from '#shared/config.ts'
import { byUse, isUsable, mayAdd, mayCount, mayOpen, mayOrder, maxActions, type Target } from './rules.ts'

const has = (...permissions: Permission[]) => new Set(permissions)

describe('a target', () => {
  it.each<[Target, boolean]>([
    [{ kind: 'room', target: 'report' }, true],
    [{ kind: 'room', target: 'leads' }, false],
    [{ kind: 'room', target: 'nowhere' }, false],
    [{ kind: 'custom-room', target: '' }, true],
    [{ kind: 'page', target: 'exports' }, true],
    [{ kind: 'page', target: 'constructor' }, false],
    [{ kind: 'page', target: '/staff' }, false],
    [{ kind: 'link', target: 'https://vendor.example/form?a=1' }, true],
    [{ kind: 'link', target: 'http://vendor.example' }, false],
    [{ kind: 'link', target: 'javascript:alert(1)' }, false],
    [{ kind: 'link', target: '//elsewhere.example' }, false],
    [{ kind: 'mail', target: 'help@vendor.example' }, true],
    [{ kind: 'mail', target: 'help@vendor.example?bcc=all@elsewhere.example' }, false],
    [{ kind: 'mail', target: 'a@b.example,c@d.example' }, false],
  ])('%o can be one: %s', (target, wanted) => expect(isUsable(target)).toBe(wanted))

  it.each<[Target, Permission[], string[], boolean]>([
    [{ kind: 'room', target: 'report' }, ['report.read'], ['report'], true],
    [{ kind: 'room', target: 'report' }, ['report.read'], ['customers'], false],
    [{ kind: 'room', target: 'report' }, ['kit.read'], ['report'], false],
    [{ kind: 'room', target: 'support' }, [], ['support'], true],
    [{ kind: 'page', target: 'people' }, ['person.read'], [], true],
    [{ kind: 'page', target: 'people' }, [], [], false],
    [{ kind: 'page', target: 'account' }, [], [], true],
    [{ kind: 'link', target: 'https://vendor.example' }, [], [], true],
  ])('%o with %o and the rooms %o opens: %s', (target, permissions, openRooms, wanted) =>
    expect(mayOpen({ permissions: has(...permissions), openRooms }, target)).toBe(wanted),
  )
})

describe('the order', () => {
  it('is by use, then as the vendor has it', () => {
    const rows = [
      { id: 1, position: 1, uses: 0 },
      { id: 2, position: 2, uses: 4 },
      { id: 3, position: 3, uses: 4 },
      { id: 4, position: 2, uses: 0 },
    ]
    expect(rows.toSorted(byUse).map(({ id }) => id)).toEqual([2, 3, 1, 4])
  })

  it('takes all of them, each once', () => {
    expect(mayOrder([1, 2], [2, 1])).toEqual({ may: true })
    for (const asked of [[1], [1, 1], [1, 3], [1, 2, 3]])
      expect(mayOrder([1, 2], asked)).toMatchObject({ may: false, code: 'quick-action.order-outdated' })
  })
})

it('has room for a hundred, and counts what partners’ people do', () => {
  expect(mayAdd(maxActions - 1)).toEqual({ may: true })
  expect(mayAdd(maxActions)).toMatchObject({ may: false, code: 'quick-action.too-many' })
  expect(mayCount({ kind: 'member' })).toEqual({ may: true })
  expect(mayCount({ kind: 'staff' })).toMatchObject({ may: false, code: 'quick-action.of-partners-people' })
})
