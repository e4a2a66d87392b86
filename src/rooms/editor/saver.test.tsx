import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { CallProblem } from '#ui/api-client.tsx'
import type { Blocks } from './blocks.rules.ts'
import { Saver, type Known, type SaveState, type Theirs } from './saver.tsx'

const block = (id: string, text = ''): DraftBlock => ({ id, kind: 'text', width: 'full', settings: { text } })
const changed = () => new CallProblem('draft.changed-meanwhile', 409, 'Somebody was quicker.')

/** A server of one room, which can be made to fail. */
const openServer = () => {
  let stands: Theirs = { version: 0, blocks: [], changedBy: null }
  const failures: Error[] = []
  const sent: (Known & { keepsOther: boolean })[] = []
  const states: SaveState['kind'][] = []
  let last: SaveState = { kind: 'saved' }
  const accept = (blocks: Blocks, changedBy: string) => {
    stands = { version: stands.version + 1, blocks, changedBy }
  }
  const saver = new Saver<object>({
    known: stands,
    save: async (given) => {
      sent.push(given)
      await new Promise((done) => setTimeout(done, 100))
      const failure = failures.shift()
      if (failure) throw failure
      if (given.version !== stands.version) throw changed()
      accept(given.blocks, 'me')
      return { version: stands.version }
    },
    read: async () => stands,
    told: (state) => {
      last = state
      states.push(state.kind)
    },
    saved: () => {},
  })
  return { saver, sent, states, failures, accept, stands: () => stands, state: () => last }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('saving by itself', () => {
  it('sends what stands once it rests, and no letter twice', async () => {
    const { saver, sent, states, stands } = openServer()
    for (const text of ['a', 'ab', 'abc']) {
      saver.want([block('1', text)])
      await wait(200)
    }
    await wait(2_000)
    expect(sent).toHaveLength(1)
    expect(stands().blocks).toEqual([block('1', 'abc')])
    expect(states.at(-1)).toBe('saved')
  })
  it('sends what was changed while a save was under way afterwards, and never two at once', async () => {
    const { saver, sent, stands } = openServer()
    saver.want([block('1', 'a')])
    await wait(750)
    saver.want([block('1', 'b')])
    expect(sent).toHaveLength(1)
    await wait(2_000)
    expect(sent.map(({ version }) => version)).toEqual([0, 1])
    expect(stands()).toMatchObject({ version: 2, blocks: [block('1', 'b')] })
  })
  it('sends nothing where a change was undone before it was sent', async () => {
    const { saver, sent, state } = openServer()
    saver.want([block('1')])
    saver.want([])
    await wait(2_000)
    expect(sent).toEqual([])
    expect(state().kind).toBe('saved')
  })
  it('tries again by itself when the portal was not reached', async () => {
    const { saver, failures, states, stands } = openServer()
    failures.push(new CallProblem('network', 0, 'Not reached.'), new CallProblem('http-503', 503, 'Stopping.'))
    saver.want([block('1')])
    await wait(1_000)
    expect(states.at(-1)).toBe('failed')
    await wait(10_000)
    expect(states.at(-1)).toBe('saved')
    expect(stands().version).toBe(1)
  })
  it('leaves alone what the server can’t take, until it is changed', async () => {
    const { saver, failures, sent, state } = openServer()
    failures.push(new CallProblem('draft.too-large', 400, 'Too large.'))
    saver.want([block('1')])
    await wait(60_000)
    expect(sent).toHaveLength(1)
    expect(state().kind).toBe('failed')
    saver.want([block('2')])
    await wait(2_000)
    expect(state().kind).toBe('saved')
  })
  it('takes a save whose answer was lost for what it is: done', async () => {
    const { saver, failures, accept, state, stands } = openServer()
    saver.want([block('1')])
    failures.push(new CallProblem('network', 0, 'Not reached.'))
    await wait(750)
    accept([block('1')], 'me') // it had arrived
    await wait(10_000)
    expect(state().kind).toBe('saved')
    expect(stands().version).toBe(1)
  })
  it('says whether all is saved, for what must not be done before', async () => {
    const { saver, failures } = openServer()
    saver.want([block('1')])
    const settled = saver.settle()
    await wait(200)
    expect(await settled).toBe(true)
    failures.push(new CallProblem('network', 0, 'Not reached.'))
    saver.want([block('2')])
    const missed = saver.settle()
    await wait(200)
    expect(await missed).toBe(false)
  })
})

describe('somebody who saved first', () => {
  const conflict = async () => {
    const server = openServer()
    server.accept([block('theirs')], 'Ines')
    server.saver.want([block('mine')])
    await wait(1_000)
    return server
  }
  it('is shown, with what they saved and what both began from; nothing of theirs is overwritten', async () => {
    const { state, stands, sent, saver } = await conflict()
    expect(state()).toMatchObject({ kind: 'conflict', base: [], theirs: { changedBy: 'Ines', blocks: [block('theirs')] } })
    saver.want([block('mine', 'more')])
    await wait(60_000)
    expect(sent).toHaveLength(1)
    expect(stands().blocks).toEqual([block('theirs')])
  })
  it('is written over only when that was decided, and then kept aside', async () => {
    const { saver, state, stands, sent } = await conflict()
    void saver.decide(stands(), [block('mine')], true)
    await wait(1_000)
    expect(state().kind).toBe('saved')
    expect(sent.at(-1)).toMatchObject({ version: 1, keepsOther: true })
    saver.want([block('mine', 'later')])
    await wait(2_000)
    expect(sent.at(-1)).toMatchObject({ version: 2, keepsOther: false })
  })
  it('stays as it is when theirs is taken: there is nothing to send', async () => {
    const { saver, state, stands, sent } = await conflict()
    void saver.decide(stands(), stands().blocks, false)
    await wait(1_000)
    expect(state().kind).toBe('saved')
    expect(sent).toHaveLength(1)
  })
  it('who changed nothing is no conflict', async () => {
    const { saver, accept, state } = openServer()
    accept([], 'Ines')
    saver.want([block('mine')])
    await wait(2_000)
    expect(state().kind).toBe('saved')
  })
})
