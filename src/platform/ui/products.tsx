import { useMemo } from 'react'
import { createProducts, type Products } from '#shared/products.ts'
import { useFormat } from './format.tsx'
import { useSession } from './session.tsx'

/** The deployment's products, by code. A code that the configuration lacks is shown as it is. */
export const useProducts = () => {
  const { products } = useSession().start
  const format = useFormat()
  return useMemo(() => createProducts(products, format), [products, format])
}

export type { Products }
