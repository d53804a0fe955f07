import { PaymentUnknown } from './payment-provider.js';

/** What we speak, whatever the account's own default is. */
const STRIPE_VERSION = '2024-06-20';
/** Stripe forgets an idempotency key after 24 hours: sent again after that, it would charge once more. */
export const KEY_LIFE_MS = 23 * 3_600_000;
const MAX_ANSWER_BYTES = 2_000_000;

export interface StripeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface StripeClient {
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    idempotencyKey: string | null,
  ): Promise<StripeAnswer>;
  get(path: string, query?: Readonly<Record<string, string>>): Promise<StripeAnswer>;
}

export interface StripeClientOptions {
  readonly url: string;
  readonly key: string;
  readonly timeoutMs: number;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string | null;
}

/** Stripe over HTTPS. @throws PaymentUnknown when no readable answer came: what was asked for may have been done. */
export function createStripeClient(options: StripeClientOptions): StripeClient {
  return {
    post: (path, form, idempotencyKey) => call(options, { method: 'POST', path, form, idempotencyKey }),
    get: (path, query) => call(options, { method: 'GET', path, ...(query === undefined ? {} : { query }) }),
  };
}

async function call(
  { url, key, timeoutMs }: StripeClientOptions,
  { method, path, query, form, idempotencyKey }: Call,
): Promise<StripeAnswer> {
  // Loaded with the first call: most processes never make one.
  const { default: axios } = await import('axios');
  const answer = await axios
    .request<string>({
      baseURL: url,
      url: path,
      method,
      ...(query === undefined ? {} : { params: query }),
      ...(form === undefined ? {} : { data: new URLSearchParams(form).toString() }),
      headers: {
        authorization: `Bearer ${key}`,
        'stripe-version': STRIPE_VERSION,
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(typeof idempotencyKey === 'string' ? { 'idempotency-key': idempotencyKey } : {}),
      },
      timeout: timeoutMs,
      // The library's own timeout begins with the connection; this one ends everything.
      signal: AbortSignal.timeout(timeoutMs),
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      responseType: 'text',
      transformResponse: (text: string) => text,
      validateStatus: () => true,
    })
    .catch((error: unknown) => {
      // Not kept as the cause: the library's error carries the request, with the key and the card's token.
      throw new PaymentUnknown(`Stripe did not answer ${method} ${path} (${reasonOf(error)}).`);
    });
  return { status: answer.status, body: parse(answer.data, answer.status) };
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PaymentUnknown(`Stripe answered ${status} with something that is not JSON.`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'no connection';
}
