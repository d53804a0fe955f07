import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../core/model/errors.js';
import { startGateway } from './gateway-process.js';
import { mariaDbFiles, startMariaDb } from './mariadb.js';
import { claimPort, freePort } from './ports.js';
import type { PrivateServer } from './private-server.js';
import {
  readDemoPartners,
  readProfile,
  removeProfile,
  writeDemoPartners,
  writeProfile,
  type DemoPartners,
  type Profile,
} from './profile.js';
import { startRedis } from './redis.js';
import { STOP_ORDER, stackStatus, stopStack, type ServerName } from './stack-state.js';
import { claimStart } from './start-claim.js';

export { logFiles, stackStatus, stopStack } from './stack-state.js';

const PRIVATE_DATABASE = 'private';

export interface StackHooks {
  /** Brings the schema up to date. */
  migrate(mysqlUrl: string): Promise<void>;
  /** Makes the demo partners and a key for each; called once for a database, should bear being called again. */
  seedPartners(mysqlUrl: string): Promise<DemoPartners>;
}

export interface StackOptions {
  readonly dataDir: string;
  /** The gateway's port; 0 takes a free one. */
  readonly port: number;
  /** Progress for people, one line each. */
  readonly log: (line: string) => void;
  readonly hooks: StackHooks;
  /** The stack runs on when this process ends, until `stopStack`. */
  readonly detach?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Default: bin/gateway.js of this installation. */
  readonly gatewayProgram?: string;
}

export interface RunningStack {
  readonly profile: Profile;
  /** Resolves when the gateway has ended, however that came; the other servers run on. */
  readonly gatewayEnded: Promise<void>;
  /** Resolves when every process of the stack has ended, for instance by `dev down` from elsewhere. */
  readonly ended: Promise<void>;
  /** Gateway, Redis, MariaDB, in this order and within 10 s. Data stays. */
  stop(): Promise<void>;
}

/**
 * Starts the private servers (a store named by BELLHOP_MYSQL_URL or BELLHOP_REDIS_URL is used as it is, never started
 * or wiped), migrates, makes the demo partners once and starts the gateway. On failure nothing of it is left running.
 * @throws AppError CONFLICT when a stack runs in `dataDir` or the port is taken, CONFIG, UNAVAILABLE
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const dataDir = resolve(options.dataDir);
  makeDirectory(dataDir);
  const endClaim = claimStart(dataDir);
  const started: Started = new Map();
  try {
    refuseSecondStack(dataDir);
    const leftOver = await stopStack(dataDir);
    if (leftOver.length > 0) options.log(`ended what an earlier run left behind: ${leftOver.join(', ')}`);
    const profile = await bringUp({ ...options, dataDir }, started);
    writeProfile(dataDir, profile);
    if (options.detach) for (const server of started.values()) server.outlive();
    return runningStack(dataDir, profile, started);
  } catch (error) {
    await endAll(started);
    throw error;
  } finally {
    endClaim();
  }
}

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new AppError(
      'CONFIG',
      `${dataDir} cannot hold the data${code}; choose a directory that can be written, with --data.`,
      { next: 'bellhop dev up --help', cause },
    );
  }
}

async function bringUp(options: StackOptions, started: Started): Promise<Profile> {
  const { dataDir, log, hooks } = options;
  const env = options.env ?? process.env;
  // Looked at first: a taken port should not cost the start of two servers.
  const port =
    options.port === 0
      ? await freePort()
      : await claimPort(options.port, 'stop that one or choose another with --port');
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
  const gateway = await startGateway({
    directory: dataDir,
    port,
    mysqlUrl: mysql.url,
    redisUrl: redis.url,
    env,
    program: options.gatewayProgram,
  });
  started.set('gateway', gateway);
  log(`the gateway serves ${gateway.url} (process ${gateway.pid})`);
  return {
    gateway: gateway.url,
    mysql: mysql.url,
    redis: redis.url,
    ...partners,
    pids: {
      gateway: gateway.pid,
      ...(mysql.pid === undefined ? {} : { mysql: mysql.pid }),
      ...(redis.pid === undefined ? {} : { redis: redis.pid }),
    },
  };
}

/** Only what this process has started: never a server of another stack. */
type Started = Map<ServerName, PrivateServer>;

interface Store {
  readonly url: string;
  /** Undefined for one that is not ours. */
  readonly pid?: number;
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

function refuseSecondStack(dataDir: string): void {
  const status = stackStatus(dataDir);
  const gateway = status.servers.find((server) => server.name === 'gateway');
  if (status.state !== 'up' || gateway === undefined) return;
  throw new AppError(
    'CONFLICT',
    `A stack with its data in ${dataDir} runs already (gateway: process ${gateway.pid}, port ${gateway.port}).`,
    { next: `bellhop dev down --data ${dataDir}`, details: { pid: gateway.pid, port: gateway.port } },
  );
}

function runningStack(dataDir: string, profile: Profile, started: Started): RunningStack {
  return {
    profile,
    gatewayEnded: started.get('gateway')?.ended ?? Promise.resolve(),
    ended: Promise.all([...started.values()].map((server) => server.ended)).then(() => undefined),
    stop: async () => {
      await endAll(started);
      // Another stack may have been started here after ours had been stopped from elsewhere.
      if (readProfile(dataDir)?.pids.gateway === profile.pids.gateway) removeProfile(dataDir);
    },
  };
}

async function endAll(started: Started): Promise<void> {
  for (const { name, killAfterMs } of STOP_ORDER) await started.get(name)?.stop(killAfterMs);
}
