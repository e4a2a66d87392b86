import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseConfig, type PortalConfig } from '#shared/config.ts'
import { CannotStart } from './settings.ts'

/** The deployment's configuration from its file (absolute path). Throws CannotStart with a line for each wrong field. */
export const loadConfig = async (path: string): Promise<PortalConfig> => {
  if (!existsSync(path)) throw new CannotStart(`There is no configuration at ${path}. PORTAL_CONFIG names another file.`)
  let written: unknown
  try {
    written = ((await import(pathToFileURL(path).href)) as { default: unknown }).default // parseConfig judges what it is
  } catch (cause) {
    throw new CannotStart(`${path} can't be read as TypeScript: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  try {
    return parseConfig(written)
  } catch (cause) {
    throw new CannotStart(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
