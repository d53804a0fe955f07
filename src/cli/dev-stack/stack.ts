import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../core/model/errors.js';
import type { EngineName } from './engine-names.js';
import { startGateway } from './gateway-process.js';
import { mariaDbFiles } from './mariadb.js';
import { claimPort, freePort } from './ports.js';
import { readProfile, removeProfile, writeProfile, type Profile } from './profile.js';
import { engineVariables, requireEngineJava } from './stack-engines.js';
import { startServers, type StackHooks, type Started } from './stack-servers.js';
import { enginesKept, stackStatus, startCommand, stopInOrder, stopStack } from './stack-state.js';
import { claimStart } from './start-claim.js';

export type { StackHooks } from './stack-servers.js';
export { logFiles, stackStatus, stopStack } from './stack-state.js';

export interface StackOptions {
  readonly dataDir: string;
  /** The gateway's port; 0 takes a free one. */
  readonly port: number;
  /** Real servers to add; they are off, with their data kept, when they are not named again. */
  readonly engines?: readonly EngineName[];
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
  /** The gateway first, then the servers that it used, within 10 s. Data stays. */
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
  const { dataDir, log } = options;
  const env = options.env ?? process.env;
  // Looked at first: neither a taken port nor a missing Java should cost the start of two servers.
  requireEngineJava(options.engines ?? [], env);
  tellOfEngines(options);
  const port =
    options.port === 0
      ? await freePort()
      : await claimPort(options.port, 'stop that one or choose another with --port');
  const { mysql, redis, partners, engines } = await startServers({ ...options, env }, started);
  const gateway = await startGateway({
    directory: dataDir,
    port,
    mysqlUrl: mysql.url,
    redisUrl: redis.url,
    engines: engineVariables(engines),
    env,
    program: options.gatewayProgram,
  });
  started.set('gateway', gateway);
  log(`the gateway serves ${gateway.url} (process ${gateway.pid})`);
  return {
    gateway: gateway.url,
    mysql: mysql.url,
    redis: redis.url,
    ...engines,
    ...partners,
    pids: {
      ...Object.fromEntries([...started].map(([name, server]) => [name, server.pid])),
      gateway: gateway.pid,
    },
  };
}

/** What an engine missed while it was off, or before it was there, it is not told by itself. */
function tellOfEngines({ dataDir, engines = [], log }: StackOptions): void {
  const kept = enginesKept(dataDir);
  const off = kept.filter((name) => !engines.includes(name));
  const added = engines.filter((name) => !kept.includes(name));
  if (off.length > 0) log(`${off.join(', ')} stays off this time; to have it: ${startCommand(dataDir)}`);
  if (existsSync(mariaDbFiles(dataDir).data) && (off.length > 0 || added.length > 0)) {
    log('search, lists and events of before do not move along: bellhop search rebuild, bellhop view rebuild');
  }
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
  await stopInOrder(async (name, killAfterMs) => {
    await started.get(name)?.stop(killAfterMs);
    return started.has(name);
  });
}
