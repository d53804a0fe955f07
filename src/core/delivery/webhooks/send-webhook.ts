import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { checkWebhookTarget, isForbiddenAddress, type TargetOrigin } from './webhook-target.js';

/** Nobody reads an answer; what is longer than this is cut off. */
const ANSWER_BYTES = 65_536;
const LOCAL_NAME = 'localhost';

export interface WebhookRequest {
  readonly url: string;
  readonly origin: TargetOrigin;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of one try: a status, or a word for why there was none. */
export type WebhookAnswer =
  | { readonly status: number; readonly retryAfter: string | null }
  | { readonly status: null; readonly reason: string };

export type SendWebhook = (request: WebhookRequest) => Promise<WebhookAnswer>;

export interface SendWebhookOptions {
  readonly allowed: readonly string[];
  readonly timeoutMs: number;
  /** How names are looked up; the system's own way unless given. */
  readonly resolve?: typeof resolve;
}

/**
 * Sends one message. No redirects, no proxies; the address is checked again with every try, and a name that leads into the own
 * network is refused when it is looked up, so that it may not change its mind later. Never throws.
 */
export function createSendWebhook(options: SendWebhookOptions): SendWebhook {
  const { allowed, timeoutMs } = options;
  const agent = { keepAlive: true, maxSockets: 64, lookup: guardedLookup(options) };
  const agents = { 'http:': new HttpAgent(agent), 'https:': new HttpsAgent(agent) };
  return async ({ url: text, origin, headers, body }) => {
    try {
      const url = checkWebhookTarget(text, { origin, allowed });
      const secure = url.protocol === 'https:';
      const sent = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: secure ? agents['https:'] : agents['http:'],
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = await new Promise<IncomingMessage>((done, failed) => {
        sent.once('response', done).once('error', failed);
        // Whoever answers 101 ends the request with neither of these: nobody asked for it, and no slot may wait for ever.
        sent.once('upgrade', (_answer, socket) => socket.destroy());
        sent.once('close', () => failed(new Error('closed without an answer'))).end(body);
      });
      await readOver(answer);
      return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? null };
    } catch (error) {
      return { status: null, reason: wordOf(error) };
    }
  };
}

/** To its end, so that the connection serves again; its status counts however it ends. */
function readOver(answer: IncomingMessage): Promise<void> {
  return new Promise((done) => {
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES) answer.destroy();
    });
    answer.once('error', () => undefined).once('close', done);
  });
}

function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'NO_ANSWER';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'TIMEOUT';
  const code = 'code' in error ? error.code : undefined;
  if (code === 'VALIDATION') return 'ADDRESS_NOT_ALLOWED';
  return typeof code === 'string' ? code : 'NO_ANSWER';
}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** checkWebhookTarget has settled whether `localhost` may be named at all. */
function guardedLookup({ allowed, resolve: look = resolve }: SendWebhookOptions) {
  return (hostname: string, options: LookupOptions, done: LookupDone): void => {
    look(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const [first] = addresses;
      const free = hostname === LOCAL_NAME || allowed.includes(hostname);
      if (first === undefined || (!free && addresses.some(({ address }) => isForbiddenAddress(address))))
        return done(Object.assign(new Error('refused'), { code: 'ADDRESS_NOT_ALLOWED' }), []);
      if (options.all === true) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}
