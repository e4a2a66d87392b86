import { sql } from 'kysely'
import { pino } from 'pino'
import { asActor, systemActor } from '#server/access.ts'
import type { Running } from '#server/jobs.ts'
import { memoryFiles } from '../../../test/files.ts'
import { emailOf, type Name, type World } from '../../../test/world.ts'
import { notifyAll, type News } from './actions.ts'
import { spreadNews } from './spread.actions.ts'

export type Customer = 'alder' | 'birch' | 'cedar' | 'elm' | 'oak'

/** Keys of the world, and what tests about notifications do again and again. */
export const kitFor = (world: World) => {
  const { arrange, database, config, portal } = world
  const row = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row> => {
    const found = await arrange((tx) => tx.first(query))
    if (!found) throw new Error('The test expects a row')
    return found
  }
  const userId = async (name: Name) => (await row(sql<{ id: number }>`select id from app_user where email = ${emailOf(name)}`)).id
  const placeOf = (externalId: string) =>
    row(sql<{ partnerId: number; partnershipId: number }>`
      select partner_id as "partnerId", id as "partnershipId" from partnership where external_id = ${externalId}`)
  const aboutCustomer = (externalId: Customer) =>
    row(sql<{ partnerId: number; partnershipId: number; customerId: number }>`
      select partner_id as "partnerId", partnership_id as "partnershipId", id as "customerId" from customer where external_id = ${externalId}`)
  const running: Running = {
    database, config, keys: portal.keys, log: pino({ level: 'silent' }), files: memoryFiles(), now: portal.now, origin: portal.origin, realm: portal.realm,
  } // prettier-ignore
  const tell = (...news: News[]) => arrange((tx) => notifyAll(tx, news))
  const spread = () => spreadNews(running)
  return {
    running, userId, placeOf, aboutCustomer, tell, spread,
    /** A high task was raised at the customer. */
    raised: async (customer: Customer, more: Partial<News> = {}) => {
      await tell({ event: 'task.raised', ...(await aboutCustomer(customer)), severity: 'high', facts: { rule: 'scans-failed' }, ...more })
      return spread()
    },
    /** Who was told, by name, however it is told. */
    told: async () => {
      const rows = await arrange((tx) => tx.rows(sql<{ email: string }>`
        select distinct u.email from notification n join app_user u on u.id = n.user_id order by 1`)) // prettier-ignore
      return rows.map(({ email }) => email.split('@')[0])
    },
    /** What somebody finds in the bell. */
    bell: async (name: Name) => (await world.ask(name, 'GET /notifications')).body,
    forget: () =>
      arrange(async (tx) => {
        for (const table of ['notification', 'news', 'follow', 'notification_choice', 'notification_pace', 'mail'])
          await tx.rows(sql`delete from ${sql.table(table)}`)
      }),
    asSystem: <T>(work: Parameters<typeof asActor<T>>[1]) => asActor(systemActor('test', database), work),
  } // prettier-ignore
}

export type Kit = ReturnType<typeof kitFor>
