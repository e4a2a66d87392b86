import { useEffect, useState } from 'react'

/** What stands behind the `#` of a link. No server sees it, and it leaves the address (and the history) as soon as the page is shown. */
export const useSecret = (): string => {
  const [secret] = useState(() => window.location.hash.slice(1))
  useEffect(() => window.history.replaceState(null, '', window.location.pathname), [])
  return secret
}
