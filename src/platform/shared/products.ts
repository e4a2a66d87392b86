import type { Product } from './config.ts'
import type { Format } from './format.ts'

/** A deployment's products, by code. A code that the configuration lacks is shown as it is. */
export const createProducts = (products: readonly Product[], format: Format) => {
  const find = (code: string) => products.find((product) => product.code === code)
  return {
    find,
    name: (code: string) => find(code)?.name ?? code,
    short: (code: string) => find(code)?.shortName ?? code,
    /** `1 IP`, `1,240 IPs` */
    units: (code: string, count: number) => {
      const product = find(code)
      return `${format.whole(count)} ${(count === 1 ? product?.unit : product?.units) ?? ''}`.trim()
    },
    /** Its place in the palette, the same on every screen. */
    colour: (code: string) =>
      Math.max(
        0,
        products.findIndex((product) => product.code === code),
      ),
  }
}

export type Products = ReturnType<typeof createProducts>
