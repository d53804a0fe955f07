import { Cluster, Redis as SingleRedis } from 'ioredis';
import type { Logger } from './logger.js';

/** One server, or a Redis Cluster: there the keys of one command must share a slot, by a hash tag. */
export type Redis = SingleRedis | Cluster;

/** A node that answers late is as good as one that does not: callers go on without. */
const NODE = { maxRetriesPerRequest: 0, commandTimeout: 500, connectTimeout: 2_000 };
const retryStrategy = (attempt: number): number => Math.min(100 * attempt, 2_000);

/**
 * Connects in the background and never makes a caller wait for a dead Redis: commands fail at once while there is no
 * connection, and after 500 ms while there is one that does not answer. Losing Redis loses nothing.
 * @param url redis:// or rediss://; with +cluster (`redis+cluster://[user:password@]host:port[?nodes=host:port,...]`) the
 * nodes named are only the first to be asked for the others.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = clusterOf(url) ?? new SingleRedis(url, { ...NODE, enableOfflineQueue: false, retryStrategy });
  let down = false;
  redis.on('error', (error: Error) => {
    // One line for an outage, not one for every attempt to reconnect.
    if (!down)
      logger.warn(
        { event: 'redis.lost', reason: error.message },
        'Redis cannot be reached; going on without',
      );
    down = true;
  });
  redis.on('ready', () => {
    if (down) logger.info({ event: 'redis.back' }, 'Redis answers again');
    down = false;
  });
  return redis;
}

export function isCluster(redis: Redis): redis is Cluster {
  return redis.isCluster;
}

function clusterOf(text: string): Cluster | null {
  const url = new URL(text);
  if (!url.protocol.endsWith('+cluster:')) return null;
  const given = url.searchParams.get('nodes') ?? '';
  const nodes = [url.host, ...given.split(',')].filter((node) => node !== '').map(toNode);
  return new Cluster(nodes, {
    enableOfflineQueue: false,
    clusterRetryStrategy: retryStrategy,
    // A failover takes seconds; a booking does not wait for it.
    maxRedirections: 3,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    redisOptions: {
      ...NODE,
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
      ...(url.protocol.startsWith('rediss') ? { tls: {} } : {}),
    },
  });
}

function toNode(address: string): { host: string; port: number } {
  const { hostname, port } = new URL(`redis://${address}`);
  return { host: hostname, port: port === '' ? 6_379 : Number(port) };
}

/** Resolves when the first connection stands, or after `timeoutMs` without one: Redis is not needed to start. */
export async function settleRedis(redis: Redis, timeoutMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** True when Redis answers a PING. */
export async function redisAnswers(redis: Redis): Promise<boolean> {
  try {
    return (await redis.ping()) === 'PONG';
  } catch {
    // Down is an answer here: the caller reports it as "degraded".
    return false;
  }
}
