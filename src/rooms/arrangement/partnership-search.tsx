import { useState } from 'react'
import { useCall } from '#ui/query.tsx'

/** The partnerships of a partner type that answer what is typed; undefined until the first answer. */
export const usePartnershipSearch = (type: string) => {
  const [search, setSearch] = useState('')
  const found = useCall('GET /arrangement/partnerships', { query: { type, search: search || undefined } }, { keepPrevious: true }).data
  return { setSearch, found }
}
