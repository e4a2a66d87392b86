import { judgedDays } from '../crash-days.ts'
import type { Outcome } from '../outcome.ts'

const order = { kills: 100, days: 10, size: 'medium', pace: 'fast' } as const

/**
 * Ten days of judged rules, notifications and mail while engines are killed a hundred times, against the same days undisturbed. On a
 * PostgreSQL of its own. The engines' pace is twenty times the ordinary one, so that resuming takes seconds instead of a minute.
 */
export const crashRows = async (): Promise<Outcome[]> => {
  const found = await judgedDays({ ...order, say: () => {} })
  const { kills, lost, doubled, tasks, notifications, mails, resumed } = found
  const said = `${kills} kills: ${tasks.expected} tasks, ${notifications.expected} notifications, ${mails.calm.sent} mails`
  const figures = { kills, lost, doubled, open: mails.storm.open, resumed: resumed.jobs, p95Seconds: resumed.p95Seconds }
  const row = { row: 'crashes', baseline: 'the same days undisturbed', target: { most: 0 }, unit: 'failed', figures } as const
  return [
    { ...row, work: `${said}, lost`, measured: `${lost}`, value: lost },
    { ...row, work: 'the same, doubled', measured: `${doubled}, ${mails.storm.open} mails left open`, value: doubled },
  ]
}
