import { resetByAddress } from '#rooms/factors/reset.command.ts'
import { runCommand } from '#server/command.ts'
import { CannotStart } from '#server/settings.ts'

// npm run factor-reset -- --email vera@vendor.example: for an administrator who lost the second factor and has nobody to ask.
await runCommand('npm run factor-reset', 'real', async ({ database }) => {
  const [flag, email] = process.argv.slice(2)
  if (flag !== '--email' || !email) throw new CannotStart('Whose second factor? npm run factor-reset -- --email vera@vendor.example')
  await resetByAddress(database, email.trim().toLowerCase())
  process.stdout.write(
    `${email} signs in with the password alone from now on, and sets up another second factor then if the role asks for one.\n`,
  )
})
