import { readConfig, type Config } from '../core/config.js';
import type { Connector } from '../core/model/connector.js';
import type { App } from '../core/app.js';
import type { Database } from '../core/platform/database.js';
import { dataDirectory, readProfile, requireProfile, type Profile } from './dev-stack/profile.js';
import { engineVariables } from './dev-stack/stack-engines.js';
import { STACK_DELIVERY_ALLOW } from './dev-stack/stack-delivery-allow.js';
import { stackSecretKey } from './dev-stack/stack-secret-key.js';

/** Lets the settings be read where only BELLHOP_MYSQL_URL is given; nothing connects to it. */
const UNUSED_REDIS = 'redis://127.0.0.1:6379';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings of this call: BELLHOP_* variables, and where they name no store the running stack in `dataDir`.
 * @throws AppError UNAVAILABLE without variable and stack, CONFIG for values that do not parse.
 */
export function resolveConfig(dataDir: string, env: Environment = process.env): Config {
  return readConfig(withProfile(dataDirectory(dataDir, env), env));
}

function withProfile(dataDir: string, env: Environment): Environment {
  if (env['BELLHOP_MYSQL_URL']) {
    // The stores were named: a stack that happens to lie in the folder must not add its Redis to another's MySQL,
    // unless it is the very stack whose MySQL was named.
    const profile = readProfile(dataDir);
    const sameStack = profile !== undefined && profile.mysql === env['BELLHOP_MYSQL_URL'];
    return sameStack ? { ...ofStack(dataDir, profile), ...definedOf(env) } : env;
  }
  const profile = requireProfile(dataDir);
  return {
    ...ofStack(dataDir, profile),
    ...definedOf(env),
    BELLHOP_MYSQL_URL: profile.mysql,
  };
}

function ofStack(dataDir: string, profile: Profile): Environment {
  return {
    ...engineVariables(profile),
    BELLHOP_REDIS_URL: profile.redis,
    BELLHOP_SECRET_KEY: stackSecretKey(dataDir),
    BELLHOP_DELIVERY_ALLOW: STACK_DELIVERY_ALLOW,
  };
}

function definedOf(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}

/**
 * The whole application on the stores; `work` must not keep it, it is closed afterwards whatever happens.
 * @throws AppError MIGRATIONS_PENDING
 */
export async function withStores<R>(
  config: Config,
  connectors: readonly Connector[],
  work: (app: App) => Promise<R>,
): Promise<R> {
  const [{ createApp }, { createLogger }] = await Promise.all([
    import('../core/app.js'),
    import('../core/platform/logger.js'),
  ]);
  const app = await createApp({
    config,
    connectors,
    logger: createLogger(cliLogLevel()),
    runtimeMetrics: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The database alone, for commands that must work before it is migrated and need no Redis. */
export async function withDatabase<R>(
  dataDir: string,
  work: (database: Database, config: Config) => Promise<R>,
): Promise<R> {
  const { openDatabase } = await import('../core/platform/database.js');
  const config = readConfig({
    BELLHOP_REDIS_URL: UNUSED_REDIS,
    ...definedOf(withProfile(dataDirectory(dataDir), process.env)),
  });
  const database = openDatabase({ url: config.mysqlUrl, connections: 2 });
  try {
    return await work(database, config);
  } finally {
    await database.close();
  }
}

/** A command speaks for itself; its use cases' log lines are for who asks for them. */
function cliLogLevel(): string {
  return process.env['BELLHOP_LOG_LEVEL'] || 'silent';
}
