import { describe, expect, it } from 'vitest'
import { playerAddress, videoOf, watchAddress } from './video/address.rules.ts'
import { isReady, progressIn } from './video/messages.rules.ts'
import { watching } from './video/watching.rules.ts'

describe('the video of an address', () => {
  const youtube = { from: 'youtube', id: 'dQw4w9WgXcQ' }
  const loom = { from: 'loom', id: '0123456789abcdef0123456789abcdef' }
  it.each([
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10s', youtube],
    ['https://www.youtube.com/watch?list=x&v=dQw4w9WgXcQ', youtube],
    ['https://youtu.be/dQw4w9WgXcQ?si=abc', youtube],
    ['https://m.youtube.com/shorts/dQw4w9WgXcQ', youtube],
    ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ', youtube],
    [' https://vimeo.com/76979871 ', { from: 'vimeo', id: '76979871' }],
    ['https://vimeo.com/76979871/8272103f6e', { from: 'vimeo', id: '76979871', key: '8272103f6e' }],
    ['https://player.vimeo.com/video/76979871?h=8272103f6e&badge=0', { from: 'vimeo', id: '76979871', key: '8272103f6e' }],
    ['https://www.loom.com/share/0123456789abcdef0123456789abcdef?sid=x', loom],
    ['https://loom.com/embed/0123456789abcdef0123456789abcdef', loom],
  ])('%s', (address, found) => expect(videoOf(address)).toEqual(found))
  it.each([
    'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ', 'https://evil.example/?u=https://youtu.be/dQw4w9WgXcQ', 'javascript:https://youtu.be/dQw4w9WgXcQ', 'https://youtu.be/dQw4w9WgXcQQ',
    'https://youtu.be/dQw4w9WgXc', 'https://www.youtube.com/watch?v=', 'https://notvimeo.com/76979871', 'https://vimeo.com/', 'dQw4w9WgXcQ', '', 'https://www.loom.com/share/xyz',
  ])('%j is none', (address) => expect(videoOf(address)).toBeUndefined()) // prettier-ignore
  it('is the same after it was shown', () => {
    for (const address of [
      'https://youtu.be/dQw4w9WgXcQ',
      'https://vimeo.com/76979871/8272103f6e',
      `https://www.loom.com/share/${loom.id}`,
    ]) {
      const found = videoOf(address)
      expect(found && videoOf(watchAddress(found))).toEqual(found)
    }
  })
  it('is played by its provider’s quietest player', () => {
    expect(playerAddress({ from: 'youtube', id: 'dQw4w9WgXcQ' }, 'https://p.example')).toMatch(/^https:\/\/www\.youtube-nocookie\.com\/embed\/dQw4w9WgXcQ\?/)
    expect(playerAddress({ from: 'vimeo', id: '76979871', key: 'abc123' }, 'https://p.example')).toBe('https://player.vimeo.com/video/76979871?dnt=1&h=abc123')
  }) // prettier-ignore
})

describe('the share that was watched', () => {
  const play = (times: number[], length: number) => {
    const seen = watching()
    return times.flatMap((at) => seen.at(at, length) ?? [])
  }
  const every = (from: number, to: number, step = 0.25) =>
    Array.from({ length: Math.round((to - from) / step) }, (_, at) => from + at * step)

  it('grows in twentieths, and is all of it at the end', () => {
    const told = play(every(0, 100), 100)
    expect(told).toHaveLength(20)
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })
  it('is not all of it for who jumps to the end', () => expect(Math.max(...play([0, 1, 2, 97, 98, 99], 100))).toBeLessThan(0.1))
  it('counts what is seen twice once', () => expect(Math.max(...play([...every(0, 50), ...every(0, 50)], 100))).toBeLessThan(0.55))
  it('counts what passes while a player plays twice as fast', () => expect(play(every(0, 100, 2), 100).at(-1)).toBe(1))
  it('of a video of a second is all of it at once', () => expect(play([0], 1)).toEqual([1]))
  it.each([[NaN, 10], [1, NaN], [1, 0], [-1, 10], [1, Infinity], [Infinity, 10]])('is nothing at %s of %s', (at, length) =>
    expect(play([at], length)).toEqual([])) // prettier-ignore
})

describe('what players say', () => {
  it('is heard in each one’s own words', () => {
    expect(progressIn('youtube', JSON.stringify({ event: 'infoDelivery', info: { currentTime: 3.5, duration: 60 } }))).toEqual({ seconds: 3.5, length: 60 })
    expect(progressIn('vimeo', { event: 'timeupdate', data: { seconds: 2, duration: 9 } })).toEqual({ seconds: 2, length: 9 })
    expect([isReady('vimeo', '{"event":"ready"}'), isReady('youtube', '{"event":"ready"}')]).toEqual([true, false])
  }) // prettier-ignore
  it.each([null, undefined, 5, '', '{', '[]', {}, { event: 'infoDelivery' }, { event: 'infoDelivery', info: { currentTime: '3', duration: 60 } }])(
    'and %j is not for us', (said) => expect([progressIn('youtube', said), progressIn('vimeo', said), progressIn('loom', said)]).toEqual([undefined, undefined, undefined]),
  ) // prettier-ignore
})
