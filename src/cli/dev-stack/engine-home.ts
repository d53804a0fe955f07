import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EngineName } from './engine-names.js';
import { packageFile } from './package-file.js';
import { claimPort, freePort, preferPort } from './ports.js';
import { readProcessFile, stopNoted } from './process-file.js';
import { giveTo, serverAccount, type ServerAccount } from './server-account.js';

export interface EngineOptions {
  /** Its home: data, settings, log and pid file live below it; made when missing, kept when there. */
  readonly directory: string;
  readonly port?: number;
  /** For tests: Java compiles less, so that a start takes half the CPU time and the server runs slower; default false. */
  readonly quick?: boolean;
  /** Told when something has to be fetched first. */
  readonly say?: (line: string) => void;
}

export interface EngineHome {
  readonly data: string;
  readonly config: string;
  readonly temporary: string;
  readonly log: string;
  readonly pid: string;
  readonly port: number;
  /** Ports that only the server itself uses, as many as were asked for. */
  readonly innerPorts: readonly number[];
  readonly account: ServerAccount | undefined;
}

/** Java's first compiler alone: the second one pays off only after minutes. */
export function quickOptions({ quick }: EngineOptions): string[] {
  return quick === true ? ['-XX:TieredStopAtLevel=1'] : [];
}

export function engineFiles(directory: string, name: EngineName) {
  return {
    home: join(directory, name),
    log: join(directory, 'logs', `${name}.log`),
    pid: join(directory, 'run', `${name}.json`),
    /** Of the process that looks after the server and ends with it, where there is one. */
    launcherPid: join(directory, 'run', `${name}-launcher.json`),
  };
}

export interface HomeOptions extends EngineOptions {
  readonly name: EngineName;
  /** Where its program lies; decides under which user it can run. */
  readonly program: string;
  readonly innerPorts: number;
  /** Fills the `${...}` of the templates in `stack/<name>`. */
  readonly values: (home: EngineHome) => Readonly<Record<string, string | number>>;
}

/**
 * Makes everything ready in which an engine starts, after ending what a killed run left behind: folders that belong to
 * the server's user, free ports, its settings.
 * @throws AppError CONFLICT (port taken)
 */
export async function prepareHome(options: HomeOptions): Promise<EngineHome> {
  const directory = resolve(options.directory);
  const files = engineFiles(directory, options.name);
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  mkdirSync(files.home, { recursive: true, mode: 0o700 });
  const previous = readProcessFile(files.pid)?.port;
  await stopEngine(directory, options.name);
  const port =
    options.port === undefined ? await preferPort(previous) : await claimPort(options.port, 'choose another');
  const home: EngineHome = {
    data: join(files.home, 'data'),
    config: join(files.home, 'config'),
    temporary: join(files.home, 'tmp'),
    log: files.log,
    pid: files.pid,
    port,
    innerPorts: await portsBeside(port, options.innerPorts),
    account: serverAccount([files.home, options.program]),
  };
  // Only data outlives a start: settings and temporary files of an earlier version or run must not.
  for (const folder of [home.config, home.temporary]) rmSync(folder, { recursive: true, force: true });
  for (const folder of [home.data, home.config, home.temporary]) mkdirSync(folder, { recursive: true });
  fillTemplates(options.name, home.config, options.values(home));
  giveTo(files.home, home.account);
  return home;
}

/** Ends the engine whose pid file lies in `directory`; false when it did not run. Data stays. */
export async function stopEngine(
  directory: string,
  name: EngineName,
  killAfterMs?: number,
): Promise<boolean> {
  const files = engineFiles(directory, name);
  const server = await stopNoted(files.pid, killAfterMs);
  const launcher = await stopNoted(files.launcherPid, killAfterMs);
  return server || launcher;
}

async function portsBeside(port: number, count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const candidate = await freePort();
    if (candidate !== port && !ports.includes(candidate)) ports.push(candidate);
  }
  return ports;
}

/** What is in braces and not named stays: the servers have variables of their own. */
function fillTemplates(
  name: EngineName,
  target: string,
  values: Readonly<Record<string, string | number>>,
): void {
  const templates = packageFile('stack', name);
  for (const file of readdirSync(templates).filter((entry) => entry !== 'pom.xml')) {
    const filled = readFileSync(join(templates, file), 'utf8').replaceAll(
      /\$\{(\w+)\}/g,
      (whole, key: string) => String(values[key] ?? whole),
    );
    writeFileSync(join(target, file), filled, { mode: 0o644 });
  }
}
