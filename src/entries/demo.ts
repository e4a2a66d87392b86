import { parseArgs } from 'node:util'
import { runCommand } from '#server/command.ts'
import { CannotStart } from '#server/settings.ts'
import { demoAccounts } from '../demo/accounts.ts'
import { fillDemo } from '../demo/fill.ts'
import { demoSizes } from '../demo/plan.ts'
import { progressBar } from '../demo/progress.ts'

await runCommand('npm run demo', 'demo', async ({ config, database }) => {
  const size = askedSize(process.argv.slice(2))
  const filled = await fillDemo({
    database,
    size,
    today: Temporal.Now.instant(),
    config,
    otherSize: 'refuse',
    progress: progressBar(process.stdout),
  })
  const told = { filled: 'is filled', 'topped-up': 'has the days up to today now', current: 'was filled up to today already' }
  process.stdout.write(`The ${filled.size} demo ${told[filled.outcome]}. Sign in as one of:\n`)
  for (const { email, password, about } of demoAccounts) process.stdout.write(`  ${email}  ${password}  (${about})\n`)
})

function askedSize(args: string[]) {
  const offered = `Use --size ${demoSizes.join(', --size ')}.`
  try {
    const { size: asked } = parseArgs({ args, options: { size: { type: 'string', default: 'small' } } }).values
    const size = demoSizes.find((one) => one === asked)
    if (size) return size
    throw new CannotStart(`There is no demo of the size "${asked}". ${offered}`)
  } catch (cause) {
    throw cause instanceof CannotStart
      ? cause
      : new CannotStart(`${cause instanceof Error ? cause.message : 'Wrong options'}. ${offered}`, { cause })
  }
}
