import { Agent, request as send } from 'node:http';
import { closedLoop, percentiles } from './closed-loop.js';

/*
 * The clients of booking-http, in a process of their own: so many connections, each sending its next request when its
 * last was answered. What to send comes as messages from the parent, and so does the end.
 */

export interface CallersWork {
  readonly url: string;
  readonly key: string;
  readonly callers: number;
  readonly milliseconds: number;
  /** Bodies to send in turn, JSON text. */
  readonly bodies: readonly string[];
  /** Begins the Idempotency-Keys. */
  readonly series: string;
  /** The status that every answer must have. */
  readonly status: number;
}

export interface CallersResult {
  readonly rate: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

async function work({ url, key, bodies, series, status, ...loop }: CallersWork): Promise<CallersResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: loop.callers });
  let sent = 0;
  const call = async (): Promise<void> => {
    sent += 1;
    const headers = {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': `${series}-${sent}`,
    };
    const answered = await post(url, { agent, headers, body: bodies[sent % bodies.length] ?? '' });
    if (answered !== status) throw new Error(`${url} answered ${answered} where ${status} was due`);
  };
  const { rate, times } = await closedLoop({ ...loop, call });
  agent.destroy();
  return { rate, ...percentiles(times) };
}

interface Post {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @returns the status, once the whole answer has come */
function post(url: string, { agent, headers, body }: Post): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.end(body);
  });
}

process.on('message', (message) => {
  work(message as CallersWork).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
