import { z } from 'zod';
import { CRASH_POINTS, DELIVERY_CRASH_POINTS } from '../platform/crash-points.js';
import { integer, type Settings } from './setting.js';

const ROLES = ['api', 'relay', 'delivery', 'projector', 'scheduler'] as const;

/** A word that is none is named: of a list, one must know which. */
const role = z.enum(ROLES, {
  error: ({ input }) => `"${String(input)}" is no role`,
});

const roles = z
  .string()
  .transform((text) => (text === 'all' ? [...ROLES] : text.split(',').map((role) => role.trim())))
  .pipe(z.array(role).min(1));

/** The process itself: where it listens, what it does and takes in, what it logs. */
export const PROCESS_SETTINGS = {
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
  logLevel: {
    env: 'BELLHOP_LOG_LEVEL',
    about: 'fatal, error, warn, info, debug, trace or silent',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  },
  crashAt: {
    env: 'BELLHOP_CRASH_AT',
    about: 'for tests of recovery: the named point at which this process kills itself',
    schema: z
      .enum([...CRASH_POINTS, ...DELIVERY_CRASH_POINTS])
      .nullable()
      .default(null),
  },
} as const satisfies Settings;
