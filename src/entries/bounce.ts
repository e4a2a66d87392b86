import { text } from 'node:stream/consumers'
import { takeBounce } from '#rooms/outbox/trouble.actions.ts'
import { runCommand } from '#server/command.ts'

// npm run bounce < MESSAGE: what a mail server pipes in that came back to MAIL_FROM. Anything that is no report of a failure is let be, and
// succeeds: a mail server would send an error back to whoever wrote it.
const message = await text(process.stdin)
await runCommand(
  'npm run bounce',
  'real',
  async ({ database, log }) => {
    const taken = await takeBounce(database, message)
    log.info({ taken }, taken > 0 ? 'a mail came back' : 'a message was no report about a mail of ours')
  },
  { isPrepared: false },
)
