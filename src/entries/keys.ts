import { keysCommand } from '#rooms/accounts/keys.command.ts'
import { runCommand } from '#server/command.ts'

// npm run keys -- status | make | rotate | rewrap [--demo]: the master key, and what is sealed with it.
const [verb = 'status', ...options] = process.argv.slice(2)
const realm = options.includes('--demo') ? 'demo' : 'real'
await runCommand('npm run keys', realm, (command) => keysCommand(command, realm, verb, (text) => process.stdout.write(`${text}\n`)))
