import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../core/app.js';
import { readConfig } from '../../core/config.js';
import type { Connector } from '../../core/model/connector.js';
import { addDays, todayIn, type LocalDate } from '../../core/model/local-date.js';
import { createLogger } from '../../core/platform/logger.js';
import { startGateway } from '../dev-stack/gateway-process.js';
import type { PrivateServer } from '../dev-stack/private-server.js';
import type { Profile } from '../dev-stack/profile.js';
import { stackSecretKey } from '../dev-stack/stack-secret-key.js';
import { startStack, type RunningStack } from '../dev-stack/stack.js';
import { createGatewayClient, type GatewayClient } from '../gateway-client.js';
import { stackHooks } from '../stack-hooks.js';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database.js';

/** A running stack of the demo's own, with a client for each party. */
export interface Stage {
  readonly profile: Profile;
  /** On the stores directly, to look at the tables; all that partners do goes over HTTP. */
  readonly app: App;
  readonly pms: GatewayClient;
  readonly ota: GatewayClient;
  readonly operator: GatewayClient;
  /** Today at the hotel in Lisbon, where most of it happens. */
  readonly today: LocalDate;
  day(offset: number): LocalDate;
  /** SIGKILL: no farewell, no answer to what is under way. Resolves when it is gone. */
  killGateway(): Promise<void>;
  /** A new process on the same port and stores. */
  startGatewayAgain(): Promise<void>;
  /** Stops and removes everything; with `keepLogs` all but the log files. */
  close(options: { readonly keepLogs: boolean }): Promise<void>;
  readonly logDirectory: string;
}

export interface StageOptions {
  readonly connectors: readonly Connector[];
  readonly log: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

const TIMEOUT_SECONDS = 60;

/** @throws AppError when a server does not start; its message has the end of the server's log. Nothing is left behind. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-demo-'));
  // mkdtemp closes it to others, but as root the servers run as a user without rights.
  chmodSync(directory, 0o711);
  const opened = new Opened(directory);
  try {
    const given = options.env['BELLHOP_MYSQL_URL'];
    if (given) opened.scratch = await createScratchDatabase(given);
    const env = ownEnvironment(options.env, opened.scratch);
    opened.stack = await startStack({
      dataDir: directory,
      port: 0,
      log: options.log,
      hooks: stackHooks,
      env,
    });
    const { profile } = opened.stack;
    opened.app = await createApp({
      config: readConfig({
        BELLHOP_MYSQL_URL: profile.mysql,
        BELLHOP_REDIS_URL: profile.redis,
        BELLHOP_SECRET_KEY: stackSecretKey(directory),
      }),
      connectors: options.connectors,
      logger: createLogger('silent'),
      runtimeMetrics: false,
    });
    return await setStage({ opened, app: opened.app, stack: opened.stack, env });
  } catch (error) {
    await opened.close({ keepLogs: false });
    throw error;
  }
}

/** What must be put away, in the order in which it was opened. */
class Opened {
  scratch: ScratchDatabase | undefined;
  stack: RunningStack | undefined;
  app: App | undefined;
  secondGateway: PrivateServer | undefined;

  constructor(readonly directory: string) {}

  async close({ keepLogs }: { readonly keepLogs: boolean }): Promise<void> {
    await this.app?.close();
    await this.secondGateway?.stop();
    await this.stack?.stop();
    await this.scratch?.drop();
    for (const name of readdirSync(this.directory)) {
      if (!keepLogs || name !== 'logs') rmSync(join(this.directory, name), { recursive: true, force: true });
    }
    if (!keepLogs) rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Settings of the user's own gateway are not the demo's, only the servers that it may use. */
function ownEnvironment(env: NodeJS.ProcessEnv, scratch: ScratchDatabase | undefined): NodeJS.ProcessEnv {
  const foreign = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BELLHOP_')));
  return {
    ...foreign,
    ...(scratch === undefined ? {} : { BELLHOP_MYSQL_URL: scratch.url }),
    ...(env['BELLHOP_REDIS_URL'] ? { BELLHOP_REDIS_URL: env['BELLHOP_REDIS_URL'] } : {}),
  };
}

async function setStage(parts: {
  opened: Opened;
  app: App;
  stack: RunningStack;
  env: NodeJS.ProcessEnv;
}): Promise<Stage> {
  const { opened, app, stack, env } = parts;
  const { profile } = stack;
  const client = (key: string) =>
    createGatewayClient({ url: profile.gateway, key, timeoutSeconds: TIMEOUT_SECONDS });
  const today = todayIn('Europe/Lisbon', app.clock.now());
  return {
    profile,
    app,
    pms: await client(profile.keys.pms),
    ota: await client(profile.keys.ota),
    operator: await client(profile.keys.admin),
    today,
    day: (offset) => addDays(today, offset),
    killGateway: async () => {
      process.kill(profile.pids.gateway, 'SIGKILL');
      await stack.gatewayEnded;
    },
    startGatewayAgain: async () => {
      opened.secondGateway = await startGateway({
        directory: opened.directory,
        port: Number(new URL(profile.gateway).port),
        mysqlUrl: profile.mysql,
        redisUrl: profile.redis,
        env,
      });
    },
    close: (options) => opened.close(options),
    logDirectory: join(opened.directory, 'logs'),
  };
}
