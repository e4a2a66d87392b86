import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subTabs } from '#shared/config.ts'
import { linkPages } from '#shared/link.ts'
import { testKeys } from '../../../test/world.ts'
import { goPath, openLink, type LinkMaker, type LinkTarget } from './deep-link.ts'

const at = (moment: string, realm: 'real' | 'demo' = 'real'): LinkMaker => ({
  keys: testKeys(realm),
  now: () => Temporal.Instant.from(moment),
  origin: 'https://partners.example.com',
  realm,
})
const made = '2026-06-10T12:00:00Z'
const target: LinkTarget = { userId: 7, partnershipId: 12, customerId: 345, subTab: 'usage' }
const tokenOf = (path: string) => path.slice('/go#'.length)
const tokenAt = (moment: string, of: LinkTarget = target) => tokenOf(goPath(at(moment), of))

describe('a deep link', () => {
  it('comes back as it went in, whatever it names', () => {
    const id = fc.integer({ min: 1, max: 2 ** 48 - 1 })
    const some = fc.record({
      userId: id,
      partnershipId: fc.option(id, { nil: undefined }),
      customerId: fc.option(id, { nil: undefined }),
      subTab: fc.option(fc.constantFrom(...subTabs), { nil: undefined }),
      page: fc.option(fc.constantFrom(...linkPages), { nil: undefined }),
    })
    fc.assert(
      fc.property(some, (one) => {
        expect(openLink(at(made), tokenAt(made, one), one.userId)).toEqual(one)
      }),
    )
  })

  it('has one length, fits a line of a mail and says nothing', () => {
    const lengths = [target, { userId: 1 }, { userId: 2 ** 40, page: 'report' as const }].map((one) => goPath(at(made), one).length)
    expect(new Set(lengths).size).toBe(1)
    expect(lengths[0]).toBeLessThanOrEqual(112)
    expect(goPath(at(made), target)).toMatch(/^\/go#[\w.-]+$/)
    expect(tokenAt(made)).not.toBe(tokenAt(made))
  })

  it('holds for seven days, also over a change of its key, and no longer', () => {
    const day = (n: number, seconds = 0) =>
      Temporal.Instant.from(made)
        .add({ hours: 24 * n })
        .add({ seconds })
        .toString()
    for (let shift = 0; shift < 14; shift++) {
      const token = tokenAt(day(shift))
      expect(openLink(at(day(shift + 7, -1)), token, 7), `made on day ${shift}`).toEqual({ ...target, page: undefined })
      expect(openLink(at(day(shift + 7)), token, 7), `made on day ${shift}`).toBeUndefined()
      expect(openLink(at(day(shift + 60)), token, 7)).toBeUndefined()
    }
  })

  it('opens for its own person alone', () => {
    expect(openLink(at(made), tokenAt(made), 8)).toBeUndefined()
  })

  it('opens in no other realm, at no other address and for no other purpose', () => {
    const token = tokenAt(made)
    expect(openLink(at(made, 'demo'), token, 7)).toBeUndefined()
    expect(openLink({ ...at(made), origin: 'https://elsewhere.example.com' }, token, 7)).toBeUndefined()
    const other = at(made).keys.seal('device', 'partner', at(made).origin, Buffer.alloc(25, 1))
    expect(openLink(at(made), `${token.split('.')[0]}.${other}`, 7)).toBeUndefined()
  })

  it('is refused when any sign of it was changed, and what is none is refused as quietly', () => {
    const token = tokenAt(made)
    for (let at_ = 0; at_ < token.length; at_++) {
      // The last sign of base64 may carry bits that say nothing; a whole other sign does not.
      const changed = `${token.slice(0, at_)}${token[at_] === 'A' ? 'z' : 'A'}${token.slice(at_ + 1)}`
      expect(openLink(at(made), changed, 7), changed).toBeUndefined()
    }
    for (const none of ['', '.', 'x', 'v1.test.', `${token}.`, '9zzz9999.v1.test.AAAA', token.slice(0, -1)])
      expect(openLink(at(made), none, 7), none).toBeUndefined()
  })
})
