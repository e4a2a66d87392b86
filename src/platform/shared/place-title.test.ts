import { expect, it } from 'vitest'
import { placeTitle } from './place-title.ts'

it('says a partner’s name once', () => {
  expect(placeTitle({ partnerName: 'Ostrea', name: 'Ostrea Resale' })).toBe('Ostrea Resale')
  expect(placeTitle({ partnerName: 'Ostrea', name: 'Nordics' })).toBe('Ostrea, Nordics')
})
