import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { whyNoEngines, whyNoMysql8 } from './test/harness/missing-programs.js';
import { ON_ENGINES, ON_MYSQL8, globs, type SuitePattern } from './test/harness/suite-patterns.js';

const SERVED = 'src/**/*.int.test.ts';
const SKIPPED_SUITES = 'test/harness/skipped-suites.test.ts';

/** What a project's files need beyond Node, MariaDB and Redis may be missing: then each of them counts as skipped. */
function onOtherServers(
  name: string,
  suites: readonly SuitePattern[],
  { missing, ...settings }: { missing: string | null; globalSetup: string[]; setupFiles?: string[] },
): TestProjectInlineConfiguration {
  const runnable = { include: globs(suites), ...settings };
  const skipped = { include: [SKIPPED_SUITES], provide: { skipped: { reason: missing ?? '', suites } } };
  return {
    extends: true,
    test: { name, ...(missing === null ? runnable : skipped), sequence: { groupOrder: 2 } },
  };
}

export default defineConfig({
  test: {
    pool: 'forks',
    // The servers and the gateways under test want a core too.
    maxWorkers: 2,
    // Loading the application for each of 500 files took a third of the time. No file leaves anything behind in its process.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: [SERVED, ...globs(ON_ENGINES)],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [SERVED, 'test/**/*.test.ts'],
          exclude: ['test/unit/**', ...globs(ON_ENGINES), SKIPPED_SUITES],
          globalSetup: ['test/harness/global-setup.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      ...(process.env['BELLHOP_TEST_MYSQL8']
        ? [
            onOtherServers('mysql8', ON_MYSQL8, {
              missing: whyNoMysql8(),
              globalSetup: ['test/harness/mysql8-setup.ts'],
            }),
          ]
        : []),
      onOtherServers('engines', ON_ENGINES, {
        missing: whyNoEngines(),
        globalSetup: ['test/harness/global-setup.ts', 'test/harness/engines-setup.ts'],
        setupFiles: ['test/harness/await-engines.ts'],
      }),
    ],
  },
});
