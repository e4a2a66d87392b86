import type { ChannelModel } from '#shared/config.ts'
import { customerStates, isCounted, type CustomerState } from '#rooms/orders/rules.ts'

/** The states whose customers count today: in their number, in active ones, in ACV and renewals. */
export const countedStates = (model: ChannelModel): CustomerState[] =>
  customerStates.filter((state) => isCounted(state, model.eligibleStates))

/**
 * The states whose customers count in usage, cycle by cycle: an archived customer too, because what it used before stays used
 * and a bill of the past must not shrink when somebody leaves.
 */
export const usedStates = (model: ChannelModel): CustomerState[] => [...new Set<CustomerState>([...countedStates(model), 'archived'])]
