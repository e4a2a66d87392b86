import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { search } from '#rooms/search/contract.ts'
import { compete, type Contestant, type Pace } from '../load.ts'
import type { Outcome } from '../outcome.ts'
import { startBare, startPortal } from '../servers.ts'
import type { Place, Stage } from '../stage.ts'
import { perSecond, withChildren } from './servers-for.ts'

/** How many ask at once where it is about the time that one of them waits. */
const someAtOnce = 4

/** Row 11: the search over everything, at the partnership with the most customers. */
export const searchRows = async (stage: Stage, pace: Pace): Promise<Outcome[]> => {
  const [place] = stage.places
  if (!place) throw new Error('The demo has no partnership')
  const seat = await stage.seatFor(place, 'all')
  const { beginning, mistyped } = await typedFor(stage, place)
  return withChildren([() => startBare(stage, seat), () => startPortal(stage)], async ([bare, portal]) => {
    const row = async (work: string, text: string): Promise<Outcome[]> => {
      const path = `/search?text=${encodeURIComponent(text)}`
      const asked: Contestant = { name: work, url: `${portal}/api${path}`, cookie: seat.cookie }
      await insistFound(asked)
      const plain: Contestant = { name: `${work}, bare`, url: `${bare}/plain${path}` }
      const prepared: Contestant = { name: `${work}, bare and prepared`, url: `${bare}/prepared${path}` }
      const [byPlain, byPrepared, measured] = await compete([plain, prepared, asked], pace)
      const [waited] = await compete([asked], { ...pace, connections: someAtOnce })
      if (!byPlain || !byPrepared || !measured || !waited) throw new Error('A contestant is missing')
      const figures = {
        ...{ bare: byPlain.perSecond, prepared: byPrepared.perSecond, portal: measured.perSecond },
        ...{ p99Milliseconds: waited.p99Milliseconds, p99MillisecondsLoaded: measured.p99Milliseconds },
      }
      return [
        {
          ...{ row: '11', work: `${work}, ${place.customers} customers`, measured: perSecond(measured), unit: 'share', figures },
          ...{ baseline: `${perSecond(byPlain)} (prepared ${perSecond(byPrepared)})`, value: measured.share, target: { least: 0.8 } },
        },
        {
          ...{
            row: '11',
            work: `  99 of 100 within, ${someAtOnce} at once`,
            measured: perSecond(waited),
            baseline: '',
            unit: 'ms',
            figures,
          },
          ...{ value: waited.p99Milliseconds, target: { most: 50 } },
        },
      ]
    }
    return [...(await row('search by the beginning of a word', beginning)), ...(await row('search for a mistyped name', mistyped))]
  })
}

/** What somebody types of a name that the partnership has: its beginning, and two letters of it the wrong way round. */
const typedFor = async ({ admin }: Stage, { partnerId, partnershipId }: Place) => {
  const [found] = await admin<{ word: string }>(
    `select word from partnership_word where partner_id = $1 and partnership_id = $2 and length(word) >= 9 order by md5(word) limit 1`,
    [partnerId, partnershipId],
  )
  if (!found) throw new Error('No customer of the partnership has a long name')
  const letters = [...found.word]
  const at = letters.findIndex((letter, place) => place > 2 && letter !== letters[place + 1])
  const [one = '', other = ''] = letters.slice(at, at + 2)
  return { beginning: letters.slice(0, 4).join(''), mistyped: letters.toSpliced(at, 2, other, one).join('') }
}

/** Finding nothing would be quick. Without the headers of fetch, which are those of another browser than the seat's. */
const insistFound = async ({ url, cookie }: Contestant): Promise<void> => {
  const [response] = (await once(get(url, { headers: { cookie: cookie ?? '' } }), 'response')) as [IncomingMessage] // as node:http tells it
  const told = Found.safeParse(await json(response))
  if (!told.data?.groups.some(({ kind, total }) => kind === 'customer' && total > 0))
    throw new Error(`${url} answered ${response.statusCode} and found no customer`)
}
const Found = search.all.reply
