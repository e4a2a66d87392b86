import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/database.ts'],
    pool: 'forks',
    // One more than there are processors: a test waits for its database and its browser as well.
    maxWorkers: Math.min(4, availableParallelism() + 1),
    // Tests share the machine: a second may pass between an answer and what follows from it.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.e2e.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
})
