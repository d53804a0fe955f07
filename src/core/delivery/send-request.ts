import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AxiosResponse } from 'axios';
import type { WireAnswer, WireRequest } from '../model/channel-codec.js';
import { checkTarget, isInternalAddress, LOOPBACK } from './check-target.js';
import { codeOf, requestOf, toNoAnswer, type NoAnswer } from './no-answer.js';

/** Answers are short; one that is not is no answer of a contract. */
const MAX_ANSWER = 5_000_000;

export type Sent =
  | { readonly kind: 'answered'; readonly answer: WireAnswer }
  /** No answer: what was sent may have arrived. */
  | ({ readonly kind: 'unreachable' } & NoAnswer);

export type SendRequest = (baseUrl: string, request: WireRequest, timeoutMs: number) => Promise<Sent>;

/**
 * Sends one request of a contract. No redirects, no proxies; names that lead into the own network are refused as their
 * addresses are (`allowed` aside), also where a name changes its address later.
 */
export function createSendRequest(allowed: readonly string[], maxAnswer = MAX_ANSWER): SendRequest {
  const options = { keepAlive: true, maxSockets: 64, lookup: guardedLookup(allowed) };
  const httpAgent = new HttpAgent(options);
  // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: a password is for whoever can prove who it is.
  const httpsAgent = new HttpsAgent({ ...options, rejectUnauthorized: true });
  return async (baseUrl, request, timeoutMs) => {
    const url = checkTarget(`${baseUrl.replace(/\/$/, '')}${request.path}`, allowed).toString();
    const { default: axios } = await import('axios');
    const ask = (): Promise<AxiosResponse<string>> =>
      axios.request<string>({
        ...{ url, method: request.method, headers: { ...request.headers } },
        ...(request.method === 'GET' ? {} : { data: request.body }),
        ...{ timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs), maxRedirects: 0 },
        ...{ maxContentLength: maxAnswer, maxBodyLength: Infinity, responseType: 'text' },
        transformResponse: (text: unknown) => text,
        validateStatus: () => true,
        ...{ proxy: false, httpAgent, httpsAgent },
      });
    try {
      return answered(await ask().catch((error: unknown) => again(error, ask)));
    } catch (error) {
      return { kind: 'unreachable', ...toNoAnswer(error) };
    }
  };
}

function answered({ status, headers, data }: AxiosResponse<string>): Sent {
  const told = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const body = typeof data === 'string' ? data : '';
  return {
    kind: 'answered',
    answer: { status, headers: Object.fromEntries(told) as Record<string, string>, body },
  };
}

/**
 * Once more where the other side closed a kept connection in the moment in which it was used again: that is no failure of
 * theirs. @throws the error, of any other.
 */
function again<T>(error: unknown, ask: () => Promise<T>): Promise<T> {
  if (codeOf(error) === 'ECONNRESET' && requestOf(error)?.reusedSocket === true) return ask();
  throw error;
}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

function guardedLookup(allowed: readonly string[]) {
  return (hostname: string, options: LookupOptions, done: LookupDone): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const [first] = addresses;
      const internal = addresses.some(({ address }) => isInternalAddress(address));
      if (first === undefined || (internal && !allowed.includes(hostname) && !LOOPBACK.has(hostname))) {
        return done(Object.assign(new Error('refused'), { code: 'INTERNAL_ADDRESS' }), []);
      }
      if (options.all === true) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}
