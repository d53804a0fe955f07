import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { anApp, type TestApp } from '../builders/an-app.js';

/** An application with a month of open nights, and what a command line on its stores needs. */
export interface TestCli {
  readonly app: TestApp;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file and gives its path; anything but text as JSON. */
  readonly file: (name: string, content: unknown) => string;
  close(): Promise<void>;
}

export async function aCli(): Promise<TestCli> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-test-'));
  const app = await anApp();
  await app.load(5, 0, 30);
  return {
    app,
    env: {
      BELLHOP_MYSQL_URL: app.db.url,
      BELLHOP_REDIS_URL: inject('redisUrl'),
      BELLHOP_DATA: join(folder, 'none'),
    },
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
