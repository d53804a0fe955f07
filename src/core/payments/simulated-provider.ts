import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import { isId } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import {
  PaymentUnknown,
  type ChargeOutcome,
  type ChargeRequest,
  type PaymentEvent,
  type PaymentProvider,
} from './payment-provider.js';
import { parseWebhook } from './parse-webhook.js';
import { tellUnknown } from './provider-calls.js';
import { createSimulatedBank, type BankCharge, type SimulatedBank } from './simulated-bank.js';
import { scriptOf } from './simulated-tokens.js';
import { signBody, verifySignature } from './webhook-signature.js';

export const SIMULATED_SIGNATURE = 'payment-signature';

export interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Brings a webhook to the gateway, over HTTP or within the process; never throws. */
export type DeliverWebhook = (webhook: SignedWebhook) => Promise<void>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly webhookSecret: string;
  readonly deliver: DeliverWebhook;
}

/**
 * A provider for trying things out and for tests: what it does is told by the token (simulated-tokens.ts), what it
 * took stands in the books of its bank in the database, and its webhooks are signed and delivered as real ones are.
 */
export function createSimulatedProvider(deps: Deps): PaymentProvider {
  const bank = createSimulatedBank(deps);
  return {
    id: 'simulated',
    charge: (request) => charge(deps, bank, request),
    look: async (sent) => {
      if (scriptOf(sent.token).arrives === 'DOWN') throw notReached();
      const entry = await bank.look(sent.idempotency_token);
      if (entry !== null) return outcomeOf(entry);
      // Never arrived, and now it never will: who asks wants to settle.
      return outcomeOf(await bank.cancel(sent), 'not_received');
    },
    cancel: async (sent) => {
      if (scriptOf(sent.token).arrives === 'DOWN') throw notReached();
      await bank.look(sent.idempotency_token);
      return outcomeOf(await bank.cancel(sent));
    },
    refund: async (request) => {
      const { created, ...outcome } = await bank.refund(request);
      if (created && outcome.kind === 'done' && (await refundTimesOut(deps, request.transaction_id)))
        throw notReached();
      return outcome;
    },
    readWebhook: (headers, body) => readWebhook(deps, headers, body),
  };
}

async function charge(deps: Deps, bank: SimulatedBank, request: ChargeRequest): Promise<ChargeOutcome> {
  const script = scriptOf(request.token);
  if (script.arrives === 'LOST' || script.arrives === 'DOWN') throw notReached();
  const { entry, created } = await bank.charge(request, script.arrives);
  if (!created) return outcomeOf(entry);
  for (let times = 0; times < script.webhooksBefore; times += 1) await tell(deps, request);
  if (script.webhooksAfter > 0) {
    // After the answer, as a real provider's comes: what it says is already in the books.
    setImmediate(() => {
      void tellLater(deps, bank, request);
    });
  }
  if (script.timesOut) throw notReached();
  return outcomeOf(entry);
}

async function tellLater(deps: Deps, bank: SimulatedBank, request: ChargeRequest): Promise<void> {
  try {
    await bank.end(request.idempotency_token);
  } catch (error) {
    // Mostly a gateway that is stopping. Whoever looks at the charge later finds it due.
    tellUnknown(deps.logger, error, {
      provider: 'simulated',
      call: 'webhook',
      payment_id: request.payment_id,
    });
    return;
  }
  await tell(deps, request);
}

async function tell({ clock, deliver, webhookSecret }: Deps, request: ChargeRequest): Promise<void> {
  const transactionId = `sim_${request.idempotency_token}`;
  const body = Buffer.from(
    JSON.stringify({
      id: `evt_${createHash('sha256').update(transactionId).digest('hex').slice(0, 32)}`,
      type: 'payment.succeeded',
      payment_id: request.payment_id,
      transaction_id: transactionId,
    }),
  );
  const signature = signBody(webhookSecret, body, clock.now());
  await deliver({ headers: { [SIMULATED_SIGNATURE]: signature, 'content-type': 'application/json' }, body });
}

function outcomeOf({ state, transaction_id, token }: BankCharge, cancelled = 'cancelled'): ChargeOutcome {
  switch (state) {
    case 'TAKEN':
      return { kind: 'succeeded', transaction_id };
    case 'PROCESSING':
      return { kind: 'pending', transaction_id };
    case 'DECLINED':
      return { kind: 'declined', code: scriptOf(token).code, message: 'The bank declined the payment.' };
    case 'CANCELLED':
      return { kind: 'declined', code: cancelled, message: 'The payment was stopped before it was taken.' };
  }
}

async function refundTimesOut({ database }: Deps, transactionId: string): Promise<boolean> {
  const [row] = await database.rows<{ token: string }>(
    'SELECT token FROM simulated_charges WHERE transaction_id = ?',
    [transactionId],
  );
  return row !== undefined && scriptOf(row.token).refunds === 'timeout';
}

function notReached(): PaymentUnknown {
  return new PaymentUnknown('The simulated bank did not answer in time.');
}

const webhookBody = z.object({
  id: z.string().min(1).max(128),
  type: z.literal('payment.succeeded'),
  payment_id: z.string().refine(isId),
  transaction_id: z.string().min(1).max(80),
});

function readWebhook(
  { clock, webhookSecret }: Deps,
  headers: IncomingHttpHeaders,
  body: Uint8Array,
): PaymentEvent {
  const header = headers[SIMULATED_SIGNATURE];
  verifySignature({
    header: typeof header === 'string' ? header : undefined,
    body,
    secrets: [webhookSecret],
    now: clock.now(),
  });
  const parsed = webhookBody.safeParse(parseWebhook(body));
  if (!parsed.success)
    throw new AppError('MALFORMED', 'The webhook is signed by us but is no event of the simulated bank.');
  const { id, type, payment_id, transaction_id } = parsed.data;
  return {
    event_id: id,
    type,
    charge: { payment_id, outcome: { kind: 'succeeded', transaction_id } },
    refund: null,
  };
}
