import { describe, expect, it } from 'vitest'
import { reasonOf, type Actor } from '#shared/actor.ts'
import { parseConfig, permissions, type Permission } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import * as rules from './rules.ts'

const config = parseConfig(defaultConfig)
const roles = rules.rolesFor(config, [])
const role = (code: string) => {
  const found = roles.find((one) => one.code === code)
  if (!found) throw new Error(`No role ${code}`)
  return found
}
const member = (granted: readonly Permission[], parts: object = {}): Actor => ({
  kind: 'member', userId: 1, name: 'Anna', role: 'admin', permissions: new Set(granted), reach: 'all', partnerId: 1, partnershipId: 1,
  model: 'mssp', currency: 'EUR', timeZone: 'Europe/Stockholm', cycle: { startDay: 1, namedBy: 'start' }, today: '2026-06-10', openRooms: [], ...parts,
}) // prettier-ignore
const person = (parts: Partial<rules.PersonFacts> = {}): rules.PersonFacts => ({
  id: 2,
  name: 'Uma',
  role: role('user'),
  held: [role('user')],
  isActive: true,
  hasPassword: true,
  ...parts,
})
const codeOf = (verdict: ReturnType<typeof rules.mayEditPeople>) => (verdict.may ? null : verdict.code)

describe('the roles of a partner', () => {
  it('are the partner side of the configuration and the partner’s own, the configuration’s code first', () => {
    const own = { code: 'user', label: 'Mine', permissions: [...permissions], reach: 'all' as const, copiedFrom: 'user' }
    const all = rules.rolesFor(config, [own, { ...own, code: 'own-mine' }])
    expect(all.map(({ code }) => code)).toEqual(['admin', 'user', 'marketing', 'notifications', 'own-mine'])
    expect(all[1]?.label).toBe('User')
  })
  it('know who signs in and who looks after people', () => {
    expect(roles.filter(rules.signsIn).map(({ code }) => code)).toEqual(['admin', 'user', 'marketing'])
    expect(roles.filter(rules.isAdminRole).map(({ code }) => code)).toEqual(['admin'])
    expect(rules.isAdminRole({ ...role('admin'), permissions: ['person.edit'] })).toBe(false)
    expect(rules.signsIn(rules.goneRole('chef'))).toBe(false)
  })
})

describe('giving', () => {
  it('ends at one’s own permissions, one by one', () => {
    for (const missing of role('admin').permissions) {
      const grantable = rules.grantableBy(member(role('admin').permissions.filter((one) => one !== missing)), config)
      expect(codeOf(rules.mayGrant(grantable, role('admin'))), missing).toBe('person.beyond-own')
    }
    expect(codeOf(rules.mayGrant(rules.grantableBy(member(role('admin').permissions), config), role('admin')))).toBeNull()
  })
  it('never includes for a partner what only the vendor’s roles have', () => {
    for (const actor of [member(role('admin').permissions), member([], { kind: 'staff' })])
      expect(rules.grantableBy(actor, config).has('person.view-as')).toBe(false)
  })
  it('a mail-only role asks nothing of who gives it', () => {
    expect(codeOf(rules.mayGrant(new Set(), role('notifications')))).toBeNull()
  })
})

describe('deciding', () => {
  const grantable = new Set(permissions)
  it.each([
    ['a member with the permission and all customers', member(['person.edit']), null],
    ['without the permission', member(['person.read']), 'person.edit-not-granted'],
    ['with some of the customers', member(['person.edit'], { reach: 'assigned' }), 'person.needs-all-customers'],
    ['staff with assigned partners', member(['person.edit'], { kind: 'staff', reach: 'assigned' }), null],
  ])('%s', (_, actor, code) => expect(codeOf(rules.mayEditPeople(actor))).toBe(code))
  it('is never about oneself', () => {
    expect(codeOf(rules.mayDecideOver(member(['person.edit']), grantable, person({ id: 1 })))).toBe('person.own-role')
    expect(codeOf(rules.mayDecideOver(member(['person.edit']), grantable, person()))).toBeNull()
  })
  it('leaves an admin of another partnership their name, way in and sessions', () => {
    const lesser = new Set(role('user').permissions)
    const elsewhere = person({ held: [role('user'), role('admin')] })
    expect(codeOf(rules.mayActOn(lesser, elsewhere))).toBe('person.beyond-own')
    expect(codeOf(rules.mayPutOut(member([...lesser]), lesser, elsewhere))).toBe('person.beyond-own')
    expect(codeOf(rules.mayDecideOver(member([...lesser]), lesser, elsewhere))).toBeNull()
    expect(codeOf(rules.mayPutOut(member([...lesser]), lesser, person()))).toBeNull()
  })
  it.each([
    ['somebody without a password', person({ hasPassword: false }), null],
    ['who has one', person(), 'person.has-password'],
    ['who is disabled', person({ isActive: false, hasPassword: false }), 'person.disabled'],
    ['who only receives mail', person({ role: role('notifications'), hasPassword: false }), 'person.mail-only'],
  ])('inviting %s', (_, whom, code) => expect(codeOf(rules.mayInvite(whom))).toBe(code))
  it.each([
    ['staff', member(['person.view-as'], { kind: 'staff' }), person(), null],
    ['staff without the permission', member([], { kind: 'staff' }), person(), 'person.view-as-not-granted'],
    ['a member, whatever the role says', member([...permissions]), person(), 'person.view-as-not-granted'],
    [
      'staff, at who only receives mail',
      member(['person.view-as'], { kind: 'staff' }),
      person({ role: role('notifications') }),
      'person.mail-only',
    ],
    ['staff, at who is disabled', member(['person.view-as'], { kind: 'staff' }), person({ isActive: false }), 'person.disabled'],
  ])('viewing as somebody: %s', (_, actor, whom, code) => expect(codeOf(rules.mayViewAs(actor, whom))).toBe(code))
  it('leaves no partnership alone that somebody looked after', () => {
    expect(codeOf(rules.mayLeaveAdministered([1, 2], [2]))).toBe('person.last-admin')
    expect(codeOf(rules.mayLeaveAdministered([1], [2, 1]))).toBeNull()
    expect(codeOf(rules.mayLeaveAdministered([], []))).toBeNull()
  })
  it('asks who looks after people to see all customers', () => {
    expect(codeOf(rules.mayHaveScope(role('admin'), 'assigned'))).toBe('person.admin-sees-all')
    expect(codeOf(rules.mayHaveScope(role('user'), 'assigned'))).toBeNull()
  })
  it('removes only roles that nobody holds', () => {
    expect(reasonOf(rules.mayRemoveRole(role('user'), 1))).toContain('one person')
    expect(reasonOf(rules.mayRemoveRole(role('user'), 3))).toContain('3 people')
    expect(codeOf(rules.mayRemoveRole(role('user'), 0))).toBeNull()
  })
})
