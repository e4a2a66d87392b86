import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { call, currentEpoch } from './api-client.tsx'
import type { MenuLink } from './menu.tsx'
import { useSession } from './session.tsx'
import { beatSeconds } from '#rooms/room-use/rules.ts'

/**
 * Tells which room is on the screen, as it is opened and once a minute while somebody can see it. It keeps nobody signed in, and nothing
 * depends on whether it arrives.
 */
export const RoomBeat = ({ menu }: { menu: readonly MenuLink[] }) => {
  const [location] = useLocation()
  const { person, viewer } = useSession().start
  const roomId = menu.find(({ path, isLocked }) => !isLocked && (location === path || location.startsWith(`${path}/`)))?.id
  const isCounted = person?.side === 'partner' && !viewer
  useEffect(() => {
    if (roomId !== undefined && isCounted) return watch(roomId)
    return undefined
  }, [roomId, isCounted])
  return null
}

/** Until it is told to stop. */
const watch = (roomId: string) => {
  let shownAt = document.visibilityState === 'visible' ? performance.now() : undefined
  let seconds = 0
  const epoch = currentEpoch()
  const say = (isNew: boolean) => {
    const whole = Math.min(Math.round(seconds), beatSeconds)
    seconds = 0
    if (currentEpoch() !== epoch) return // the room was one of another partnership
    void call('POST /room-use/beats', { body: { roomId, isNew, seconds: whole }, isBackground: true }).catch(() => undefined)
  }
  /** Puts by what was on the screen until now. */
  const settle = () => {
    const now = performance.now()
    if (shownAt !== undefined) seconds += (now - shownAt) / 1_000
    shownAt = document.visibilityState === 'visible' ? now : undefined
  }
  const tick = () => {
    settle()
    if (seconds >= 1) say(false)
  }
  say(true)
  const timer = setInterval(tick, beatSeconds * 1_000)
  document.addEventListener('visibilitychange', tick)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
    tick()
  }
}
