import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../../core/model/errors.js';
import {
  engineFiles,
  prepareHome,
  quickOptions,
  type EngineHome,
  type EngineOptions,
} from './engine-home.js';
import { requireJava } from './java.js';
import { fetchFromMaven } from './maven-fetch.js';
import { launchServer, type PrivateServer } from './private-server.js';
import { forgetProcess, stopProcess, writeProcessFile } from './process-file.js';

const READY_WITHIN_MS = 180_000;
const ASK_EVERY_MS = 250;

/**
 * Starts a private Elasticsearch of one node on 127.0.0.1, after ending what a killed run left.
 * @throws AppError CONFIG (Java or Maven missing, or data where only root can reach it), CONFLICT (port taken),
 * UNAVAILABLE (with its log's tail)
 */
export async function startElasticsearch(options: EngineOptions): Promise<PrivateServer> {
  const javaHome = requireJava();
  const fetched = await fetchFromMaven({
    name: 'elasticsearch',
    as: 'unpacked',
    say: options.say ?? (() => undefined),
  });
  const program = join(fetched, distribution(fetched), 'bin', 'elasticsearch');
  letServersPass(resolve(options.directory));
  const home = await prepareHome({
    ...options,
    name: 'elasticsearch',
    program,
    innerPorts: 1,
    values: ({ port, innerPorts, data }) => ({ port, transportPort: innerPorts[0] ?? 0, data, logs: data }),
  });
  refuseRoot(home);
  const url = `http://127.0.0.1:${home.port}`;
  const serverPid = join(home.temporary, 'server.pid');
  const files = engineFiles(resolve(options.directory), 'elasticsearch');
  const launcher = await launchServer({
    name: 'Elasticsearch',
    command: program,
    args: ['-p', serverPid],
    env: { ...environment(home, javaHome), ES_JAVA_OPTS: quickOptions(options).join(' ') },
    cwd: home.data,
    url,
    port: home.port,
    pidFile: files.launcherPid,
    logFile: home.log,
    readyWithinMs: READY_WITHIN_MS,
    askEveryMs: ASK_EVERY_MS,
    account: home.account,
    probe: () => probe(url),
  });
  return besideLauncher(launcher, Number(readFileSync(serverPid, 'utf8')), files.pid);
}

/**
 * The server runs as the child of a launcher, which passes its output on and ends with it. Who means the server (a
 * stop, a test that kills it) means the child: the launcher does not answer for it.
 */
function besideLauncher(launcher: PrivateServer, pid: number, pidFile: string): PrivateServer {
  const record = writeProcessFile(pidFile, { pid, port: launcher.port });
  const stop = async (killAfterMs?: number): Promise<void> => {
    await stopProcess(record, killAfterMs);
    await launcher.stop(killAfterMs);
    forgetProcess(pidFile, record);
  };
  return { ...launcher, pid, stop };
}

/** The one folder in the archive, named by its version. */
function distribution(fetched: string): string {
  const name = readdirSync(fetched).find((entry) => entry.startsWith('elasticsearch-'));
  if (name !== undefined) return name;
  throw new AppError('CONFIG', `${fetched} is not whole (no elasticsearch-*); delete it and start again.`);
}

/**
 * As root it runs as a user without rights, who has to get to its data: the folder lets others pass, without showing
 * them what is in it. All in there is closed by itself.
 */
function letServersPass(directory: string): void {
  if (process.getuid?.() !== 0) return;
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const { mode, uid } = statSync(directory);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(directory, (mode & 0o777) | 0o001);
}

function refuseRoot(home: EngineHome): void {
  if (process.getuid?.() !== 0 || home.account !== undefined) return;
  throw new AppError(
    'CONFIG',
    `Elasticsearch refuses to run as root, and no other user can reach ${home.data} or its program; ` +
      'choose a folder outside of /root with --data, or run this as an ordinary user.',
    { next: 'bellhop dev up --help' },
  );
}

function environment(home: EngineHome, javaHome: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    ES_JAVA_HOME: javaHome,
    ES_PATH_CONF: home.config,
    ES_TMPDIR: home.temporary,
  };
}

async function probe(url: string): Promise<void> {
  const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, {
    signal: AbortSignal.timeout(1_800),
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new AppError('UNAVAILABLE', `its health is ${response.status}`);
}
