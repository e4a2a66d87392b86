import { runCommand } from '#server/command.ts'
import { exitWith } from '#server/lifecycle.ts'
import { readOrder, runImport } from '#rooms/imports/command.ts'

// Works beside a running portal or with nothing running: then the embedded PostgreSQL is started for as long as it takes.
const order = await readOrder(process.argv.slice(2)).catch(exitWith)
await runCommand('npm run import', 'real', async (means) => {
  process.exitCode = await runImport(order, means, { out: (text) => process.stdout.write(`${text}\n`), error: process.stderr })
})
