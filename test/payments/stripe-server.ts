import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What goes wrong with the next call: the connection is cut before or after the work was done, the answer never comes,
 * a fault before the work (not remembered) or after it (remembered under the key, as Stripe does), or nonsense.
 */
export type Fault =
  'cut_before' | 'cut_after' | 'hang' | 'status_429' | 'status_409' | 'stored_500' | 'not_json';

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  status: string;
  last_payment_error: { type: string; code: string; decline_code: string | null } | null;
}

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly payment_intent: string;
  readonly metadata: Readonly<Record<string, string>>;
  status: string;
  failure_reason: string | null;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Parameters that fail validation are not remembered under the key. */
  readonly forgettable?: boolean;
}

export interface StripeCall {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

const THREE_DECIMALS = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** A server that keeps to Stripe's REST contract as far as we use it, with its state, its idempotency and its faults. */
export class StripeServer {
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, Refund>();
  readonly calls: StripeCall[] = [];
  readonly key = `sk_test_${randomBytes(8).toString('hex')}`;
  readonly webhookSecret = `whsec_${randomBytes(16).toString('hex')}`;
  /** Intents younger than this call of `index()` are not found by search. */
  #indexed = new Set<string>();
  #keys = new Map<string, { form: string; reply: Reply }>();
  #faults: Fault[] = [];
  #next = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  fault(...faults: Fault[]): void {
    this.#faults.push(...faults);
  }

  /** A day later. */
  forgetKeys(): void {
    this.#keys.clear();
  }

  /** Search catches up. */
  index(): void {
    this.#indexed = new Set(this.intents.keys());
  }

  /** What card holders have paid, less what came back, in Stripe's units. */
  held(): number {
    const taken = [...this.intents.values()].filter(({ status }) => status === 'succeeded');
    const back = [...this.refunds.values()].filter(({ status }) => status === 'succeeded');
    return total(taken) - total(back);
  }

  /** A webhook as Stripe sends it, signed with the secrets given. */
  event(
    type: string,
    object: unknown,
    { id = `evt_${++this.#next}`, secrets = [this.webhookSecret], at = new Date() } = {},
  ): { headers: Record<string, string>; body: Buffer } {
    const body = Buffer.from(JSON.stringify({ id, object: 'event', type, data: { object } }));
    const t = Math.floor(at.getTime() / 1000);
    const signed = secrets.map(
      (secret) => `v1=${createHmac('sha256', secret).update(`${t}.${body.toString()}`).digest('hex')}`,
    );
    return {
      headers: {
        'stripe-signature': [`t=${t}`, ...signed, 'v0=00'].join(','),
        'content-type': 'application/json',
      },
      body,
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stripe');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const form = Object.fromEntries(new URLSearchParams(request.method === 'GET' ? url.search : text));
    const key = request.headers['idempotency-key'];
    const call = {
      method: request.method ?? '',
      path: url.pathname,
      key: typeof key === 'string' ? key : undefined,
      form,
    };
    this.calls.push(call);
    const fault = this.#faults.shift();
    if (fault === 'cut_before') return void request.socket.destroy();
    if (fault === 'hang') return;
    if (fault === 'status_429') return send(response, failure(429, 'invalid_request_error', 'rate_limit'));
    if (fault === 'status_409') return send(response, failure(409, 'idempotency_error', 'in_use'));
    if (fault === 'not_json') return void response.writeHead(502).end('<html>bad gateway</html>');
    if (request.headers.authorization !== `Bearer ${this.key}`)
      return send(response, failure(401, 'invalid_request_error', 'api_key'));
    const reply = this.#remembered(call, text, fault === 'stored_500');
    if (fault === 'cut_after') return void request.socket.destroy();
    send(response, reply);
  }

  #remembered(call: StripeCall, text: string, fails: boolean): Reply {
    if (call.method !== 'POST' || call.key === undefined) return this.#work(call);
    const name = `${call.path} ${call.key}`;
    const known = this.#keys.get(name);
    if (known !== undefined)
      return known.form === text ? known.reply : failure(400, 'idempotency_error', null);
    const worked = this.#work(call);
    const reply = fails ? failure(500, 'api_error', null) : worked;
    if (worked.forgettable !== true) this.#keys.set(name, { form: text, reply });
    return reply;
  }

