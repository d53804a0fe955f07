import type { TestProject } from 'vitest/node';
import { startMariaDb } from '../../src/cli/dev-stack/mariadb.js';
import { startRedis } from '../../src/cli/dev-stack/redis.js';
import { TEST_REDIS_DATABASES } from './redis.js';
import { makeRunDirectory } from './run-directory.js';

declare module 'vitest' {
  export interface ProvidedContext {
    mysqlUrl: string;
    redisUrl: string;
    /** `host:port` of each broker; like the next two null where no engine was asked for. */
    kafkaBrokers: string[] | null;
    elasticsearchUrl: string | null;
    /** `host:port`; its data center is `datacenter1`. */
    cassandraContactPoint: string | null;
  }
}

/**
 * One private MariaDB and one private Redis for the whole run, or the servers that BELLHOP_TEST_MYSQL_URL and
 * BELLHOP_TEST_REDIS_URL name. The ordinary BELLHOP_MYSQL_URL is not looked at: tests make and drop databases.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  const { directory, remove } = await makeRunDirectory();
  try {
    const [mysqlUrl, redisUrl] = await Promise.all([mariaDbUrl(directory), redisUrlFor(directory)]);
    project.provide('mysqlUrl', mysqlUrl);
    project.provide('redisUrl', redisUrl);
    provideGivenEngines(project);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

/** The engines that BELLHOP_TEST_KAFKA_BROKERS, BELLHOP_TEST_ELASTICSEARCH_URL and BELLHOP_TEST_CASSANDRA name. */
export function provideGivenEngines(project: TestProject): void {
  project.provide('kafkaBrokers', process.env['BELLHOP_TEST_KAFKA_BROKERS']?.split(',') ?? null);
  project.provide('elasticsearchUrl', process.env['BELLHOP_TEST_ELASTICSEARCH_URL'] ?? null);
  project.provide('cassandraContactPoint', process.env['BELLHOP_TEST_CASSANDRA'] ?? null);
}

async function mariaDbUrl(directory: string): Promise<string> {
  const given = process.env['BELLHOP_TEST_MYSQL_URL'];
  return given || (await startMariaDb({ directory, durable: false })).url;
}

export async function redisUrlFor(directory: string): Promise<string> {
  const given = process.env['BELLHOP_TEST_REDIS_URL'];
  return given || (await startRedis({ directory, databases: TEST_REDIS_DATABASES })).url;
}
