import { Client, errors, policies, types } from 'cassandra-driver';
import { AppError } from '../model/errors.js';
import { atMost } from '../platform/at-most.js';
import type { Logger } from '../platform/logger.js';
import { guardReconnection } from './cassandra-guard.js';
import { prepareSchema, type Keyspace, type Serialise } from './cassandra-schema.js';

const CONNECT_MS = 2_000;
/** A whole attempt: a node may accept and then say nothing. */
const OPEN_MS = 5_000;
const READ_MS = 2_000;
/** After a failed attempt, how long callers are refused at once instead of each waiting for another. */
const REST_MS = 1_000;
const PROBE_MS = 2_000;
const GOODBYE_MS = 2_000;
/** Codes of the protocol from here on are of statements that cannot work as things are. */
const FIRST_REFUSAL: number = types.responseErrorCodes.syntaxError;

export interface CassandraOptions {
  /** host:port */
  readonly contactPoints: readonly string[];
  readonly keyspace: Keyspace;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  readonly serialise: Serialise;
  readonly logger: Logger;
}

/**
 * The connection to Cassandra: opened by its first use, tables included. A client whose first connect failed is of no
 * use any more and is replaced by a fresh one; one that stood once reconnects by itself.
 */
export class CassandraConnection {
  readonly #options: CassandraOptions;
  #opening: Promise<Client> | null = null;
  #open: Client | null = null;
  #refusedUntil = 0;
  #down = false;

  constructor(options: CassandraOptions) {
    this.#options = options;
  }

  /**
   * Work on an open client.
   * @throws AppError UNAVAILABLE whenever Cassandra is the cause: none of its errors is the fault of a booking.
   */
  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#client();
    try {
      const result = await work(client);
      this.#recovered();
      return result;
    } catch (error) {
      if (!(error instanceof errors.DriverError)) throw error;
      // A table was dropped below us; opening makes it anew.
      if (isRefusal(error)) await this.#drop(client);
      throw this.#unavailable(error);
    }
  }

  async healthy(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), PROBE_MS);
    });
    const probe = this.use((client) => client.execute('SELECT release_version FROM system.local'));
    try {
      return await Promise.race([probe.then(() => true), late]);
    } catch {
      // Down is the answer, not a failure of the question.
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    this.#refusedUntil = Number.POSITIVE_INFINITY;
    const goodbye = opening?.then((client) => client.shutdown()).catch(() => undefined);
    await atMost(GOODBYE_MS, Promise.resolve(goodbye));
  }

  #client(): Promise<Client> {
    if (this.#opening !== null) return this.#opening;
    if (Date.now() < this.#refusedUntil) return Promise.reject(away());
    const opening = this.#openNow();
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening !== opening) return;
      this.#opening = null;
      this.#refusedUntil = Date.now() + REST_MS;
    });
    return opening;
  }

  async #openNow(): Promise<Client> {
    const { keyspace, serialise } = this.#options;
    const client = new Client(clientOptions(this.#options));
    guardReconnection(client);
    try {
      await inTime(client.connect());
      await prepareSchema(client, keyspace, serialise);
      this.#recovered();
      this.#open = client;
      return client;
    } catch (error) {
      await quietly(client.shutdown());
      throw this.#unavailable(error);
    }
  }

  async #drop(client: Client): Promise<void> {
    // Others had the same answer and may have opened a new one by now.
    if (this.#open !== client) return;
    this.#open = null;
    this.#opening = null;
    await quietly(client.shutdown());
  }

  #unavailable(error: unknown): AppError {
    if (!this.#down) {
      const reason = reasonOf(error);
      this.#options.logger.warn(
        { event: 'cassandra.lost', reason },
        'Cassandra does not answer; lists of bookings wait for it',
      );
    }
    this.#down = true;
    return error instanceof AppError ? error : away(error);
  }

  #recovered(): void {
    if (this.#down) this.#options.logger.info({ event: 'cassandra.back' }, 'Cassandra answers again');
    this.#down = false;
  }
}

function clientOptions({ contactPoints, keyspace, credentials }: CassandraOptions) {
  return {
    contactPoints: [...contactPoints],
    localDataCenter: keyspace.dataCenter,
    ...(credentials === null ? {} : { credentials }),
    encoding: { useBigIntAsLong: true },
    socketOptions: { connectTimeout: CONNECT_MS, readTimeout: READ_MS },
    // The driver's own waits grow to ten minutes: the lists would stay away long after Cassandra is back.
    policies: { reconnection: new policies.reconnection.ExponentialReconnectionPolicy(250, 5_000, false) },
    queryOptions: {
      // Reads see what was written, with one node of three away; with a single copy it is that copy's word.
      consistency: types.consistencies.localQuorum,
      prepare: true,
      // Every write is an upsert under its own timestamp, so each may be sent again.
      isIdempotent: true,
    },
  };
}

/** The server does not know what we speak of; the driver hands that on as it is, or as what every host said. */
function isRefusal(error: unknown): boolean {
  if (error instanceof errors.NoHostAvailableError)
    return Object.values(error.innerErrors as Record<string, unknown>).some(isRefusal);
  return error instanceof errors.ResponseError && error.code >= FIRST_REFUSAL;
}

async function inTime(connecting: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(away()), OPEN_MS);
  });
  try {
    await Promise.race([connecting, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What ends a client that is given up can fail as well, and changes nothing any more. */
async function quietly(ending: Promise<void>): Promise<void> {
  try {
    await ending;
  } catch {
    return;
  }
}

function away(cause?: unknown): AppError {
  return new AppError(
    'UNAVAILABLE',
    'Lists of bookings cannot be read right now: Cassandra does not answer. Single bookings can; send the same request again later.',
    { retryAfter: 5, next: 'bellhop doctor', ...(cause === undefined ? {} : { cause }) },
  );
}

/** By class and code: a driver's text may quote what was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.ResponseError) return `${error.name} ${error.code}`;
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
