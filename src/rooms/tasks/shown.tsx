import { useMemo } from 'react'
import { useFormat } from '#ui/format.tsx'
import { useProducts } from '#ui/products.tsx'
import { usePartnership, useSession } from '#ui/session.tsx'
import type { Shown } from './words.tsx'

/** What the words of a task need to know of the reader and the deployment. */
export const useTaskWords = (): Shown => {
  const format = useFormat()
  const products = useProducts()
  const { today } = usePartnership()
  const { contactTypes } = useSession().start
  return useMemo(() => ({ format, products, today, contactTypes }), [format, products, today, contactTypes])
}
