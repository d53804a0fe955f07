import { dataDirectory, readProfile } from './dev-stack/profile.js';
import { mariaDbPrograms, redisProgram } from './dev-stack/programs.js';
import { stackStatus, startCommand } from './dev-stack/stack-state.js';
import { probeChannels } from './doctor-channels.js';
import { engineProbes, probeEvents } from './doctor-engines.js';
import { probeFeeds } from './doctor-feeds.js';
import { probeReservations } from './doctor-reservations.js';
import { reportError } from './error-report.js';
import { resolveConfig, withDatabase } from './stores.js';

export interface Diagnosis {
  readonly check: string;
  /** `off`: not there, and nobody needs it just now. */
  readonly state: 'ok' | 'off' | 'failed';
  readonly detail: string;
  /** What to do; null where nothing is to do. */
  readonly next: string | null;
}

type Probe = () => Promise<Omit<Diagnosis, 'check' | 'next'> & { readonly next?: string }>;

const OLDEST_NODE = [20, 19] as const;
const PROBE_MS = 3_000;

/** Looks at everything that a command may need, one after the other; what fails does not stop the rest. */
export async function diagnose(dataDir: string): Promise<Diagnosis[]> {
  const probes: readonly (readonly [check: string, probe: Probe])[] = [
    ['node', probeNode],
    ['programs', probePrograms],
    ['stack', () => probeStack(dataDir)],
    ['settings', () => probeSettings(dataDir)],
    ['mysql', () => probeMysql(dataDir)],
    ['redis', () => probeRedis(dataDir)],
    ...configuredEngines(dataDir),
    ['events', () => probeEvents(dataDir)],
    ['reservations', () => probeReservations(dataDir)],
    ['feeds', () => probeFeeds(dataDir)],
    ['channels', () => probeChannels(dataDir)],
    ['gateway', () => probeGateway(dataDir)],
  ];
  const diagnoses: Diagnosis[] = [];
  for (const [check, probe] of probes) {
    try {
      diagnoses.push({ check, next: null, ...(await probe()) });
    } catch (error) {
      const { report } = reportError(error, 'doctor');
      const state =
        report.code === 'UNAVAILABLE' && readProfile(dataDirectory(dataDir)) === undefined ? 'off' : 'failed';
      const detail = state === 'off' ? 'no stack runs here' : report.message;
      diagnoses.push({ check, state, detail, next: report.next });
    }
  }
  return diagnoses;
}

/** None where the settings cannot be read: the check of the settings says so already. */
function configuredEngines(dataDir: string): ReturnType<typeof engineProbes> {
  try {
    return engineProbes(dataDir);
  } catch {
    return [];
  }
}

const probeNode: Probe = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const detail = `${process.versions.node} (${OLDEST_NODE.join('.')} or newer is needed)`;
  return Promise.resolve(
    old
      ? { state: 'failed', detail, next: 'install a newer Node from https://nodejs.org' }
      : { state: 'ok', detail },
  );
};

const probePrograms: Probe = () => {
  // With both URLs set, private servers are never started.
  if (process.env['BELLHOP_MYSQL_URL'] && process.env['BELLHOP_REDIS_URL']) {
    return Promise.resolve({ state: 'off', detail: 'not needed: both stores are given by their variables' });
  }
  const { mariadbd } = mariaDbPrograms();
  const { redisServer } = redisProgram();
  return Promise.resolve({ state: 'ok', detail: `${mariadbd}, ${redisServer}` });
};

function probeStack(dataDir: string): ReturnType<Probe> {
  const status = stackStatus(dataDirectory(dataDir));
  const servers = status.servers.map(
    (server) => `${server.name} ${server.state}${server.port === null ? '' : ` on ${server.port}`}`,
  );
  const detail = `${status.data_dir}: ${status.state} (${servers.join(', ')})`;
  if (status.state === 'up') return Promise.resolve({ state: 'ok', detail });
  return Promise.resolve({
    state: status.state === 'down' ? 'off' : 'failed',
    detail,
    next: startCommand(status.data_dir),
  });
}

function probeSettings(dataDir: string): ReturnType<Probe> {
  resolveConfig(dataDir);
  return Promise.resolve({ state: 'ok', detail: 'every BELLHOP_* variable parses' });
}

async function probeMysql(dataDir: string): ReturnType<Probe> {
  const { migrationStatus } = await import('../core/platform/migrate.js');
  return withDatabase(dataDir, async (database) => {
    const [row] = await database.rows<{ version: string }>('SELECT VERSION() AS version');
    const pending = (await migrationStatus(database)).filter((entry) => entry.state !== 'applied').length;
    const detail = `answers, version ${row?.version ?? 'unknown'}, ${pending === 0 ? 'schema up to date' : `${pending} migration(s) differ`}`;
    return pending === 0 ? { state: 'ok', detail } : { state: 'failed', detail, next: 'bellhop db migrate' };
  });
}

async function probeRedis(dataDir: string): ReturnType<Probe> {
  const { redisUrl } = resolveConfig(dataDir);
  const { openRedis, redisAnswers, settleRedis } = await import('../core/platform/redis.js');
  const { createLogger } = await import('../core/platform/logger.js');
  const redis = openRedis(redisUrl, createLogger('silent'));
  const failed = new Promise<string>((resolve) => {
    redis.on('error', (error: Error) => resolve(error.message));
  });
  try {
    const outcome = await Promise.race([settleRedis(redis, PROBE_MS), failed]);
    if (outcome === true && (await redisAnswers(redis))) return { state: 'ok', detail: 'answers' };
    return {
      state: 'failed',
      detail: `does not answer (${typeof outcome === 'string' ? outcome : 'no answer'}); bookings go on without it`,
      next: 'bellhop dev status',
    };
  } finally {
    redis.disconnect();
  }
}

async function probeGateway(dataDir: string): ReturnType<Probe> {
  const folder = dataDirectory(dataDir);
  const profile = readProfile(folder);
  if (profile === undefined)
    return { state: 'off', detail: 'no stack runs here', next: `bellhop dev up --data ${folder}` };
  try {
    const answer = await fetch(`${profile.gateway}/readyz`, { signal: AbortSignal.timeout(PROBE_MS) });
    const health = (await answer.json()) as { status?: string };
    const detail = `${profile.gateway} says ${health.status ?? answer.status}`;
    return answer.status === 200
      ? { state: 'ok', detail }
      : { state: 'failed', detail, next: 'bellhop dev logs' };
  } catch {
    // Not reachable, or no JSON: either way it is not the gateway that the profile tells of.
    return { state: 'failed', detail: `${profile.gateway} does not answer`, next: 'bellhop dev logs' };
  }
}
