import { hash, randomBytes } from 'node:crypto'
import type { Portal } from './deployment.ts'

/** What the database knows of a session's id. */
export const hashOf = (id: string) => hash('sha256', id, 'buffer')
export const newSessionId = () => randomBytes(32).toString('base64url')

/** The cookie's name; over TLS the prefix makes browsers refuse to send it anywhere else. */
export const cookieName = ({ realm, session }: Portal) => `${session.secureCookie ? '__Host-' : ''}pp${realm === 'demo' ? '_demo' : ''}_sid`

/** The header that gives a browser its session's id; without one it takes it away. */
export const sessionCookie = (portal: Portal, id: string | undefined) =>
  `${cookieName(portal)}=${id ?? ''}; Path=/; HttpOnly; SameSite=Lax${id === undefined ? '; Max-Age=0' : ''}${portal.session.secureCookie ? '; Secure' : ''}`
