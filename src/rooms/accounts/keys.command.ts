import { rewrapFactors } from '#rooms/factors/rewrap.actions.ts'
import { asActor, asSession, readAsSession, systemActor } from '#server/access.ts'
import type { Command } from '#server/command.ts'
import type { Database } from '#server/db.ts'
import type { Realm } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { openKeyring } from '#server/keys.ts'
import { addMasterKey, findMasterKeys, loadMasterKeys, makeMasterKeys, masterKeyPath, newKeyLine, prepareKeys } from '#server/master-key.ts'
import { CannotStart } from '#server/settings.ts'
import { rewrapPasswords } from './rewrap.actions.ts'
import * as keys from './keys.store.ts'

type Say = (text: string) => void

const usage = `What should be done with the master key?
  npm run keys -- status    the keys there are, and how much is sealed with each
  npm run keys -- make      makes the first one, where there is none
  npm run keys -- rotate    makes a new one that seals from the next start on
  npm run keys -- rewrap    seals everything anew that an older key sealed
With --demo the same for the demo.`

/** `npm run keys`. Throws CannotStart for words that it does not know. */
export const keysCommand = async (command: Command, realm: Realm, verb: string, say: Say): Promise<void> => {
  if (verb === 'status') return status(command, realm, say)
  if (verb === 'make') return make(command, realm, say)
  if (verb === 'rotate') return rotate(command, realm, say)
  if (verb === 'rewrap') return rewrap(command, realm, say)
  throw new CannotStart(usage)
}

const status = async ({ settings, database }: Command, realm: Realm, say: Say) => {
  const master = await findMasterKeys(settings, realm)
  say(master ? `The ${realm} portal's master key is in ${whereIs(settings, realm)}.` : `The ${realm} portal has no master key.`)
  const counts = await countAll(database)
  const kids = [...new Set([...(master?.keys ?? []).map(({ kid }) => kid), ...counts.map(({ kid }) => kid)])]
  for (const kid of kids) {
    const at = master?.keys.findIndex((key) => key.kid === kid) ?? -1
    const role = kid === keys.unsealed ? 'not sealed yet' : at === 0 ? `${kid}, which seals` : at > 0 ? `${kid}, older` : `${kid}, MISSING`
    const sealed = counts.filter((count) => count.kid === kid).map(({ what, count }) => `${what} ${count}`)
    say(`  ${role}: ${sealed.join(', ') || 'nothing'}`)
  }
}

const make = async ({ settings, database }: Command, realm: Realm, say: Say) => {
  if (await findMasterKeys(settings, realm)) throw new CannotStart(`There is a key already, in ${whereIs(settings, realm)}.`)
  const known = await asActor(systemActor('keys', database), keys.listKnown)
  if (known.length > 0)
    throw new CannotStart(
      `This database's secrets were sealed with the key ${known.join(', ')}. Bring that one back; a new one opens nothing.`,
    )
  await makeMasterKeys(settings, realm)
  say(`Made ${whereIs(settings, realm)}. Keep a copy apart from the database's backups: without it nobody can sign in after a restore.`)
}

const rotate = async ({ settings, database }: Command, realm: Realm, say: Say) => {
  const present = await loadMasterKeys(settings, realm)
  const path = masterKeyPath(settings, realm)
  if (path === undefined) {
    say('The key is in a setting. Put this line before the one that is there, with a space between, and start every process anew:')
    say(`  ${newKeyLine(present.keys.map(({ kid }) => kid))}`)
  } else {
    const kid = await addMasterKey(path)
    const actor = systemActor('keys', database)
    await asActor(actor, (tx) => tell(tx, 'key.added', { actor, facts: { kid } }))
    say(`Added the key ${kid} to ${path}. Copy it to where the old one is kept, and start every process anew.`)
  }
  say('Then: npm run keys -- rewrap')
}

const rewrap = async ({ settings, database }: Command, realm: Realm, say: Say) => {
  const sealing = { realm, keys: openKeyring(await prepareKeys(settings, realm, database), realm) }
  const { kid } = sealing.keys
  // What is sealed belongs to people, and pp_session is who sees it.
  const { passwords, factors } = await asSession({ database }, async (tx) => {
    const changed = { passwords: await rewrapPasswords(tx, sealing), factors: await rewrapFactors(tx, sealing) }
    const facts = { kid, passwords: changed.passwords.changed, factors: changed.factors.changed }
    await tell(tx, 'key.rewrapped', { actor: { kind: 'system', name: 'keys' }, facts })
    return changed
  })
  say(`Sealed with ${kid} anew: ${passwords.changed} of ${passwords.all} passwords, ${factors.changed} of ${factors.all} authenticators.`)
  const used = new Set((await countAll(database)).map((count) => count.kid))
  const retired = await asActor(systemActor('keys', database), async (tx) => {
    const unused = (await keys.listKnown(tx)).filter((known) => known !== kid && !used.has(known))
    await keys.forget(tx, unused)
    return unused
  })
  if (retired.length) say(`Nothing needs ${retired.join(', ')} any more: it may be taken out, once every process was started anew.`)
}

const countAll = async (database: Database): Promise<keys.Count[]> => [
  ...(await readAsSession({ database }, keys.countSealed)),
  ...(await asActor(systemActor('keys', database), keys.countAudited)),
]

const whereIs = (settings: Command['settings'], realm: Realm) =>
  masterKeyPath(settings, realm) ?? (realm === 'real' ? 'MASTER_KEY' : 'DEMO_MASTER_KEY')
