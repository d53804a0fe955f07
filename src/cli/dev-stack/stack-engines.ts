import type { EngineOptions } from './engine-home.js';
import { ENGINES, type EngineName } from './engine-names.js';
import { requireJava } from './java.js';
import type { PrivateServer } from './private-server.js';
import type { Profile } from './profile.js';

/** How each engine is shown to people, named by a variable and started; the starters are loaded only when needed. */
const ABOUT = {
  kafka: {
    title: 'Kafka',
    variable: 'BELLHOP_KAFKA_BROKERS',
    start: async (options: EngineOptions) => (await import('./kafka.js')).startKafka(options),
  },
  elasticsearch: {
    title: 'Elasticsearch',
    variable: 'BELLHOP_ELASTICSEARCH_URL',
    start: async (options: EngineOptions) => (await import('./elasticsearch.js')).startElasticsearch(options),
  },
  cassandra: {
    title: 'Cassandra',
    variable: 'BELLHOP_CASSANDRA_CONTACT_POINTS',
    start: async (options: EngineOptions) => (await import('./cassandra.js')).startCassandra(options),
  },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The engines that a stack works with, as its profile tells them. */
export type EngineAddresses = Pick<Profile, EngineName>;

export interface EnginesOptions {
  readonly names: readonly EngineName[];
  readonly dataDir: string;
  readonly env: Environment;
  readonly log: (line: string) => void;
  /** Called with each server as soon as it runs. */
  readonly onStarted: (name: EngineName, server: PrivateServer) => void;
}

/**
 * Looks before anything is started.
 * @throws AppError CONFIG when one of `names` is to be started and there is no Java for it
 */
export function requireEngineJava(names: readonly EngineName[], env: Environment): void {
  if (enginesToStart(names, env).length > 0) requireJava(env);
}

/** Those of `names` that no variable names. */
function enginesToStart(names: readonly EngineName[], env: Environment): EngineName[] {
  return ENGINES.filter((name) => names.includes(name) && !env[ABOUT[name].variable]);
}

/**
 * Starts the wanted engines side by side and answers all that are in use: one that its variable names is used as it
 * is, whether it was wanted or not, and never started.
 * @throws AppError CONFIG (Java or Maven missing), UNAVAILABLE; those that did start have been told to `onStarted`
 */
export async function startEngines(options: EnginesOptions): Promise<EngineAddresses> {
  const { env, log, dataDir } = options;
  const wanted = enginesToStart(options.names, env);
  const urls: Partial<Record<EngineName, string>> = {};
  for (const name of ENGINES) {
    const given = env[ABOUT[name].variable];
    if (!given) continue;
    urls[name] = given;
    log(`${ABOUT[name].title} is the one of ${ABOUT[name].variable}`);
  }
  const start = async (name: EngineName): Promise<void> => {
    const begin = Date.now();
    const server = await ABOUT[name].start({ directory: dataDir, say: log });
    options.onStarted(name, server);
    urls[name] = server.url;
    log(`${ABOUT[name].title} runs (process ${server.pid}), ready in ${seconds(Date.now() - begin)} s`);
  };
  if (wanted.length > 0) log(`starting ${wanted.map((name) => ABOUT[name].title).join(', ')}`);
  // All are waited for even when one fails: an error must not leave another one starting behind its back.
  const results = await Promise.allSettled(wanted.map(start));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return {
    ...(urls.kafka === undefined ? {} : { kafka: urls.kafka.split(',').map((broker) => broker.trim()) }),
    ...(urls.elasticsearch === undefined ? {} : { elasticsearch: urls.elasticsearch }),
    ...(urls.cassandra === undefined ? {} : { cassandra: urls.cassandra }),
  };
}

/** The variables that tell another process of these engines. */
export function engineVariables(addresses: EngineAddresses): Record<string, string> {
  const values = { ...addresses, kafka: addresses.kafka?.join(',') };
  return Object.fromEntries(
    ENGINES.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[ABOUT[name].variable, value]];
    }),
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
