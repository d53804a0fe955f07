import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../core/model/errors.js';
import { requireJava, requireMaven } from './java.js';
import { packageFile } from './package-file.js';
import { processIdentity } from './process-identity.js';
import { cacheDirectory } from './programs.js';

const run = promisify(execFile);

/** Pinned: Maven 3.8 would take one from years ago. */
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';
const PATIENCE_MS = 10 * 60_000;
const LOG_LINES = 20;
const WORK = '.new-';

export interface FetchOptions {
  /** Folder of `stack/` whose pom.xml names what to fetch. */
  readonly name: string;
  /** `jars`: the artifacts as they are; `unpacked`: what is inside of them. */
  readonly as: 'jars' | 'unpacked';
  /** Told once before something is fetched, never when it is there already. */
  readonly say: (line: string) => void;
}

/** Where a fetch is kept: its name says what is in it, so that a pom with other versions finds nothing. */
export function fetchedDirectory(name: string): string {
  const pom = readFileSync(packageFile('stack', name, 'pom.xml'));
  const key = createHash('sha256').update(pom).digest('hex').slice(0, 12);
  return join(cacheDirectory(), 'engines', `${name}-${key}`);
}

/**
 * Fetches from Maven's repositories what `stack/<name>/pom.xml` names and answers the folder that holds it. Done once:
 * afterwards neither network nor Maven is needed.
 * @throws AppError CONFIG without Java 17 or Maven, UNAVAILABLE with the end of Maven's output
 */
export async function fetchFromMaven({ name, as, say }: FetchOptions): Promise<string> {
  const target = fetchedDirectory(name);
  if (existsSync(target)) return target;
  const maven = requireMaven();
  const javaHome = requireJava();
  const work = makeWork(name);
  try {
    say(`fetching ${name} with Maven into ${target} (once)`);
    // Maven leaves files beside the pom, which may lie in a folder that nobody may write to.
    cpSync(packageFile('stack', name, 'pom.xml'), join(work, 'pom.xml'));
    const files = join(work, 'files');
    await run(maven, goal(as, work, files), {
      cwd: work,
      env: { ...process.env, JAVA_HOME: javaHome },
      timeout: PATIENCE_MS,
      maxBuffer: 16 * 1024 * 1024,
    });
    keep(files, target);
  } catch (cause) {
    throw new AppError(
      'UNAVAILABLE',
      `${name} could not be fetched; see whether this machine reaches its Maven repository. The end of Maven's output:\n${outputOf(cause)}`,
      { cause },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

function goal(as: FetchOptions['as'], work: string, files: string): string[] {
  return [
    '--batch-mode',
    '--quiet',
    '--no-transfer-progress',
    '-Dstyle.color=never',
    '-f',
    join(work, 'pom.xml'),
    ...(as === 'jars' ? [`${PLUGIN}:copy-dependencies`] : [`${PLUGIN}:unpack-dependencies`]),
    '-DincludeScope=runtime',
    `-DoutputDirectory=${files}`,
  ];
}

/** A folder of this process alone; those of processes that died while they fetched go. */
function makeWork(name: string): string {
  const engines = join(cacheDirectory(), 'engines');
  // Open to the unprivileged user that the servers are given.
  mkdirSync(engines, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(engines).filter((other) => other.startsWith(WORK))) {
    const owner = Number(entry.slice(WORK.length).split('-')[0]);
    if (processIdentity(owner) === undefined) rmSync(join(engines, entry), { recursive: true, force: true });
  }
  const work = join(engines, `${WORK}${process.pid}-${name}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o755 });
  return work;
}

/** Shown under its final name only when it is whole; of two that fetched at the same time the first wins. */
function keep(files: string, target: string): void {
  chmodSync(files, 0o755);
  try {
    renameSync(files, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

function outputOf(error: unknown): string {
  const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  const message = error instanceof Error ? error.message : String(error);
  return (output.trim() || message).split('\n').slice(0, LOG_LINES).join('\n');
}
