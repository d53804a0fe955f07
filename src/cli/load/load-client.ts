import { errors, Pool, type Dispatcher } from 'undici';
import type { LoadRequest } from './load-request.js';
import type { OutcomeCode } from './recorder.js';

export interface LoadAnswer {
  readonly code: OutcomeCode;
  /** Of the booking that was made or changed. */
  readonly booking_id: string | null;
  /** Its payment is not settled yet. */
  readonly open?: boolean;
}

export interface LoadClient {
  /** One request, sent once; whatever becomes of it is in the answer. */
  send(request: LoadRequest): Promise<LoadAnswer>;
  close(): Promise<void>;
}

export interface LoadClientOptions {
  readonly gateway: URL;
  readonly keys: Readonly<Record<LoadRequest['role'], string>>;
  readonly connections: number;
  readonly timeoutMs: number;
}

const STILL_PAYING = 202;

const TIMEOUTS: readonly (new (...args: never[]) => Error)[] = [
  errors.HeadersTimeoutError,
  errors.BodyTimeoutError,
  errors.ConnectTimeoutError,
];

/**
 * A client with as many connections as requests may be in flight, so that none waits for another one's answer in here.
 * axios, as the other commands use it, takes several times the processor time for a request.
 */
export function createLoadClient({ gateway, keys, connections, timeoutMs }: LoadClientOptions): LoadClient {
  const pool = new Pool(gateway.origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: timeoutMs,
  });
  return {
    send: async (request) => {
      try {
        return await readAnswer(await pool.request(toDispatch(request, keys[request.role])), request);
      } catch (error) {
        return { code: codeOf(error), booking_id: null };
      }
    },
    close: () => pool.close(),
  };
}

function toDispatch(request: LoadRequest, key: string): Dispatcher.RequestOptions {
  const { method, path, body, booking, key: ownKey } = request;
  const intent = ownKey ?? booking?.reference;
  return {
    method,
    path,
    headers: {
      authorization: `Bearer ${key}`,
      'user-agent': 'bellhop-load',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(intent === undefined ? {} : { 'idempotency-key': intent }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

async function readAnswer(
  { statusCode, body }: Dispatcher.ResponseData,
  { booking, turn }: LoadRequest,
): Promise<LoadAnswer> {
  const good = statusCode >= 200 && statusCode < 300;
  if (good && booking === undefined && turn === undefined) {
    // Read whole: an answer that breaks off in the middle is none.
    await body.arrayBuffer();
    return { code: 'OK', booking_id: null };
  }
  const answer = readObject(await body.text());
  if (!good) return { code: textAt(answer, 'code') ?? `HTTP_${statusCode}`, booking_id: null };
  const booking_id = textAt(answer, 'booking_id');
  // Also where the hold is over meanwhile: what counts is that the payment has no end yet.
  if (statusCode === STILL_PAYING) return { code: 'PENDING', booking_id, open: true };
  return { code: textAt(answer, 'status') ?? 'UNREADABLE', booking_id };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // A proxy's page, or an answer that was cut off: its status speaks.
    return {};
  }
}

function textAt(object: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = object[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @throws what is neither the network's nor the gateway's doing: a bug of ours. */
function codeOf(error: unknown): OutcomeCode {
  if (TIMEOUTS.some((kind) => error instanceof kind)) return 'TIMEOUT';
  const ours = error instanceof errors.InvalidArgumentError;
  if (ours || !(error instanceof Error) || !('code' in error)) throw error;
  return 'NO_ANSWER';
}
