import { useLocation } from 'wouter'
import { paths } from '#ui/paths.tsx'
import { useSession } from '#ui/session.tsx'

/** Signs in with a password that was set a moment ago; whatever is still asked for, the sign-in page asks. */
export const useEnter = () => {
  const { signIn } = useSession()
  const [, navigate] = useLocation()
  return async (email: string, password: string) => {
    // Refused all the same (a browser that has to wait after wrong tries): the sign-in page is where to try again.
    await signIn(email, password).catch(() => {})
    navigate(paths.signIn(), { replace: true })
  }
}
