import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Settings } from './settings.ts'

export type Log = Logger

/** One line of JSON for each event, or text that people read when the output is a terminal. */
export const createLog = (name: string, settings: Pick<Settings, 'logLevel' | 'logFormat'>): Log => {
  const options = { name, level: settings.logLevel, base: { name } }
  const readable = settings.logFormat === 'pretty' || (settings.logFormat === 'auto' && process.stdout.isTTY)
  if (!readable) return pino(options)
  // Synchronous, so that the last lines before an exit are not lost.
  return pino(options, pretty({ sync: true, colorize: process.stdout.isTTY, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
}
