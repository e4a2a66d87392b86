import { backUp } from '#server/backup.ts'
import { runCommand } from '#server/command.ts'
import { CannotStart } from '#server/settings.ts'

// npm run backup -- FOLDER: the real database as of this moment and the heads of the audit log, never the master key.
await runCommand(
  'npm run backup',
  'real',
  async ({ address, settings }) => {
    const [folder, ...more] = process.argv.slice(2)
    if (!folder || more.length) throw new CannotStart('Where to? npm run backup -- FOLDER')
    const { tables, files, keys } = await backUp({ adminUrl: address.adminUrl, realm: 'real', folder, files: [settings.auditHeadFile] })
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    process.stdout.write(
      `${folder} holds ${rows} rows of ${tables.length} tables${files.length ? ' and the heads of the audit log' : ''}.\n`,
    )
    if (keys.length) process.stdout.write(`Not in it: the master key ${keys.map(({ kid }) => kid).join(', ')}. Keep that apart.\n`)
  },
  { isPrepared: false },
)
