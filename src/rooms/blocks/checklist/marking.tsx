export type ItemAt = { id: string; blockId: string; itemId: string }

/** What a mark changes: the list, and the rooms that it unlocks. */
export const markChanges = ['GET /rooms/:id', 'GET /rooms'] as const
