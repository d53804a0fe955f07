import { existsSync } from 'node:fs';
import { findJava, findMaven } from '../../src/cli/dev-stack/java.js';
import { fetchedDirectory } from '../../src/cli/dev-stack/maven-fetch.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Why the suites on real engines cannot run here; null when they can. */
export function whyNoEngines(env: Environment = process.env): string | null {
  const given = [
    'BELLHOP_TEST_KAFKA_BROKERS',
    'BELLHOP_TEST_ELASTICSEARCH_URL',
    'BELLHOP_TEST_CASSANDRA',
  ].every((variable) => env[variable]);
  if (given) return null;
  if (findJava(env) === undefined) return 'needs Java 17';
  return whyNotFetched(['kafka', 'elasticsearch', 'cassandra'], env);
}

/** Why the column on a real MySQL 8 cannot run here; null when it can. */
export function whyNoMysql8(env: Environment = process.env): string | null {
  if (env['BELLHOP_TEST_MYSQL8']?.startsWith('mysql:')) return null;
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x86-64';
  return whyNotFetched(['mysql8'], env);
}

function whyNotFetched(names: readonly string[], env: Environment): string | null {
  if (names.every((name) => existsSync(fetchedDirectory(name)))) return null;
  return findJava(env) === undefined || findMaven(env) === undefined ? 'needs Java 17 and Maven' : null;
}
