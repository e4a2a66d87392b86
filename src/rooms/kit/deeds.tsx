import type { QueryClient } from '@tanstack/react-query'
import type { KitDetail } from './contract.ts'

/** What a write replied with is the item as it is now; lists ask again. */
export const keepItem = (client: QueryClient, item: KitDetail) => {
  client.setQueryData(['GET /kit-items/:id', { params: { id: item.id } }], item)
  return Promise.all(
    ['GET /kit-items', 'GET /kit', 'GET /kit/choices', 'GET /categories'].map((line) => client.invalidateQueries({ queryKey: [line] })),
  )
}
