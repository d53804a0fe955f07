import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startMariaDb } from '../../src/cli/dev-stack/mariadb.js';
import { mariaDbFiles } from '../../src/cli/dev-stack/mariadb.js';
import {
  stopNoted,
  readProcessFile,
  runningProcess,
  writeProcessFile,
} from '../../src/cli/dev-stack/process-file.js';
import { redisFiles, startRedis } from '../../src/cli/dev-stack/redis.js';
import { TEST_REDIS_DATABASES } from './redis.js';

const PREFIX = 'bellhop-test-';
const OWNER = 'owner.json';

declare module 'vitest' {
  export interface ProvidedContext {
    mysqlUrl: string;
    redisUrl: string;
  }
}

/**
 * One private MariaDB and one private Redis for the whole run, or the servers that BELLHOP_TEST_MYSQL_URL and
 * BELLHOP_TEST_REDIS_URL name. The ordinary BELLHOP_MYSQL_URL is not looked at: tests make and drop databases.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  // mkdtemp closes it to others, but as root the servers run as a user without rights.
  chmodSync(directory, 0o711);
  writeProcessFile(join(directory, OWNER), { pid: process.pid });
  const stop = async (): Promise<void> => {
    await stopNoted(redisFiles(directory).pid);
    await stopNoted(mariaDbFiles(directory).pid);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const [mysqlUrl, redisUrl] = await Promise.all([mariaDbUrl(directory), redisUrlFor(directory)]);
    project.provide('mysqlUrl', mysqlUrl);
    project.provide('redisUrl', redisUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function mariaDbUrl(directory: string): Promise<string> {
  const given = process.env['BELLHOP_TEST_MYSQL_URL'];
  return given || (await startMariaDb({ directory, durable: false })).url;
}

async function redisUrlFor(directory: string): Promise<string> {
  const given = process.env['BELLHOP_TEST_REDIS_URL'];
  return given || (await startRedis({ directory, databases: TEST_REDIS_DATABASES })).url;
}

/** Ends and removes what runs that were killed left behind; a run that is still going is left alone. */
async function removeLeftovers(): Promise<void> {
  const directories = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const directory of directories.map((name) => join(tmpdir(), name))) {
    const owner = join(directory, OWNER);
    // Without an owner it may be a run that is starting this very moment.
    if (!existsSync(owner) || readProcessFile(owner) === undefined || runningProcess(owner) !== undefined)
      continue;
    await stopNoted(redisFiles(directory).pid);
    await stopNoted(mariaDbFiles(directory).pid);
    rmSync(directory, { recursive: true, force: true });
  }
}
