import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startGateway } from '../../src/cli/dev-stack/gateway-process.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';

export interface RoleProcess extends PrivateServer {
  readonly roles: string;
  /** Its log lines so far, parsed. */
  lines(): Record<string, unknown>[];
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface RoleProcesses {
  /** bin/gateway.js with these roles alone, once it is ready; without the role api it has a port for health. */
  start(roles: string, env?: Readonly<Record<string, string>>): Promise<RoleProcess>;
  /** Stops what still runs and removes their folders. */
  close(): Promise<void>;
}

/** Gateway processes on one database, each with its roles and its folder. */
export function roleProcesses(mysqlUrl: string): RoleProcesses {
  const directories: string[] = [];
  const running = new Set<RoleProcess>();
  return {
    async start(roles, env = {}) {
      const directory = mkdtempSync(join(tmpdir(), 'bellhop-role-'));
      directories.push(directory);
      const port = await freePort();
      const server = await startGateway({
        directory,
        port,
        mysqlUrl,
        redisUrl: inject('redisUrl'),
        env: {
          PATH: process.env['PATH'],
          BELLHOP_LOG_LEVEL: 'info',
          BELLHOP_ROLES: roles,
          ...(/api|all/.test(roles) ? {} : { BELLHOP_OPS_PORT: String(port) }),
          ...env,
        },
      });
      const started: RoleProcess = {
        ...server,
        roles,
        lines: () => linesOf(server.logFile),
        kill: async () => {
          running.delete(started);
          process.kill(server.pid, 'SIGKILL');
          await server.ended;
        },
      };
      running.add(started);
      return started;
    },
    async close() {
      await Promise.all([...running].map((server) => server.stop()));
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    },
  };
}

function linesOf(file: string): Record<string, unknown>[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
