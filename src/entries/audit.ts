import { auditCommand } from '#rooms/audit/command.ts'
import { runCommand } from '#server/command.ts'

// npm run audit -- verify | export FILE.jsonl: the audit log of the real portal.
await runCommand('npm run audit', 'real', async (command) => {
  const isWell = await auditCommand(command, process.argv.slice(2), (text) => process.stdout.write(`${text}\n`))
  if (!isWell) process.exitCode = 1
})
