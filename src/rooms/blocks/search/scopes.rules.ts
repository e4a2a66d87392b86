export const searchScopes = ['all', 'customers', 'rooms', 'kit', 'people'] as const
export type SearchScope = (typeof searchScopes)[number]

export const isSearchScope = (text: string): text is SearchScope => searchScopes.some((scope) => scope === text)
