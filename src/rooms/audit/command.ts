import { resolve } from 'node:path'
import type { Command } from '#server/command.ts'
import { openKeyring } from '#server/keys.ts'
import { loadMasterKeys } from '#server/master-key.ts'
import { CannotStart } from '#server/settings.ts'
import { exportLog, verifyLog } from './verify.actions.ts'

const usage = `What should be done?
  npm run audit -- verify               compares the audit log with its seals, exit code 1 when a row is not as it was
  npm run audit -- export FILE.jsonl    writes it into a file`

/** `npm run audit`: returns whether all is well. Throws CannotStart for words that it does not know. */
export const auditCommand = async ({ database, settings, address }: Command, words: readonly string[], say: (text: string) => void) => {
  const [deed, file] = words
  if (deed === 'export' && file && words.length === 2) {
    const path = resolve(file)
    say(`${await exportLog(database, path)} rows were written to ${path}.`)
    return true
  }
  if (deed !== 'verify' || words.length > 1) throw new CannotStart(usage)
  const keys = openKeyring(await loadMasterKeys(settings, address.realm), address.realm)
  const { rows, heads, unsealed, headFault, fault } = await verifyLog(database, keys, settings.auditHeadFile)
  if (unsealed.count > 0)
    say(`${unsealed.count} rows wait for their seal, the oldest for ${unsealed.oldestSeconds} s; the engine gives it.`)
  if (headFault) say(`The heads can't be trusted: ${headFault}.`)
  if (fault) say(`The audit log was touched: ${fault.says}. ${rows} rows before it are as they were sealed.`)
  if (fault || headFault) return false
  const compared =
    heads > 0
      ? `and ${heads} heads in ${settings.auditHeadFile} agree`
      : `but there are no heads in ${settings.auditHeadFile} to compare with`
  say(`All ${rows} rows are as they were sealed, ${compared}.`)
  return true
}
