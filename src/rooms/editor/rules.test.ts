import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { changeBlock, changesBetween, duplicateBlock, insertBlocks, isSame, moveBlock, removeBlock, type Blocks } from './blocks.rules.ts'
import { sidesOf, withMineAsNew } from './conflict.rules.ts'
import { begin, canRedo, canUndo, maxSteps, pauseMs, redo, step, undo, type History } from './history.rules.ts'
import { hasChanges, mayBeSoLarge, mayHaveBlocks, mayPublish, maySave } from './rules.ts'

const block = (id: string, text = ''): DraftBlock => ({ id, kind: 'text', width: 'full', settings: { text } })
const blocks = (...ids: string[]): Blocks => ids.map((id) => block(id))
const idsOf = (list: Blocks) => list.map(({ id }) => id).join('')
const settingsOf = (list: Blocks) => list.map(({ settings }) => settings['text'])

describe('a room’s blocks', () => {
  it('take new ones behind the chosen one, or at the end', () => {
    expect(idsOf(insertBlocks(blocks('a', 'b'), blocks('x', 'y'), 'a'))).toBe('axyb')
    expect(idsOf(insertBlocks(blocks('a', 'b'), blocks('x'), undefined))).toBe('abx')
    expect(idsOf(insertBlocks(blocks('a', 'b'), blocks('x'), 'gone'))).toBe('abx')
  })
  it('move, and never out of the list', () => {
    expect(idsOf(moveBlock(blocks('a', 'b', 'c'), 'a', 2))).toBe('bca')
    expect(idsOf(moveBlock(blocks('a', 'b', 'c'), 'c', -4))).toBe('cab')
    expect(idsOf(moveBlock(blocks('a', 'b', 'c'), 'b', 9))).toBe('acb')
  })
  it('stay the same list where nothing changed, so that nothing is saved', () => {
    const list = blocks('a', 'b')
    expect(moveBlock(list, 'a', 0)).toBe(list)
    expect(moveBlock(list, 'gone', 1)).toBe(list)
    expect(removeBlock(list, 'gone')).toBe(list)
    expect(changeBlock(list, 'gone', { width: 'half' })).toBe(list)
    expect(duplicateBlock(list, 'gone', 'x')).toBe(list)
  })
  it('are copied under another id, right behind', () => {
    const copied = duplicateBlock([block('a', 'one'), block('b')], 'a', 'x')
    expect(idsOf(copied)).toBe('axb')
    expect(settingsOf(copied)).toEqual(['one', 'one', ''])
  })
  it('are the same whatever order their keys have', () => {
    expect(isSame({ a: 1, b: { c: [1, null] } }, { b: { c: [1, null] }, a: 1, d: undefined })).toBe(true)
    expect(isSame([1, 2], [2, 1])).toBe(false)
    expect(isSame({ a: null }, {})).toBe(false)
    expect(isSame([], {})).toBe(false)
    expect(isSame({ a: 1 }, { b: 1 })).toBe(false)
  })
  it('say what became of them: one that was moved is one move', () => {
    const before = blocks('a', 'b', 'c', 'd')
    const after = [block('d'), block('a'), block('b', 'new'), block('x')]
    expect(changesBetween(before, after).map(({ block: { id }, change }) => `${id} ${change}`)).toEqual([
      'd moved', 'b changed', 'x added', 'c removed',
    ]) // prettier-ignore
    expect(changesBetween(before, before)).toEqual([])
  })
  it('have no changes exactly when both are alike', () => {
    const lists = fc.uniqueArray(fc.record({ id: fc.constantFrom(...'abcdef'), text: fc.constantFrom('', 'x') }), {
      selector: ({ id }) => id,
    })
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        const [before, after] = [one, other].map((list) => list.map(({ id, text }) => block(id, text))) as [DraftBlock[], DraftBlock[]] // two were mapped
        expect(changesBetween(before, after).length === 0).toBe(isSame(before, after))
      }),
    )
  })
})

describe('undoing', () => {
  it('makes one step of letters typed in quick succession, and two after a pause', () => {
    let history = begin('')
    for (const [at, text] of ['a', 'ab', 'abc'].entries()) history = step(history, text, { about: 'field', at: at * 100 })
    history = step(history, 'abcd', { about: 'field', at: 200 + pauseMs })
    expect(undo(history).present).toBe('abc')
    expect(undo(undo(history)).present).toBe('')
  })
  it('keeps steps about different things apart', () => {
    const history = step(step(begin(0), 1, { about: 'a', at: 0 }), 2, { about: 'b', at: 1 })
    expect(undo(history).present).toBe(1)
  })
  it('forgets what was undone as soon as something else is done', () => {
    const history = step(undo(step(begin(0), 1, { at: 0 })), 2, { at: 1 })
    expect(canRedo(history)).toBe(false)
    expect(undo(history).present).toBe(0)
  })
  it('does nothing where there is nothing, and counts no step where nothing changed', () => {
    const history = begin('x')
    expect(undo(history).present).toBe('x')
    expect(redo(history).present).toBe('x')
    expect(canUndo(step(history, 'x', { at: 0 }))).toBe(false)
  })
  it('holds a limited number of steps', () => {
    let history: History<number> = begin(0)
    for (let at = 1; at <= maxSteps + 50; at++) history = step(history, at, { at })
    let undone = 0
    for (; canUndo(history); undone++) history = undo(history)
    expect(undone).toBe(maxSteps)
    expect(history.present).toBe(50)
  })
  it('leads back to where it began, and forward again to the end, whatever was done', () => {
    const deeds = fc.array(
      fc.record({ value: fc.nat(5), about: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }), later: fc.nat(3_000) }),
      {
        maxLength: 60,
      },
    )
    fc.assert(
      fc.property(deeds, (done) => {
        let at = 0
        let history = begin(-1)
        for (const { value, about, later } of done) history = step(history, value, { about, at: (at += later) })
        const end = history.present
        let back = history
        while (canUndo(back)) {
          const { present } = back
          back = undo(back)
          expect(redo(back).present).toBe(present)
        }
        expect(back.present).toBe(-1)
        while (canRedo(back)) back = redo(back)
        expect(back.present).toBe(end)
        expect(back.past).toEqual(history.past)
      }),
    )
  })
})

