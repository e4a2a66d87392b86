import { describe, expect, it } from 'vitest'
import type { Member } from '#shared/actor.ts'
import type { Permission } from '#shared/config.ts'
import { mayAdd, mayChange, mayEditContacts, maxContacts, missingTypes, unknownType, type ContactFacts } from './rules.ts'

const actor = (kind: Member['kind'], permissions: Permission[]): Member => ({
  kind, userId: 1, name: 'A', role: 'r', permissions: new Set(permissions), reach: 'all', partnerId: 1, partnershipId: 1, model: 'mssp',
  currency: 'EUR', timeZone: 'UTC', cycle: { startDay: 1, namedBy: 'start' }, today: '2026-06-10', openRooms: [],
}) // prettier-ignore
const siv: ContactFacts = { id: 1, name: 'Siv Holm', email: 'siv@alder.example', version: 3 }
const ove: ContactFacts = { id: 2, name: 'Ove Lind', email: null, version: 1 }

describe('mayEditContacts', () => {
  it('lets a partner’s person with the permission', () => expect(mayEditContacts(actor('member', ['contact.edit']))).toEqual({ may: true }))
  it('refuses without the permission', () =>
    expect(mayEditContacts(actor('member', ['contact.read']))).toMatchObject({ code: 'contact.edit-not-granted' }))
  it('refuses vendor staff even when a configuration grants it', () =>
    expect(mayEditContacts(actor('staff', ['contact.edit']))).toMatchObject({ may: false, code: 'contact.staff-reads-only' }))
})

describe('mayAdd', () => {
  it('lets a new address, and several people without one', () => {
    expect(mayAdd('new@alder.example', [siv, ove])).toEqual({ may: true })
    expect(mayAdd(null, [siv, ove])).toEqual({ may: true })
  })
  it('refuses an address that somebody has, whatever its capitals, and names the owner', () =>
    expect(mayAdd('SIV@alder.example', [ove, siv])).toMatchObject({
      code: 'contact.email-taken',
      reason: expect.stringContaining('Siv Holm'),
    }))
  it('refuses one more than the most', () => {
    const full = Array.from({ length: maxContacts }, (_, id) => ({ ...ove, id }))
    expect(mayAdd(null, full)).toMatchObject({ code: 'contact.too-many' })
    expect(mayAdd(null, full.slice(1))).toEqual({ may: true })
  })
})

describe('mayChange', () => {
  it('lets the version that the editor saw, and keeping one’s own address', () =>
    expect(mayChange(siv, { seenVersion: 3, email: 'siv@alder.example' }, [siv, ove])).toEqual({ may: true }))
  it('refuses a version that has passed', () =>
    expect(mayChange(siv, { seenVersion: 2, email: undefined }, [siv])).toMatchObject({ code: 'contact.changed-meanwhile' }))
  it('refuses another’s address', () =>
    expect(mayChange(ove, { seenVersion: 1, email: 'siv@alder.example' }, [siv, ove])).toMatchObject({ code: 'contact.email-taken' }))
})

describe('types', () => {
  it('names the first that is unknown', () => expect(unknownType(['sales', 'chef'], ['sales'])).toBe('chef'))
  it('knows none to be unknown', () => expect(unknownType(['sales'], ['sales'])).toBeUndefined())
  it('lists those without a holder in the configuration’s order', () =>
    expect(missingTypes(['sales', 'finance', 'technical'], ['technical'])).toEqual(['sales', 'finance']))
})
