import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engineFiles, type EngineOptions } from '../../src/cli/dev-stack/engine-home.js';
import type { EngineName } from '../../src/cli/dev-stack/engine-names.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { processIdentity } from '../../src/cli/dev-stack/process-identity.js';

export interface EngineUnderTest {
  readonly name: EngineName;
  readonly start: (options: EngineOptions) => Promise<PrivateServer>;
  /** Keeps a word on the server, through its plain client. */
  readonly write: (url: string, word: string) => Promise<void>;
  /** The words kept there. */
  readonly read: (url: string) => Promise<string[]>;
  /** Makes its data such that it cannot start. */
  readonly spoil: (data: string) => void;
}

/** What every engine of the private stack promises to who starts and stops it. */
export function describePrivateEngine({ name, start, write, read, spoil }: EngineUnderTest): void {
  let directory: string;
  const running: PrivateServer[] = [];

  beforeEach(() => {
    // Closed to others, as a folder may be that a user names; the servers that run for root have to live with it.
    directory = mkdtempSync(join(tmpdir(), `bellhop-${name}-`));
  });

  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const begin = async (port?: number): Promise<PrivateServer> => {
    const server = await start({ directory, quick: true, ...(port === undefined ? {} : { port }) });
    running.push(server);
    return server;
  };

  describe(`a private ${name}`, () => {
    test('keeps its data over a kill, takes the place of what is left, forgets its pid file when stopped', async () => {
      const killed = await begin();
      await write(killed.url, 'kept');
      const others = [killed.pid];
      process.kill(killed.pid, 'SIGKILL');
      await killed.ended;

      const leftOver = await begin();
      others.push(leftOver.pid);
      const afterKill = await read(leftOver.url);
      const next = await begin();
      const afterRestart = await read(next.url);
      await next.stop();

      expect(leftOver.url).toBe(killed.url);
      expect([afterKill, afterRestart]).toEqual([['kept'], ['kept']]);
      for (const pid of [...others, next.pid]) expect(processIdentity(pid)).toBeUndefined();
      const files = engineFiles(directory, name);
      expect([files.pid, files.launcherPid].filter((file) => existsSync(file))).toEqual([]);
    }, 240_000);

    test('shows the end of its log when it does not start, and leaves nothing running', async () => {
      const files = engineFiles(directory, name);
      spoil(join(files.home, 'data'));

      await expect(begin()).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(
          /did not start: it ended with[\s\S]*The end of its log[\s\S]*\n.+/,
        ) as string,
        details: { log: files.log },
      });

      expect([files.pid, files.launcherPid].filter((file) => existsSync(file))).toEqual([]);
    }, 120_000);

    test('says which port is taken', async () => {
      const port = await freePort();
      const other = createServer().listen(port, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));

      await expect(begin(port)).rejects.toMatchObject({ code: 'CONFLICT', details: { port } });

      other.close();
    });
  });
}
