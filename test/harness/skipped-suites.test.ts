import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject, test } from 'vitest';
import type { SuitePattern } from './suite-patterns.js';

declare module 'vitest' {
  export interface ProvidedContext {
    skipped: { readonly reason: string; readonly suites: readonly SuitePattern[] };
  }
}

// Stands in for a project whose programs this machine does not have: each of its files counts as one skipped test.
const { reason, suites } = inject('skipped');

for (const { folder, suffix } of suites) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(suffix),
  );
  for (const file of files) test.skip(`${join(folder, file)}: ${reason}`, () => undefined);
}
