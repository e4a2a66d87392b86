import { z } from 'zod'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'

export const findings = {
  /** Has the engine look at the partnership's customers now instead of tomorrow. 404 for one that the reader is not assigned to. */
  judge: endpoint('POST /partnerships/:id/judgement', { params: z.strictObject({ id: outerId('psh') }) }),
}
