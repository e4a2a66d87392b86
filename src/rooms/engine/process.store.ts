import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'

/** Says that an engine lives, and names every engine that says so and every holder of a lock with how often it has said so. */
export const beat = async (tx: Tx, { id, name }: { id: string; name: string }): Promise<{ id: string; beats: number }[]> => {
  await tx.rows(sql`
    insert into engine_process as p (id, name) values (${id}, ${name})
    on conflict (id) do update set beats = p.beats + 1, seen_at = now()`)
  return tx.rows(sql<{ id: string; beats: number }>`
    select coalesce(p.id, h.id) as id, coalesce(p.beats, -1)::int as beats
      from engine_process p full join job_holders() h(id) on h.id = p.id
     where coalesce(p.id, h.id) <> ${id}`)
}

/** Gives back what engines held that are gone. The names of the jobs. */
export const release = async (tx: Tx, ids: readonly string[]): Promise<string[]> => {
  const jobs = await tx.rows(sql<{ name: string }>`select name from unlock_jobs(${[...ids]}) as u(name)`)
  await tx.rows(sql`delete from engine_process where id = any (${[...ids]})`)
  await tx.rows(sql`update engine_run set outcome = 'waiting' where outcome = 'running' and process_id = any (${[...ids]})`)
  return jobs.map(({ name }) => name)
}
