import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../database.ts'

test('the tables in the migrations are the tables that stores are typed by', async () => {
  const { adminUrl, drop } = await createTestDatabase()
  const verified = promisify(execFile)(join('node_modules', '.bin', 'kysely-codegen'), ['--url', adminUrl, '--verify'])
  await expect(verified, 'npm run schema brings the types up to date').resolves.toBeDefined()
  await drop()
})
