import { describe, expect, it } from 'vitest'
import { parseConfig } from '#shared/config.ts'
import written from '../../../portal.config.ts'
import { administratorRoles, mayEditAccount, stateOf } from './rules.ts'

const fresh = { isUsed: false, isOpened: false, isPast: false, tries: 0 }

describe('what an inviter sees', () => {
  it.each([
    [{}, 'sent'],
    [{ tries: 4 }, 'sent'],
    [{ isOpened: true }, 'opened'],
    [{ isPast: true }, 'expired'],
    [{ isOpened: true, isPast: true }, 'expired'],
    [{ isOpened: true, tries: 5 }, 'expired'],
    [{ isUsed: true }, 'used'],
    [{ isUsed: true, isPast: true, tries: 5, isOpened: true }, 'used'],
  ])('of %j is: %s', (link, state) => expect(stateOf({ ...fresh, ...link })).toBe(state))
})

describe('the roles of administrators', () => {
  const config = parseConfig(written)
  const admin = config.roles.find(({ code }) => code === 'administrator')
  if (!admin) throw new Error('The configuration that ships has an administrator')

  it('are those of the vendor that see every partner and look after people', () => {
    expect(administratorRoles(config)).toEqual(['administrator'])
    const auditor = { ...admin, code: 'auditor', permissions: admin.permissions.filter((permission) => permission !== 'person.edit') }
    expect(administratorRoles({ roles: [auditor, ...config.roles] })).toEqual(['administrator'])
  })

  it('are whoever sees every partner where nobody looks after people', () => {
    const reader = { ...admin, permissions: ['portal.sign-in' as const] }
    expect(administratorRoles({ roles: [reader] })).toEqual(['administrator'])
  })
})

describe('an account', () => {
  it('is changed in the real portal only', () => {
    expect(mayEditAccount('real').may).toBe(true)
    expect(mayEditAccount('demo')).toMatchObject({ may: false, code: 'account.not-in-demo' })
  })
})
