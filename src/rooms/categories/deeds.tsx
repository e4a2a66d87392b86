import type { QueryClient } from '@tanstack/react-query'
import type { Terms } from './contract.ts'

/** What a write replied with is the list as it is now; who chooses from it asks again. */
export const keepTerms = (client: QueryClient, reply: Terms) => {
  client.setQueryData(['GET /categories', { query: { kind: reply.kind } }], reply)
  return client.invalidateQueries({ queryKey: ['GET /categories/choices'] })
}
