import { createRequire } from 'node:module';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { AppError } from '../model/errors.js';
import { atMost } from '../platform/at-most.js';
import type { Logger } from '../platform/logger.js';
import { createTopics } from './kafka-topics.js';
import { pause } from './pause.js';

const CONNECT_MS = 3_000;
const REQUEST_MS = 15_000;
/** A broker that starts answers "loading" for some seconds; whoever waits longer than this has a loop of its own. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 7 };
const HEALTH_MS = 2_000;
/** A connection that is still being tried has nothing to end in good order. */
export const GOODBYE_MS = 1_000;
const ADMIN_ATTEMPTS = 10;
const ADMIN_PAUSE_MS = 200;

export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** First part of the names of topics and groups. */
  readonly namespace: string;
  readonly logger: Logger;
}

/** The connections to one Kafka that bus and relay share. Nothing connects before it is needed. */
export interface KafkaClient {
  readonly kafka: Kafka;
  readonly namespace: string;
  /** Makes the topics that are missing, once; after a failure the next call tries again. */
  ensureTopics(): Promise<void>;
  /** @throws AppError UNAVAILABLE */
  asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T>;
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

export function openKafkaClient({ brokers, namespace, logger }: KafkaOptions): KafkaClient {
  guardIdleTimer();
  const kafka = new Kafka({
    clientId: namespace,
    brokers: [...brokers],
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
    logLevel: logLevel.WARN,
    // What matters of it we say ourselves, once; the client repeats it for every connection and try.
    logCreator:
      () =>
      ({ log: { message } }) =>
        logger.debug({ event: 'kafka.client', said: message }),
  });
  let admin: Promise<Admin> | undefined;
  let topics: Promise<void> | undefined;

  /** One connection for all questions; one that failed is not kept. */
  function connected(): Promise<Admin> {
    admin ??= connect(kafka.admin()).catch((error: unknown) => {
      admin = undefined;
      throw error;
    });
    return admin;
  }

  async function forget(): Promise<void> {
    const open = admin;
    admin = undefined;
    // One that never came to be has nothing to close.
    await open?.then((connection) => connection.disconnect()).catch(() => undefined);
  }

  async function asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      return await patiently(async () => work(await connected()));
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      await forget();
      throw new AppError('UNAVAILABLE', 'Kafka does not answer; try again.', {
        retryAfter: 5,
        next: 'bellhop doctor',
        cause,
      });
    }
  }

  return {
    kafka,
    namespace,
    asAdmin,
    ensureTopics: () => {
      topics ??= asAdmin((connection) => createTopics(connection, namespace)).catch((error: unknown) => {
        topics = undefined;
        throw error;
      });
      return topics;
    },
    healthy: () =>
      within(
        HEALTH_MS,
        asAdmin((connection) => connection.describeCluster()),
      ),
    close: () => atMost(GOODBYE_MS, forget()),
  };
}

/** @throws AppError VALIDATION for a name that cannot be one of a group. */
export function groupOf({ namespace }: Pick<KafkaClient, 'namespace'>, consumer: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(consumer)) {
    throw new AppError(
      'VALIDATION',
      `"${consumer}" is no consumer name; use lower case, digits and hyphens.`,
    );
  }
  return `${namespace}-${consumer}`;
}

/** New topics have no leaders for a moment, and the client does not ask again in every case that it calls retriable. */
async function patiently<T>(question: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await question();
    } catch (error) {
      if (!isPassing(error) || attempt === ADMIN_ATTEMPTS) throw error;
      await pause(ADMIN_PAUSE_MS);
    }
  }
}

/** An answer of the broker that will be another one soon; by its name, for Node cannot import the class itself. */
function isPassing(error: unknown): boolean {
  const { name, retriable } = error as { name?: unknown; retriable?: unknown };
  return name === 'KafkaJSProtocolError' && retriable === true;
}

async function connect(admin: Admin): Promise<Admin> {
  await admin.connect();
  return admin;
}

async function within(ms: number, question: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([question.then(() => true), late]);
  } catch {
    // Down is the answer, not a failure of the question.
    return false;
  } finally {
    clearTimeout(timer);
  }
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
}
interface QueueClass {
  prototype: { scheduleCheckPendingRequests: ((this: RequestQueue) => void) & { guarded?: true } };
}

/**
 * kafkajs 2.2.4 arms a timer with a negative delay after each reply, which arms itself again: every idle connection
 * turns at 1 ms for ever (tulios/kafkajs #1751, fixed nowhere). Nothing waits and nothing is throttled: no timer.
 */
function guardIdleTimer(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as QueueClass;
  const original = prototype.scheduleCheckPendingRequests;
  if (original.guarded === true) return;
  prototype.scheduleCheckPendingRequests = Object.assign(
    function (this: RequestQueue): void {
      if (this.pending.length === 0 && this.throttledUntil <= Date.now()) return;
      original.call(this);
    },
    { guarded: true as const },
  );
}
