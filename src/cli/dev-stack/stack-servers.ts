import { existsSync } from 'node:fs';
import type { EngineName } from './engine-names.js';
import { mariaDbFiles, startMariaDb } from './mariadb.js';
import type { PrivateServer } from './private-server.js';
import { readDemoPartners, writeDemoPartners, type DemoPartners } from './profile.js';
import { startRedis } from './redis.js';
import { startEngines, type EngineAddresses } from './stack-engines.js';
import type { ServerName } from './stack-state.js';

const PRIVATE_DATABASE = 'private';

export interface StackHooks {
  /** Brings the schema up to date. */
  migrate(mysqlUrl: string): Promise<void>;
  /** Makes the demo partners and a key for each; called once for a database, should bear being called again. */
  seedPartners(mysqlUrl: string): Promise<DemoPartners>;
}

export interface ServersOptions {
  readonly dataDir: string;
  readonly engines?: readonly EngineName[];
  readonly log: (line: string) => void;
  readonly hooks: StackHooks;
  readonly env: NodeJS.ProcessEnv;
}

/** Only what this process has started: never a server of another stack. */
export type Started = Map<ServerName, PrivateServer>;

interface Store {
  readonly url: string;
  /** Undefined for one that is not ours. */
  readonly pid?: number;
}

export interface Servers {
  readonly mysql: Store;
  readonly redis: Store;
  readonly partners: DemoPartners;
  readonly engines: EngineAddresses;
}

/** All that the gateway needs, the engines (which take longest) beside the stores. */
export async function startServers(options: ServersOptions, started: Started): Promise<Servers> {
  const { dataDir, log, env, engines = [] } = options;
  const results = await Promise.allSettled([
    prepareStores(options, started),
    startEngines({
      names: engines,
      dataDir,
      env,
      log,
      onStarted: (name, server) => started.set(name, server),
    }),
  ]);
  const [stores, addresses] = results;
  if (stores.status === 'rejected') throw stores.reason;
  if (addresses.status === 'rejected') throw addresses.reason;
  return { ...stores.value, engines: addresses.value };
}

async function prepareStores(
  { dataDir, log, hooks, env }: ServersOptions,
  started: Started,
): Promise<Omit<Servers, 'engines'>> {
  const hadData = existsSync(mariaDbFiles(dataDir).data);
  const [mysql, redis] = await startStores(dataDir, env, started);
  log(
    `MariaDB ${mysql.pid === undefined ? 'is the one of BELLHOP_MYSQL_URL' : `runs (process ${mysql.pid})`}`,
  );
  log(`Redis ${redis.pid === undefined ? 'is the one of BELLHOP_REDIS_URL' : `runs (process ${redis.pid})`}`);
  await hooks.migrate(mysql.url);
  const database = mysql.pid === undefined ? mysql.url : PRIVATE_DATABASE;
  const known = database === PRIVATE_DATABASE && !hadData ? undefined : readDemoPartners(dataDir, database);
  const partners = known ?? (await hooks.seedPartners(mysql.url));
  if (known === undefined) writeDemoPartners(dataDir, database, partners);
  return { mysql, redis, partners };
}

async function startStores(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  started: Started,
): Promise<[Store, Store]> {
  const start = async (name: 'mysql' | 'redis', launch: () => Promise<PrivateServer>): Promise<Store> => {
    const given = env[name === 'mysql' ? 'BELLHOP_MYSQL_URL' : 'BELLHOP_REDIS_URL'];
    if (given) return { url: given };
    const server = await launch();
    started.set(name, server);
    return server;
  };
  // Both are waited for even when one fails: an error must not leave the other starting behind its back.
  const results = await Promise.allSettled([
    start('mysql', () => startMariaDb({ directory: dataDir })),
    start('redis', () => startRedis({ directory: dataDir })),
  ]);
  const [mysql, redis] = results;
  if (mysql.status === 'rejected') throw mysql.reason;
  if (redis.status === 'rejected') throw redis.reason;
  return [mysql.value, redis.value];
}
