import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readProcessFile,
  runningProcess,
  stopNoted,
  writeProcessFile,
} from '../../src/cli/dev-stack/process-file.js';

const PREFIX = 'bellhop-test-';
const OWNER = 'owner.json';

export interface RunDirectory {
  readonly directory: string;
  /** Ends every server whose pid file lies below it; the folder stays. */
  readonly stopServers: () => Promise<void>;
  /** Ends the servers and removes it. */
  readonly remove: () => Promise<void>;
}

/** A folder for the servers of this test run, after removing those of runs that were killed, with their servers. */
export async function makeRunDirectory(): Promise<RunDirectory> {
  await removeLeftovers();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  // mkdtemp closes it to others, but as root the servers run as a user without rights.
  chmodSync(directory, 0o711);
  writeProcessFile(join(directory, OWNER), { pid: process.pid });
  return {
    directory,
    stopServers: () => stopServers(directory),
    remove: () => removeDirectory(directory),
  };
}

/** Ends and removes what runs that were killed left behind; a run that is still going is left alone. */
async function removeLeftovers(): Promise<void> {
  const directories = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const directory of directories.map((name) => join(tmpdir(), name))) {
    const owner = join(directory, OWNER);
    // Without an owner it may be a run that is starting this very moment.
    if (readProcessFile(owner) === undefined || runningProcess(owner) !== undefined) continue;
    await removeDirectory(directory);
  }
}

async function removeDirectory(directory: string): Promise<void> {
  await stopServers(directory);
  rmSync(directory, { recursive: true, force: true });
}

async function stopServers(directory: string): Promise<void> {
  const notes = join(directory, 'run');
  if (!existsSync(notes)) return;
  const files = readdirSync(notes).filter((name) => name.endsWith('.json'));
  await Promise.all(files.map((file) => stopNoted(join(notes, file))));
}
