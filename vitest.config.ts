import { defineConfig } from 'vitest/config';

const SERVED = 'src/**/*.int.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // The servers and the gateways under test want a core too.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: [SERVED],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [SERVED, 'test/**/*.test.ts'],
          exclude: ['test/unit/**'],
          globalSetup: ['test/harness/global-setup.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
