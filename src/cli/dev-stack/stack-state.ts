import { gatewayFiles } from './gateway-process.js';
import { mariaDbFiles } from './mariadb.js';
import { runningProcess, stopNoted } from './process-file.js';
import { readProfile, removeProfile } from './profile.js';
import { redisFiles } from './redis.js';

export type ServerName = 'gateway' | 'redis' | 'mysql';

/**
 * In the order of stopping: first who asks, last who keeps the truth. The patience adds up to 9 s, for a stop has to
 * be over in 10; MariaDB is crash-safe should its share not be enough.
 */
export const STOP_ORDER = [
  { name: 'gateway', killAfterMs: 4_500 },
  { name: 'redis', killAfterMs: 500 },
  { name: 'mysql', killAfterMs: 4_000 },
] as const satisfies readonly { name: ServerName; killAfterMs: number }[];

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
  return {
    gateway: gatewayFiles(dataDir).log,
    redis: redisFiles(dataDir).log,
    mysql: mariaDbFiles(dataDir).log,
  };
}

/** What of the stack in `dataDir` runs now, by its pid files. `nowMs` is the time in milliseconds. */
export function stackStatus(dataDir: string, nowMs: number = Date.now()): StackStatus {
  const profile = readProfile(dataDir);
  const servers = STOP_ORDER.map(({ name }): ServerStatus => {
    const record = runningProcess(pidFile(dataDir, name));
    const external = record === undefined && profile !== undefined && profile.pids[name] === undefined;
    return {
      name,
      state: record !== undefined ? 'running' : external ? 'external' : 'stopped',
      pid: record?.pid ?? null,
      port: record?.port ?? null,
      uptime_seconds:
        record === undefined ? null : Math.max(0, Math.round((nowMs - Date.parse(record.started_at)) / 1000)),
      log_file: external ? null : logFiles(dataDir)[name],
    };
  });
  const stopped = servers.filter((server) => server.state === 'stopped').length;
  const running = servers.filter((server) => server.state === 'running').length;
  const state = running === 0 ? 'down' : stopped === 0 ? 'up' : 'partial';
  return { data_dir: dataDir, state, gateway: running > 0 ? (profile?.gateway ?? null) : null, servers };
}

/**
 * Stops whatever of the stack in `dataDir` runs, from any process, within 10 s: gateway, Redis, MariaDB. Data stays.
 * Answers which ones ran.
 */
export async function stopStack(dataDir: string): Promise<ServerName[]> {
  const stopped: ServerName[] = [];
  for (const { name, killAfterMs } of STOP_ORDER) {
    if (await stopNoted(pidFile(dataDir, name), killAfterMs)) stopped.push(name);
  }
  removeProfile(dataDir);
  return stopped;
}

function pidFile(dataDir: string, name: ServerName): string {
  return { gateway: gatewayFiles, redis: redisFiles, mysql: mariaDbFiles }[name](dataDir).pid;
}
