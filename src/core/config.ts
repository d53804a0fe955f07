import { z } from 'zod';
import { AppError } from './model/errors.js';
import { CRASH_POINTS } from './platform/crash-points.js';

export const ROLES = ['api', 'relay', 'delivery', 'projector', 'scheduler'] as const;

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const roles = z
  .string()
  .transform((text) => (text === 'all' ? [...ROLES] : text.split(',').map((role) => role.trim())))
  .pipe(z.array(z.enum(ROLES)).min(1));

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
/** `host:port, host:port`; not set means the embedded form. */
const hosts = list
  .pipe(z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port')).min(1))
  .nullable()
  .default(null);
const name = (fallback: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,47}$/, 'must be lower case letters, digits and _')
    .default(fallback);

/** One entry per setting: environment variable, meaning, schema with its default. `secret` is never printed. */
export const SETTINGS = {
  host: {
    env: 'BELLHOP_HOST',
    about: 'address to listen on',
    schema: z.string().min(1).default('127.0.0.1'),
  },
  port: { env: 'BELLHOP_PORT', about: 'port to listen on', schema: integer(0, 65_535).default(4100) },
  opsPort: {
    env: 'BELLHOP_OPS_PORT',
    about:
      'port of its own for /livez, /readyz and /metrics, for processes without the role api; not set: none',
    schema: integer(0, 65_535).nullable().default(null),
  },
  roles: {
    env: 'BELLHOP_ROLES',
    about: 'what this process does: all, or a list of api, relay, delivery, projector, scheduler',
    schema: roles.default([...ROLES]),
  },
  mysqlUrl: {
    env: 'BELLHOP_MYSQL_URL',
    about: 'the inventory, mysql://user:password@host:port/database',
    secret: true,
    schema: z.url({ protocol: /^mysql$/ }),
  },
  redisUrl: {
    env: 'BELLHOP_REDIS_URL',
    about:
      'locks and caches, redis://[:password@]host:port, or redis+cluster://[:password@]host:port[?nodes=host:port,...] for a Redis Cluster; losing it loses nothing',
    secret: true,
    schema: z.url({ protocol: /^rediss?(\+cluster)?$/ }),
  },
  kafkaBrokers: {
    env: 'BELLHOP_KAFKA_BROKERS',
    about: 'events go to this Kafka (host:port, ...); not set: to a table of the database',
    schema: hosts,
  },
  kafkaNamespace: {
    env: 'BELLHOP_KAFKA_NAMESPACE',
    about: 'first part of the names of topics and consumer groups',
    schema: name('bellhop'),
  },
  elasticsearchUrl: {
    env: 'BELLHOP_ELASTICSEARCH_URL',
    about:
      'hotel search by this Elasticsearch, http(s)://[user:password@]host:port; not set: by the database',
    secret: true,
    schema: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
  },
  elasticsearchIndex: {
    env: 'BELLHOP_ELASTICSEARCH_INDEX',
    about: 'alias of the search index',
    schema: name('hotels_search_index'),
  },
  cassandraContactPoints: {
    env: 'BELLHOP_CASSANDRA_CONTACT_POINTS',
    about: 'lists of bookings by this Cassandra (host:port, ...); not set: by the database',
    schema: hosts,
  },
  cassandraDataCenter: {
    env: 'BELLHOP_CASSANDRA_DATA_CENTER',
    about: 'the data center of Cassandra that this process talks to',
    schema: z.string().min(1).default('datacenter1'),
  },
  cassandraKeyspace: {
    env: 'BELLHOP_CASSANDRA_KEYSPACE',
    about: 'keyspace of Cassandra, made when missing',
    schema: name('bellhop'),
  },
  cassandraReplication: {
    env: 'BELLHOP_CASSANDRA_REPLICATION',
    about: 'copies of every row in the data center, for a keyspace that is made',
    schema: integer(1, 9).default(1),
  },
  cassandraUsername: {
    env: 'BELLHOP_CASSANDRA_USERNAME',
    about: 'user of Cassandra, where it asks for one',
    schema: z.string().min(1).nullable().default(null),
  },
  cassandraPassword: {
    env: 'BELLHOP_CASSANDRA_PASSWORD',
    about: 'its password',
    secret: true,
    schema: z.string().min(1).nullable().default(null),
  },
  archiveDir: {
    env: 'BELLHOP_ARCHIVE_DIR',
    about: 'folder of the Parquet archive (a disk or a mounted object store)',
    schema: z.string().min(1).default('.bellhop/archive'),
  },
  mysqlConnections: {
    env: 'BELLHOP_MYSQL_CONNECTIONS',
    about: 'connections of this process to MySQL',
    schema: integer(2, 200).default(16),
  },
  roomLock: {
    env: 'BELLHOP_ROOM_LOCK',
    about: 'redis: shape the load on a night with a Redis lock; off: MySQL alone decides (it always does)',
    schema: z.enum(['redis', 'off']).default('redis'),
  },
  roomLockWaitMs: {
    env: 'BELLHOP_ROOM_LOCK_WAIT_MS',
    about: 'how long a booking waits for its nights before it answers ROOM_BUSY',
    schema: integer(10, 30_000).default(2_000),
  },
  roomLockTtlMs: {
    env: 'BELLHOP_ROOM_LOCK_TTL_MS',
    about: 'after this long a lock of a dead process is free again',
    schema: integer(50, 60_000).default(5_000),
  },
  zeroShare: {
    env: 'BELLHOP_ZERO_SHARE',
    about:
      "a push that would sell out more than this share of the hotel's open nights is parked until confirmed",
    schema: z.coerce.number().min(0.01).max(1).default(0.8),
  },
  zeroMinimum: {
    env: 'BELLHOP_ZERO_MINIMUM',
    about: 'hotels with fewer open room nights than this are not guarded by BELLHOP_ZERO_SHARE',
    schema: integer(1, 1_000_000).default(28),
  },
  maxBodyBytes: {
    env: 'BELLHOP_MAX_BODY_BYTES',
    about: 'largest wire message accepted',
    schema: integer(1_000, 50_000_000).default(10_485_760),
  },
  requestsPerMinute: {
    env: 'BELLHOP_REQUESTS_PER_MINUTE',
    about: 'requests a minute for each partner, unless its own limit says otherwise',
    schema: integer(1, 10_000_000).default(60_000),
  },
  idempotencyHours: {
    env: 'BELLHOP_IDEMPOTENCY_HOURS',
    about: 'how long an Idempotency-Key is remembered',
    schema: integer(1, 720).default(48),
  },
  holdMinutes: {
    env: 'BELLHOP_HOLD_MINUTES',
    about: 'how long a hold keeps its rooms, unless its partner has a time of its own',
    schema: integer(1, 1_440).default(15),
  },
  crashAt: {
    env: 'BELLHOP_CRASH_AT',
    about: 'for tests of recovery: the named point at which this process kills itself',
    schema: z.enum(CRASH_POINTS).nullable().default(null),
  },
  messageDays: {
    env: 'BELLHOP_MESSAGE_DAYS',
    about: 'how long journalled wire messages are kept',
    schema: integer(1, 3_650).default(90),
  },
  logLevel: {
    env: 'BELLHOP_LOG_LEVEL',
    about: 'fatal, error, warn, info, debug, trace or silent',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  },
} as const satisfies Record<string, { env: string; about: string; schema: z.ZodType; secret?: boolean }>;

type Settings = typeof SETTINGS;
export type Config = { readonly [K in keyof Settings]: z.output<Settings[K]['schema']> };

/**
 * Reads the configuration from environment variables.
 * @throws AppError CONFIG with every fault at once, each naming its variable.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const raw = env[setting.env];
    const result = setting.schema.safeParse(raw === '' ? undefined : raw);
    if (result.success) values[name] = result.data;
    else
      faults.push(
        `${setting.env}: ${raw === undefined ? 'is not set' : (result.error.issues[0]?.message ?? 'is not valid')} (${setting.about})`,
      );
  }
  if (faults.length > 0) throw new AppError('CONFIG', faults.join('\n'), { next: 'bellhop config explain' });
  return Object.freeze(values) as Config;
}

/** The configuration for people: every setting with its variable, secrets shown only as being there. */
export function describeConfig(config: Config): { env: string; value: string; about: string }[] {
  return Object.entries(SETTINGS).map(([name, setting]) => ({
    env: setting.env,
    value: describeValue(config[name as keyof Config], 'secret' in setting),
    about: setting.about,
  }));
}

function describeValue(value: Config[keyof Config], secret: boolean): string {
  if (value === null) return '(not set)';
  return secret ? '(set, hidden)' : String(value);
}
