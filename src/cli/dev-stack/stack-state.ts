import { existsSync } from 'node:fs';
import { engineFiles, stopEngine } from './engine-home.js';
import { ENGINES, type EngineName } from './engine-names.js';
import { gatewayFiles } from './gateway-process.js';
import { mariaDbFiles } from './mariadb.js';
import { runningProcess, stopNoted } from './process-file.js';
import { readProfile, removeProfile } from './profile.js';
import { redisFiles } from './redis.js';

export type ServerName = 'gateway' | EngineName | 'redis' | 'mysql';

/** First who asks, last who keeps the truth. */
export const STOP_ORDER = ['gateway', ...ENGINES, 'redis', 'mysql'] as const satisfies readonly ServerName[];

/** Every stack has these; an engine only when it was asked for. */
const ALWAYS: readonly ServerName[] = ['gateway', 'redis', 'mysql'];

export interface ServerStatus {
  readonly name: ServerName;
  /** `external`: given by its URL variable, not ours to start or stop. */
  readonly state: 'running' | 'stopped' | 'external';
  readonly pid: number | null;
  readonly port: number | null;
  readonly uptime_seconds: number | null;
  readonly log_file: string | null;
}

export interface StackStatus {
  readonly data_dir: string;
  /** `partial`: some of its servers are gone; `dev up` ends the rest and starts anew. */
  readonly state: 'up' | 'partial' | 'down';
  readonly gateway: string | null;
  readonly servers: readonly ServerStatus[];
}

/** The log file of each server, whether it exists yet or not. */
export function logFiles(dataDir: string): Record<ServerName, string> {
  const log = (name: ServerName): string => filesOf(dataDir, name).log;
  return {
    gateway: log('gateway'),
    kafka: log('kafka'),
    elasticsearch: log('elasticsearch'),
    cassandra: log('cassandra'),
    redis: log('redis'),
    mysql: log('mysql'),
  };
}

/** What of the stack in `dataDir` runs now, by its pid files. `nowMs` is the time in milliseconds. */
export function stackStatus(dataDir: string, nowMs: number = Date.now()): StackStatus {
  const profile = readProfile(dataDir);
  const inUse = (name: ServerName): boolean =>
    ALWAYS.includes(name) ||
    profile?.[name] !== undefined ||
    runningProcess(pidFile(dataDir, name)) !== undefined;
  const servers = STOP_ORDER.filter(inUse).map((name): ServerStatus => {
    const record = runningProcess(pidFile(dataDir, name));
    const external = record === undefined && profile !== undefined && profile.pids[name] === undefined;
    return {
      name,
      state: record !== undefined ? 'running' : external ? 'external' : 'stopped',
      pid: record?.pid ?? null,
      port: record?.port ?? null,
      uptime_seconds:
        record === undefined ? null : Math.max(0, Math.round((nowMs - Date.parse(record.started_at)) / 1000)),
      log_file: external ? null : filesOf(dataDir, name).log,
    };
  });
  const stopped = servers.filter((server) => server.state === 'stopped').length;
  const running = servers.filter((server) => server.state === 'running').length;
  const state = running === 0 ? 'down' : stopped === 0 ? 'up' : 'partial';
  return { data_dir: dataDir, state, gateway: running > 0 ? (profile?.gateway ?? null) : null, servers };
}

/**
 * Stops whatever of the stack in `dataDir` runs, from any process, within 10 s. Data stays. Answers which ones ran.
 */
export async function stopStack(dataDir: string): Promise<ServerName[]> {
  const stopped = await stopInOrder((name, killAfterMs) => {
    const engine = ENGINES.find((candidate) => candidate === name);
    return engine === undefined
      ? stopNoted(pidFile(dataDir, name), killAfterMs)
      : stopEngine(dataDir, engine, killAfterMs);
  });
  removeProfile(dataDir);
  return stopped;
}

/**
 * Calls `stop` for each server, the gateway first; the others have nobody left who asks them and end side by side. The
 * patience adds up to 9 s, for a stop has to be over in 10: all of them are crash-safe should their share not be enough.
 * Answers those whose `stop` answered true.
 */
export async function stopInOrder(
  stop: (name: ServerName, killAfterMs: number) => Promise<boolean>,
): Promise<ServerName[]> {
  const stopped = new Set<ServerName>();
  const end = async (name: ServerName, killAfterMs: number): Promise<void> => {
    if (await stop(name, killAfterMs)) stopped.add(name);
  };
  await end('gateway', 4_500);
  const results = await Promise.allSettled([
    ...ENGINES.map((name) => end(name, 4_500)),
    end('redis', 500).then(() => end('mysql', 4_000)),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return STOP_ORDER.filter((name) => stopped.has(name));
}

function pidFile(dataDir: string, name: ServerName): string {
  return filesOf(dataDir, name).pid;
}

function filesOf(dataDir: string, name: ServerName): { log: string; pid: string } {
  switch (name) {
    case 'gateway':
      return gatewayFiles(dataDir);
    case 'redis':
      return redisFiles(dataDir);
    case 'mysql':
      return mariaDbFiles(dataDir);
    case 'kafka':
    case 'elasticsearch':
    case 'cassandra':
      return engineFiles(dataDir, name);
  }
}

/** The engines that have run with their data in `dataDir`, now or earlier. */
export function enginesKept(dataDir: string): EngineName[] {
  return ENGINES.filter((name) => existsSync(engineFiles(dataDir, name).home));
}

/** How to start the stack in `dataDir` again as it was. */
export function startCommand(dataDir: string): string {
  const engines = enginesKept(dataDir);
  return `bellhop dev up --data ${dataDir}${engines.length === 0 ? '' : ` --with ${engines.join(',')}`}`;
}
