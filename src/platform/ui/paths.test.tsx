import { describe, expect, test } from 'vitest'
import { callAddress } from './api-client.tsx'
import { day, flag, isOwnPath, list, oneOf, paths, readState, text, whole, writeState } from './paths.tsx'

describe('addresses', () => {
  test('name the customer, the sub-tab and what is set', () => {
    expect(paths.customer('cus_8Fk2pQ7x', 'usage', { from: '2026-10-26', to: undefined })).toBe(
      '/customers/cus_8Fk2pQ7x/usage?from=2026-10-26',
    )
  })

  test('nothing in an id can leave its place in the path', () => {
    expect(paths.customer('../../report')).toBe('/customers/..%2F..%2Freport')
  })

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '', null])('%j is not gone to after signing in', (address) => {
    expect(isOwnPath(address)).toBe(false)
  })

  test('an address of ours is', () => {
    expect(isOwnPath('/report?months=6')).toBe(true)
  })
})

describe('state in the address', () => {
  const parts = { search: text(), sort: oneOf(['name', 'acv'], 'name'), tags: list(), months: whole(6), from: day(), all: flag() }

  test('what is not there, or not allowed, is the default', () => {
    expect(readState(parts, new URLSearchParams('sort=password&months=1e9&from=yesterday'))).toEqual({
      search: '',
      sort: 'name',
      tags: [],
      months: 6,
      from: '',
      all: false,
    })
  })

  test('what was written is read again, and names of others stay', () => {
    const patch = { search: 'a & b', sort: 'acv', tags: ['x', 'y'], months: 12, from: '2026-11-20', all: true } as const
    const query = writeState(parts, new URLSearchParams('other=1'), { ...patch, tags: [...patch.tags] })
    expect(readState(parts, new URLSearchParams(query))).toEqual(patch)
    expect(new URLSearchParams(query).get('other')).toBe('1')
  })

  test('a default leaves the address', () => {
    expect(writeState(parts, new URLSearchParams('sort=acv&tags=x'), { sort: 'name', tags: [] })).toBe('')
  })
})

describe('calls', () => {
  test('fill the names of the path and drop what is undefined', () => {
    expect(
      callAddress('GET /customers/:id/usage', { params: { id: 'cus_1/2' }, query: { from: '2026-01-01', to: undefined, tag: ['a', 'b'] } }),
    ).toBe('/customers/cus_1%2F2/usage?from=2026-01-01&tag=a%2Cb')
  })
})
