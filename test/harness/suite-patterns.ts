/** The test files below a folder whose names end in `suffix`. */
export interface SuitePattern {
  readonly folder: string;
  readonly suffix: string;
}

export const ON_ENGINES: readonly SuitePattern[] = [
  { folder: 'src', suffix: '.engine.test.ts' },
  { folder: 'test/engines', suffix: '.test.ts' },
];

/** What depends on the database's own behaviour. */
export const ON_MYSQL8: readonly SuitePattern[] = [
  { folder: 'src/core', suffix: '.int.test.ts' },
  { folder: 'test/laws', suffix: '.test.ts' },
];

export function globs(patterns: readonly SuitePattern[]): string[] {
  return patterns.map(({ folder, suffix }) => `${folder}/**/*${suffix}`);
}
