import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'

/**
 * Jobs that wait are part of what a database is: an export that was asked for, news that nobody was told yet. They are saved as they were
 * asked for, not as the rows of the queue's own tables, whose shape is another project's to change. Jobs that failed for good stay behind.
 */

export const jobsPath = 'jobs.copy.gz'

const columns = 'task, payload, queue, run_at, max_attempts, key, priority'

/** Writes every job that waits or runs, of the transaction's moment, to a file. How many there are. */
export const copyJobs = async (client: pg.Client, path: string): Promise<number> => {
  const rows = client.query(
    copyTo(`
      copy (select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority
              from graphile_worker._private_jobs j
              join graphile_worker._private_tasks t on t.id = j.task_id
              left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
             where j.attempts < j.max_attempts or j.locked_at is not null order by j.id) to stdout`),
  )
  await pipeline(rows, createGzip({ level: 3 }), createWriteStream(path, { mode: 0o600, flush: true }))
  return rows.rowCount
}

/** Asks for them anew, in the caller's transaction. How many there were. */
export const addJobsFrom = async (client: pg.Client, path: string): Promise<number> => {
  await client.query(`
    create temporary table waiting_job (nr bigint generated always as identity, task text, payload json, queue text, run_at timestamptz,
                                        max_attempts int, key text, priority int) on commit drop`)
  await pipeline(createReadStream(path), createGunzip(), client.query(copyFrom(`copy waiting_job (${columns}) from stdin`)))
  const { rowCount } = await client.query(`
    select graphile_worker.add_job(task, payload, queue_name => queue, run_at => run_at, max_attempts => max_attempts, job_key => key, priority => priority)
      from (select * from waiting_job order by nr) w`)
  return rowCount ?? 0
}
