import type { MembershipIn } from '#rooms/partners/people.actions.ts'
import type { UseIn } from '#rooms/room-use/intake.actions.ts'
import { addDays, epochDayOf, type Day } from '#shared/dates.ts'
import { diceOf, saltOf, type Dice } from './dice.ts'

/** How likely a room is looked at by somebody who is here that day, and for how many minutes. */
const habits: readonly [kind: string, chance: number, minutes: number][] = [
  ['overview', 0.9, 4],
  ['customers', 0.75, 14],
  ['tasks', 0.55, 9],
  ['report', 0.3, 7],
  ['kit', 0.2, 5],
  ['support', 0.06, 2],
]

/** Who looked at what since a day, both ends included: most on Mondays, few on weekends, everybody by habits of their own. */
export function* roomUseRows(seed: string, memberships: readonly MembershipIn[], since: Day, today: Day): Generator<UseIn> {
  for (const { email, partner, partnership } of memberships) {
    const person = diceOf(saltOf(seed)).of('room use').of(email).of(partnership)
    const keenness = 0.25 + person.roll('keenness') * 0.6
    for (let day = since; day <= today; day = addDays(day, 1)) {
      const dice = person.of(day)
      const weekday = (epochDayOf(day) + 3) % 7 // 0 is a Monday
      if (dice.isHit('here', keenness * (weekday > 4 ? 0.1 : weekday === 0 ? 1.2 : 1)))
        yield* dayOf({ email, partner, partnership, day }, dice)
    }
  }
}

const dayOf = (who: Pick<UseIn, 'email' | 'partner' | 'partnership' | 'day'>, dice: Dice): UseIn[] => {
  const stays = dice.between('stays', 1, 3)
  const rooms = habits.flatMap(([kind, chance, minutes]) => {
    if (!dice.isHit(kind, chance)) return []
    const views = dice.between(`${kind} views`, 1, 4)
    const seconds = Math.round(minutes * 60 * (0.4 + dice.roll(`${kind} time`) * 1.4))
    return [{ ...who, kind, views, stays: Math.min(views, stays), seconds }]
  })
  return [{ ...who, kind: null, views: 0, stays, seconds: 0 }, ...rooms]
}
