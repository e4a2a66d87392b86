import type { QueryClient } from '@tanstack/react-query'

/** Everything that shows what partners are called. */
export const refreshPartners = (client: QueryClient) =>
  Promise.all(['GET /partners', 'GET /partners/:id', 'GET /categories'].map((line) => client.invalidateQueries({ queryKey: [line] })))
