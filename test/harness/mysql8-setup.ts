import type { TestProject } from 'vitest/node';
import { provideGivenEngines, redisUrlFor } from './global-setup.js';
import { startMysql8 } from './mysql8.js';
import { makeRunDirectory } from './run-directory.js';

/** For the column on a real MySQL 8: that server, or the one that BELLHOP_TEST_MYSQL8 names, and a private Redis. */
export default async function startMysql8Servers(project: TestProject): Promise<() => Promise<void>> {
  const { directory, remove } = await makeRunDirectory();
  try {
    const [mysqlUrl, redisUrl] = await Promise.all([mysql8Url(directory), redisUrlFor(directory)]);
    project.provide('mysqlUrl', mysqlUrl);
    project.provide('redisUrl', redisUrl);
    provideGivenEngines(project);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function mysql8Url(directory: string): Promise<string> {
  const given = process.env['BELLHOP_TEST_MYSQL8'];
  return given?.startsWith('mysql:') ? given : (await startMysql8(directory)).url;
}