describe('two editors at once', () => {
  const base = [block('a', '1'), block('b', '1'), block('c', '1')]
  it('are told what each of them did', () => {
    const sides = sidesOf({ base, mine: [block('a', 'mine'), ...base.slice(1)], theirs: base.slice(0, 2) })
    expect(sides.mine).toMatchObject([{ change: 'changed', block: { id: 'a' } }])
    expect(sides.theirs).toMatchObject([{ change: 'removed', block: { id: 'c' } }])
  })
  it('keep what one of them changed as new blocks beside the other’s', () => {
    let made = 0
    const newId = () => `n${++made}`
    const mine = [block('a', 'mine'), block('b', '1'), block('x', 'new'), block('c', 'mine too')]
    const theirs = [block('a', 'theirs'), block('b', '1')] // c is gone
    const merged = withMineAsNew({ base, mine, theirs }, newId)
    expect(merged.map(({ id, settings }) => [id, settings['text']])).toEqual([
      ['a', 'theirs'], ['n1', 'mine'], ['b', '1'], ['x', 'new'], ['c', 'mine too'],
    ]) // prettier-ignore
  })
  it('copy nothing that both did alike, and nothing that was left alone', () => {
    expect(withMineAsNew({ base, mine: base, theirs: [block('a', '2')] }, () => 'n')).toEqual([block('a', '2')])
    const both = [block('a', 'same'), ...base.slice(1)]
    expect(withMineAsNew({ base, mine: both, theirs: both }, () => 'n')).toEqual(both)
  })
  it('lose nothing that either of them wrote', () => {
    const lists = fc.uniqueArray(fc.record({ id: fc.constantFrom(...'abcdef'), text: fc.constantFrom('1', '2', '3') }), {
      selector: ({ id }) => id,
    })
    fc.assert(
      fc.property(lists, lists, lists, (...given) => {
        const [start, mine, theirs] = given.map((list) => list.map(({ id, text }) => block(id, text))) as [
          DraftBlock[],
          DraftBlock[],
          DraftBlock[],
        ] // three were mapped
        let made = 0
        const merged = withMineAsNew({ base: start, mine, theirs }, () => `n${++made}`)
        expect(new Set(merged.map(({ id }) => id)).size).toBe(merged.length)
        for (const one of theirs) expect(merged).toContainEqual(one)
        for (const { block: one, change } of changesBetween(start, mine))
          if (change === 'added' || change === 'changed') expect(merged.some(({ settings }) => isSame(settings, one.settings))).toBe(true)
      }),
    )
  })
})

describe('what may be done with a draft', () => {
  const draft = { kind: 'custom', label: 'Training', version: 3, blocks: blocks('a'), changedBy: 'Vera', publishedBlocks: null }
  it('is saved by who read what stands, and nobody else', () => {
    expect(maySave(draft, 3)).toEqual({ may: true })
    expect(maySave(draft, 2)).toMatchObject({ code: 'draft.changed-meanwhile', reason: expect.stringContaining('Vera') })
  })
  it('is of a room that is made of blocks', () => {
    expect(mayHaveBlocks(draft)).toEqual({ may: true })
    expect(mayHaveBlocks({ kind: 'report', label: 'Report' })).toMatchObject({ code: 'draft.only-custom' })
  })
  it('is published when partners would read something else', () => {
    expect(mayPublish(draft)).toEqual({ may: true })
    expect(mayPublish({ ...draft, publishedBlocks: blocks('a') })).toMatchObject({ code: 'draft.unchanged' })
    expect(mayPublish({ ...draft, blocks: [] })).toMatchObject({ code: 'draft.unchanged' })
    expect(mayPublish({ ...draft, blocks: [], publishedBlocks: blocks('a') })).toEqual({ may: true }) // emptied on purpose
    expect(hasChanges({ blocks: [], publishedBlocks: null })).toBe(false)
  })
  it('has a size', () => {
    expect(mayBeSoLarge(blocks('a'), 2_000_000)).toEqual({ may: true })
    expect(mayBeSoLarge(blocks('a'), 2_000_001)).toMatchObject({ code: 'draft.too-large' })
    expect(
      mayBeSoLarge(
        Array.from({ length: 201 }, (_, at) => block(String(at))),
        100,
      ),
    ).toMatchObject({ code: 'draft.too-large' })
  })
})
