import { setPassword } from '#rooms/accounts/passwords.actions.ts'
import { runCommand } from '#server/command.ts'
import { generatePassphrase } from '#server/passphrase.ts'
import { CannotStart } from '#server/settings.ts'

// npm run password -- --email anna@partner.example: sets a new password and shows it once.
await runCommand('npm run password', 'real', async ({ database, sealing }) => {
  const [flag, email] = process.argv.slice(2)
  if (flag !== '--email' || !email) throw new CannotStart('Whose password? npm run password -- --email anna@partner.example')
  const passphrase = generatePassphrase()
  await setPassword(database, await sealing(), email.trim().toLowerCase(), passphrase)
  process.stdout.write(`${email} signs in with this password from now on, shown this once:\n\n  ${passphrase}\n\n`)
})
