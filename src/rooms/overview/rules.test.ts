import { describe, expect, it } from 'vitest'
import type { Permission } from '#shared/config.ts'
import {
  arrangedFeed, completed, feedLines, mayOffer, mayPlace, newSince, placed, suitsReader, usualWidgets, widgetCodes,
  type DefaultWidget, type OwnWidget, type WidgetReader,
} from './rules.ts' // prettier-ignore

const reader = (parts: Partial<WidgetReader> = {}): WidgetReader => ({
  permissions: new Set<Permission>(['customer.read', 'task.read', 'report.read', 'commercial.read']),
  openRooms: ['overview', 'customers', 'tasks', 'report', 'quick-actions'],
  layout: 'orders',
  ...parts,
})
const codes = (widgets: readonly { code: string }[]) => widgets.map(({ code }) => code)
const shown = (code: OwnWidget['code'], isShown = true): OwnWidget => ({ code, isShown })

describe('an overview', () => {
  it('is as usual where neither vendor nor person chose', () => {
    const widgets = placed(usualWidgets, null, reader())
    expect(codes(widgets)).toEqual(widgetCodes)
    expect(codes(widgets.filter(({ isShown }) => !isShown))).toEqual(['trend', 'renewals'])
  })

  it('has nothing that is not for its reader', () => {
    const marketing = reader({ permissions: new Set<Permission>(['kit.read']), openRooms: ['overview', 'kit'] })
    expect(codes(placed(usualWidgets, [shown('tasks'), shown('renewals')], marketing))).toEqual(['figures', 'announcements', 'feed'])
    expect(suitsReader('renewals', reader({ layout: 'usage' }))).toBe(false)
    expect(suitsReader('renewals', reader({ permissions: new Set<Permission>(['report.read']) }))).toBe(false)
    expect(suitsReader('tasks', reader({ openRooms: ['overview'] }))).toBe(false)
  })

  it('is in the person’s order, and what they never placed stands behind what the vendor has it behind', () => {
    const own = [shown('feed'), shown('figures'), shown('announcements', false)]
    const widgets = placed(usualWidgets, own, reader())
    expect(codes(widgets)).toEqual(
      ['feed', 'figures', 'quick-actions', 'announcements', 'tasks', 'trend', 'renewals'].toSorted(
        (a, b) => codes(widgets).indexOf(a as never) - codes(widgets).indexOf(b as never),
      ),
    )
    expect(codes(widgets).slice(0, 2)).toEqual(['feed', 'tasks'])
    expect(widgets.find(({ code }) => code === 'announcements')?.isShown).toBe(false)
  })

  it('lets nobody hide what is fixed, nor have what is off', () => {
    const arranged: DefaultWidget[] = [
      { code: 'announcements', state: 'fixed' },
      { code: 'feed', state: 'off' },
    ]
    const own = [shown('feed'), shown('announcements', false)]
    const widgets = placed(arranged, own, reader())
    expect(codes(widgets)).not.toContain('feed')
    expect(widgets.find(({ code }) => code === 'announcements')).toMatchObject({ isShown: true, isFixed: true })
    expect(mayPlace(arranged, [shown('feed')], reader())).toMatchObject({ may: false, code: 'overview.widget-not-allowed' })
    expect(mayPlace(arranged, [shown('announcements', false)], reader())).toMatchObject({ may: false, code: 'overview.widget-fixed' })
    expect(mayPlace(arranged, [shown('announcements'), shown('tasks', false)], reader())).toEqual({ may: true })
    expect(mayPlace(usualWidgets, [shown('renewals')], reader({ layout: 'usage' }))).toMatchObject({ may: false })
  })

  it('keeps a widget that came after the vendor chose, and forgets one that is gone', () => {
    const gone = { code: 'weather', state: 'shown' } as unknown as DefaultWidget // as an older version stored it
    expect(codes(completed([gone, { code: 'feed', state: 'fixed' }]))).toEqual(['feed', ...widgetCodes.filter((code) => code !== 'feed')])
    expect(mayOffer([{ code: 'renewals', state: 'shown' }], { reportLayout: 'usage' })).toMatchObject({ may: false })
    expect(mayOffer([{ code: 'renewals', state: 'shown' }], { reportLayout: 'orders' })).toEqual({ may: true })
  })
})

describe('what is new', () => {
  const now = Temporal.Instant.from('2026-06-10T12:00:00Z')
  it.each([
    ['never here', { since: null, visitedAt: null }, null],
    ['a first visit goes on', { since: null, visitedAt: '2026-06-10T11:50:00Z' }, null],
    ['a visit goes on', { since: '2026-06-08T10:00:00Z', visitedAt: '2026-06-10T11:31:00Z' }, '2026-06-08T10:00:00Z'],
    ['another visit', { since: '2026-06-08T10:00:00Z', visitedAt: '2026-06-10T11:29:00Z' }, '2026-06-10T11:29:00Z'],
  ])('%s', (_, visits, wanted) => expect(newSince(visits, now)).toBe(wanted))

  it('is what came after; the newest first, and not without end', () => {
    const items = ['2026-06-10T09:00:00Z', '2026-06-10T10:00:00.5Z', '2026-06-10T10:00:00Z'].map((at) => ({ at }))
    const since = '2026-06-10T10:00:00Z'
    expect(arrangedFeed(items, since).map(({ at, isNew }) => `${at} ${isNew}`)).toEqual([
      '2026-06-10T10:00:00.5Z true', '2026-06-10T10:00:00Z false', '2026-06-10T09:00:00Z false',
    ]) // prettier-ignore
    expect(arrangedFeed(items, null).some(({ isNew }) => isNew)).toBe(false)
    expect(
      arrangedFeed(
        Array.from({ length: 200 }, () => ({ at: since })),
        null,
      ),
    ).toHaveLength(feedLines)
  })
})
