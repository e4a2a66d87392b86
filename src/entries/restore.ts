import { auditCommand } from '#rooms/audit/command.ts'
import { runCommand } from '#server/command.ts'
import { findMasterKeys } from '#server/master-key.ts'
import { restore } from '#server/restore.ts'
import { CannotStart } from '#server/settings.ts'

const say = (text: string) => void process.stdout.write(`${text}\n`)

// npm run restore -- FOLDER: into an empty database, with the master keys that the backup's secrets were sealed with.
await runCommand(
  'npm run restore',
  'real',
  async (command) => {
    const [folder, ...more] = process.argv.slice(2)
    if (!folder || more.length) throw new CannotStart('From where? npm run restore -- FOLDER')
    const { settings, log, address } = command
    const keys = await findMasterKeys(settings, 'real')
    const files = [settings.auditHeadFile]
    const { manifest, rows, keptFiles } = await restore({
      adminUrl: address.adminUrl,
      login: address.login,
      realm: 'real',
      keys,
      folder,
      files,
      log,
    })
    say(`The database is as it was at ${manifest.madeAt}: ${rows} rows of ${manifest.tables.length} tables.`)
    for (const path of keptFiles) say(`${path} was there already and was left as it is.`)
    if (keys && !(await auditCommand(command, ['verify'], say))) process.exitCode = 1
  },
  { isPrepared: false },
)
