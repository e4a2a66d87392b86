import { get, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { compete, type Contestant, type Measured, type Pace } from '../load.ts'
import type { Outcome } from '../outcome.ts'
import { withRooms } from '../rooms.ts'
import { startBare, startPortal } from '../servers.ts'
import { largest, nearest, type Seat, type Stage } from '../stage.ts'
import { perSecond, withChildren } from './servers-for.ts'

const many = { rooms: 200, blocks: 50 }
const few = { rooms: 5, blocks: 5 }
/** How many ask at once where it is about the time that one of them waits. */
const someAtOnce = 4

/** Rooms: the menu of two hundred and a room of fifty blocks, against five rooms of five blocks. */
export const roomRows = async (stage: Stage, smaller: Stage, pace: Pace): Promise<Outcome[]> => {
  const small = await smaller.seatFor(largest(smaller, 'usage'), 'all')
  const large = await stage.seatFor(nearest(stage, 'usage', small.place.customers), 'all')
  return withRooms(smaller, small.place, few, (short) =>
    withRooms(stage, large.place, many, (long) =>
      withChildren(
        [() => startPortal(smaller), () => startPortal(stage), () => startBare(smaller, small), () => startBare(stage, large)],
        async ([shortPortal, longPortal, shortBare, longBare]) => {
          const menuOf = (portal: string | undefined, { cookie }: Seat): Contestant => ({
            name: 'menu',
            url: `${portal}/api/rooms`,
            cookie,
          })
          const roomOf = (portal: string | undefined, { cookie }: Seat, id: string): Contestant => ({
            ...{ name: 'room', url: `${portal}/api/rooms/${id}`, cookie },
          })
          const [shortMenu, longMenu] = [menuOf(shortPortal, small), menuOf(longPortal, large)]
          const [shortRoom, longRoom] = [roomOf(shortPortal, small, short.lastRoom), roomOf(longPortal, large, long.lastRoom)]
          // A room that lost blocks on the way would be quick.
          await insistOn(longMenu, 'items', long.menu)
          await insistOn(longRoom, 'blocks', many.blocks)
          await insistOn(shortRoom, 'blocks', few.blocks)
          const bare = (origin: string | undefined): Contestant => ({ name: 'menu, bare', url: `${origin}/plain/by-hand/rooms` })
          const [menuBare, menu, menuShort, menuBareShort] = await all(
            compete([bare(longBare), longMenu, shortMenu, bare(shortBare)], pace),
          )
          const [room, roomShort] = await all(compete([longRoom, shortRoom], pace))
          const [waitMenu, waitRoom] = await all(compete([longMenu, longRoom], { ...pace, connections: someAtOnce }))
          // What the longer reply costs any handler is no fault of the portal's.
          const growth = menuShort.share / menu.share / (menuBareShort.share / menuBare.share)
          return [
            row(`menu of ${long.menu} rooms`, menu, perSecond(menuBare), { value: menu.share, target: undefined, unit: 'share' }),
            row(`  against a menu of ${short.menu}, beyond its bytes`, menu, perSecond(menuShort), { value: growth, target: { most: 1.5 }, unit: 'times' }),
            waiting(`  99 of 100 within, ${someAtOnce} at once`, waitMenu, 50),
            row(`room of ${many.blocks} blocks among ${many.rooms} such`, room, `${perSecond(roomShort)}, ${few.blocks} blocks`, {
              value: roomShort.share / room.share, target: undefined, unit: 'times',
            }),
            waiting(`  99 of 100 within, ${someAtOnce} at once`, waitRoom, 100),
          ] // prettier-ignore
        },
      ),
    ),
  )
}

const insistOn = async ({ url, cookie }: Contestant, list: 'items' | 'blocks', count: number): Promise<void> => {
  // Not by fetch, which says more of itself than the seat's browser did and would be another one.
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { cookie: cookie ?? '' }, agent: false }, resolve).on('error', reject)
  })
  // Our own reply: what is not a list there fails below.
  const told = ((await json(response)) as Record<string, unknown[] | undefined>)[list]?.length
  if (told !== count) throw new Error(`${url} answered ${response.statusCode} with ${told} ${list} instead of ${count}`)
}

/** As many as were asked for. */
const all = async (measured: Promise<Measured[]>): Promise<[Measured, Measured, Measured, Measured]> => {
  const [first, second, third = second, fourth = second] = await measured
  if (!first || !second || !third || !fourth) throw new Error('A contestant is missing')
  return [first, second, third, fourth]
}

const row = (work: string, measured: Measured, baseline: string, rest: Pick<Outcome, 'value' | 'target' | 'unit'>): Outcome => ({
  ...{ row: 'rooms', work, measured: perSecond(measured), baseline, ...rest },
  figures: { perSecond: measured.perSecond, p99Milliseconds: measured.p99Milliseconds },
})

const waiting = (work: string, measured: Measured, most: number): Outcome =>
  row(work, measured, '', { value: measured.p99Milliseconds, target: { most }, unit: 'ms' })