  #work({ method, path, form }: StripeCall): Reply {
    const [, , resource = '', id = '', verb = ''] = path.split('/');
    if (resource === 'payment_intents') {
      if (method === 'GET') return id === 'search' ? this.#search(form) : found(this.intents.get(id));
      return verb === 'cancel' ? this.#cancel(id) : this.#createIntent(form);
    }
    if (method === 'POST') return this.#createRefund(form);
    if (id !== '') return found(this.refunds.get(id));
    const data = [...this.refunds.values()].filter((one) => one.payment_intent === form['payment_intent']);
    return { status: 200, body: { object: 'list', data } };
  }

  #createIntent(form: Readonly<Record<string, string>>): Reply {
    const amount = Number(form['amount']);
    const currency = form['currency'] ?? '';
    if (!/^[a-z]{3}$/.test(currency) || !Number.isInteger(amount) || amount <= 0)
      return { ...failure(400, 'invalid_request_error', 'parameter_invalid'), forgettable: true };
    if (THREE_DECIMALS.has(currency) && amount % 10 !== 0)
      return { ...failure(400, 'invalid_request_error', 'amount_invalid'), forgettable: true };
    const intent: Intent = {
      id: `pi_${++this.#next}`,
      object: 'payment_intent',
      amount,
      currency,
      metadata: metadataOf(form),
      status: 'requires_payment_method',
      last_payment_error: null,
    };
    this.intents.set(intent.id, intent);
    return form['confirm'] === 'true' ? this.#confirm(intent, form) : found(intent);
  }

  #confirm(intent: Intent, form: Readonly<Record<string, string>>): Reply {
    const method = form['payment_method'] ?? form['payment_method_data[card][token]'] ?? '';
    const declines: Record<string, [code: string, decline: string | null]> = {
      pm_card_chargeDeclined: ['card_declined', 'generic_decline'],
      tok_chargeDeclined: ['card_declined', 'generic_decline'],
      pm_card_insufficientFunds: ['card_declined', 'insufficient_funds'],
      pm_card_authenticationRequired: ['authentication_required', null],
    };
    const decline = declines[method];
    if (decline !== undefined) {
      const [code, decline_code] = decline;
      intent.last_payment_error = { type: 'card_error', code, decline_code };
      const error = {
        ...intent.last_payment_error,
        message: 'Your card was declined.',
        payment_intent: intent,
      };
      return { status: 402, body: { error } };
    }
    if (method === 'pm_missing') {
      this.intents.delete(intent.id);
      return { ...failure(400, 'invalid_request_error', 'resource_missing'), forgettable: true };
    }
    const status = { pm_processing: 'processing', pm_challenge: 'requires_action' }[method];
    intent.status = status ?? 'succeeded';
    return found(intent);
  }

  #cancel(id: string): Reply {
    const intent = this.intents.get(id);
    if (intent === undefined) return failure(404, 'invalid_request_error', 'resource_missing');
    if (['succeeded', 'processing', 'canceled'].includes(intent.status))
      return failure(400, 'invalid_request_error', 'payment_intent_unexpected_state');
    intent.status = 'canceled';
    return found(intent);
  }

  #search(form: Readonly<Record<string, string>>): Reply {
    const token = /^metadata\['token'\]:'([^']*)'$/.exec(form['query'] ?? '')?.[1];
    const data = [...this.intents.values()].filter(
      (intent) => this.#indexed.has(intent.id) && intent.metadata['token'] === token,
    );
    return { status: 200, body: { object: 'search_result', data } };
  }

  #createRefund(form: Readonly<Record<string, string>>): Reply {
    const intent = this.intents.get(form['payment_intent'] ?? '');
    if (intent?.status !== 'succeeded') return failure(400, 'invalid_request_error', 'resource_missing');
    const amount = Number(form['amount']);
    const earlier = [...this.refunds.values()].filter((one) => one.payment_intent === intent.id);
    if (amount > intent.amount - total(earlier))
      return failure(400, 'invalid_request_error', 'charge_already_refunded');
    const refund: Refund = {
      id: `re_${++this.#next}`,
      object: 'refund',
      amount,
      payment_intent: intent.id,
      metadata: metadataOf(form),
      status: 'succeeded',
      failure_reason: null,
    };
    this.refunds.set(refund.id, refund);
    return found(refund);
  }
}

function total(amounts: readonly { readonly amount: number }[]): number {
  return amounts.reduce((sum, { amount }) => sum + amount, 0);
}

function metadataOf(form: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const field = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return field === undefined ? [] : [[field, value]];
    }),
  );
}

/** As it is now: what is remembered must not change with the object. */
function found(object: Intent | Refund | undefined): Reply {
  if (object === undefined) return failure(404, 'invalid_request_error', 'resource_missing');
  return { status: 200, body: structuredClone(object) };
}

function failure(status: number, type: string, code: string | null): Reply {
  return { status, body: { error: { type, ...(code === null ? {} : { code }), message: 'no' } } };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
