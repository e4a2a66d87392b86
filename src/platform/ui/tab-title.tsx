import { useEffect } from 'react'
import { useSession } from './session.tsx'

/** Names the browser tab after the page. */
export const useTabTitle = (title: string) => {
  const { brand } = useSession().start
  useEffect(() => {
    document.title = `${title} · ${brand.name}`
  }, [title, brand.name])
}
