import { expect, it } from 'vitest'
import { difference } from '../bench/crash-world.ts'

it('the benchmark of crashes notices what is missing, what is new and what stands twice', () => {
  expect(difference(['a', 'b', 'b'], ['b', 'a', 'b'])).toEqual({ lost: 0, more: 0 })
  expect(difference(['a', 'b'], ['a'])).toEqual({ lost: 1, more: 0 })
  expect(difference(['a'], ['a', 'a'])).toEqual({ lost: 0, more: 1 })
  expect(difference(['a'], ['b'])).toEqual({ lost: 1, more: 1 })
})
