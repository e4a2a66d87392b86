import { describe, expect, it } from 'vitest'
import type { TaskSeverity } from './contract.ts'
import { afterDeed, countsAsOpen, mayDo, settled, stateOn, type Deed, type TaskLife, type TaskState } from './life.rules.ts'

const today = '2026-06-10'
const life = (state: TaskState, parts: Partial<TaskLife> = {}): TaskLife => ({
  state,
  severity: 'medium',
  snoozedUntil: state === 'snoozed' ? '2026-06-20' : null,
  quietUntil: state === 'done' || state === 'dismissed' ? '2026-06-20' : null,
  endedOn: state === 'resolved' ? '2026-06-01' : null,
  ...parts,
})

describe('what the engine finds', () => {
  it.each<[string, TaskLife | undefined, TaskSeverity | undefined, TaskState | undefined, string[]]>([
    ['raises what is new', undefined, 'low', 'open', ['raised']],
    ['says nothing of nothing', undefined, undefined, undefined, []],
    ['leaves the same alone', life('open'), 'medium', 'open', []],
    ['lets rise in place', life('acknowledged'), 'high', 'acknowledged', ['worsened']],
    ['lets fall in place', life('open'), 'low', 'open', ['eased']],
    ['leaves what sleeps asleep', life('snoozed'), 'medium', 'snoozed', []],
    ['wakes on the day', life('snoozed', { snoozedUntil: today }), 'medium', 'open', ['woke']],
    ['wakes what got worse', life('snoozed'), 'high', 'open', ['woke', 'worsened']],
    ['eases what sleeps without waking it', life('snoozed'), 'low', 'snoozed', ['eased']],
    ['resolves what is gone', life('snoozed'), undefined, 'resolved', ['resolved']],
    ['reopens what came back', life('resolved'), 'low', 'open', ['reopened']],
    ['believes what is done while it goes on', life('done'), 'medium', 'done', []],
    ['believes it for its days only', life('done', { quietUntil: today }), 'medium', 'open', ['reopened']],
    ['reopens what was done, went and came back', life('done', { endedOn: '2026-06-05' }), 'low', 'open', ['reopened']],
    ['reopens what is worse than what was done', life('done'), 'high', 'open', ['reopened']],
    ['keeps dismissed quiet', life('dismissed'), 'medium', 'dismissed', []],
    ['keeps dismissed quiet when it went and came back', life('dismissed', { endedOn: '2026-06-05' }), 'low', 'dismissed', []],
    ['reopens dismissed after its days', life('dismissed', { quietUntil: today }), 'low', 'open', ['reopened']],
    ['reopens dismissed that got worse', life('dismissed'), 'high', 'open', ['reopened']],
    ['leaves closed closed', life('done'), undefined, 'done', []],
  ])('%s', (_, before, found, state, events) => {
    const after = settled(before, found, today)
    expect(after.life?.state).toBe(state)
    expect(after.events).toEqual(events)
    // Twice the same findings change nothing.
    expect(settled(after.life, found, today)).toEqual({ life: after.life, events: [] })
  })
  it('remembers since when the cause of a closed task is gone, and forgets it when the cause is back', () => {
    expect(settled(life('dismissed'), undefined, today).life?.endedOn).toBe(today)
    expect(settled(life('dismissed', { endedOn: '2026-06-05' }), undefined, today).life?.endedOn).toBe('2026-06-05')
    expect(settled(life('dismissed', { endedOn: '2026-06-05' }), 'low', today).life?.endedOn).toBeNull()
  })
})

describe('what people do', () => {
  it.each<[TaskState, Deed['kind'], string | undefined]>([
    ['open', 'acknowledged', undefined],
    ['acknowledged', 'acknowledged', 'task.acknowledged-already'],
    ['snoozed', 'acknowledged', 'task.snoozed'],
    ['open', 'unacknowledged', 'task.not-acknowledged'],
    ['open', 'woke', 'task.not-snoozed'],
    ['snoozed', 'done', undefined],
    ['done', 'done', 'task.closed'],
    ['open', 'reopened', 'task.open-already'],
    ['dismissed', 'reopened', undefined],
    ['resolved', 'reopened', 'task.cause-gone'],
  ])('%s: %s', (state, kind, code) => {
    const verdict = mayDo(life(state), { kind } as Deed, today) // those that ask for nothing more
    expect(verdict.may ? undefined : verdict.code).toBe(code)
  })
  it.each([['2026-06-10', false], ['2026-06-11', true], ['2026-09-08', true], ['2026-09-09', false]])('snoozes until %s: %s', (until, may) =>
    expect(mayDo(life('open'), { kind: 'snoozed', until }, today).may).toBe(may)) // prettier-ignore
  it('keeps quiet for the chosen days from today on', () => {
    expect(afterDeed(life('snoozed'), { kind: 'dismissed', quietDays: 7 }, today)).toMatchObject({
      quietUntil: '2026-06-17',
      snoozedUntil: null,
    })
    expect(afterDeed(life('open'), { kind: 'done' }, today).quietUntil).toBe('2026-07-10')
  })
})

it('counts what is open, acknowledged, or snoozed until a day that has come', () => {
  const counted = (state: TaskState, parts?: Partial<TaskLife>) => countsAsOpen(life(state, parts), today)
  expect([counted('open'), counted('acknowledged'), counted('snoozed'), counted('snoozed', { snoozedUntil: today })]).toEqual([
    true,
    true,
    false,
    true,
  ])
  expect([counted('done'), counted('dismissed'), counted('resolved')]).toEqual([false, false, false])
  expect(stateOn(life('snoozed', { snoozedUntil: today }), today)).toBe('open')
})
