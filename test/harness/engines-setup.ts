import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCassandra } from '../../src/cli/dev-stack/cassandra.js';
import { startElasticsearch } from '../../src/cli/dev-stack/elasticsearch.js';
import type { EngineOptions } from '../../src/cli/dev-stack/engine-home.js';
import { startKafka } from '../../src/cli/dev-stack/kafka.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import { makeRunDirectory } from './run-directory.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds nothing once all engines serve, else why one of them does not; null when none had to be started. */
    enginesVerdict: string | null;
  }
}

/**
 * One private Kafka, Elasticsearch and Cassandra for the whole run, except those that a BELLHOP_TEST_* variable names.
 * It tells their addresses and leaves them starting while the first projects run; who uses them waits in
 * `await-engines.ts`.
 */
export default async function startTestEngines(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const run = await makeRunDirectory();
  const verdict = join(run.directory, 'engines-verdict');
  const starting: Promise<unknown>[] = [];
  const start = async (begin: (options: EngineOptions) => Promise<unknown>): Promise<string> => {
    const port = await freePort();
    starting.push(begin({ directory: run.directory, port, quick: true, say }));
    return `127.0.0.1:${port}`;
  };
  const env = process.env;
  if (!env['BELLHOP_TEST_KAFKA_BROKERS']) project.provide('kafkaBrokers', [await start(startKafka)]);
  if (!env['BELLHOP_TEST_CASSANDRA']) project.provide('cassandraContactPoint', await start(startCassandra));
  if (!env['BELLHOP_TEST_ELASTICSEARCH_URL'])
    project.provide('elasticsearchUrl', `http://${await start(startElasticsearch)}`);
  project.provide('enginesVerdict', verdict);
  const settled = Promise.allSettled(starting);
  void settled.then((results) => {
    writeFileSync(verdict, results.flatMap(reasonOf).join('\n'));
  });
  return async () => {
    // An early end of the run finds them starting: a server that is gone ends the wait for it at once.
    await run.stopServers();
    await settled;
    await run.remove();
  };
}

function reasonOf(result: PromiseSettledResult<unknown>): string[] {
  if (result.status === 'fulfilled') return [];
  return [result.reason instanceof Error ? result.reason.message : String(result.reason)];
}

function say(line: string): void {
  process.stderr.write(`engines: ${line}\n`);
}
