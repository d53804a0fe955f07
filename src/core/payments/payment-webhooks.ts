import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { ChargeOutcome, PaymentEvent, PaymentProvider } from './payment-provider.js';
import { settleRefund } from './settle-refund.js';

/** Acts on what a provider says of a charge; it may be told the same several times, and before the charge is answered. */
export type OnPaymentEvent = (event: {
  readonly payment_id: Id;
  readonly outcome: ChargeOutcome;
}) => Promise<void>;

export type WebhookResult = 'handled' | 'duplicate' | 'ignored';

export interface PaymentWebhooks {
  /** @throws AppError NOT_FOUND for a provider that is not set up; WEBHOOK_SIGNATURE; MALFORMED */
  read(provider: string, headers: IncomingHttpHeaders, body: Uint8Array): PaymentEvent;
  /**
   * Acts on an event once; what was noted but not acted on (the process died, the database was away) is acted on when
   * it comes again. Events of payments that are not ours are ignored.
   */
  handle(provider: string, event: PaymentEvent): Promise<WebhookResult>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  readonly onPaymentEvent: OnPaymentEvent;
}

export function createPaymentWebhooks(deps: Deps): PaymentWebhooks {
  const { providers, metrics } = deps;
  return {
    read(id, headers, body) {
      const provider = providers.get(id);
      if (provider === undefined)
        throw new AppError('NOT_FOUND', `No payment provider "${id.slice(0, 32)}" is set up here.`);
      try {
        return provider.readWebhook(headers, body);
      } catch (error) {
        metrics.paymentWebhooks.inc({ provider: id, outcome: 'refused' });
        throw error;
      }
    },
    async handle(id, event) {
      const result = await handle(deps, id, event);
      metrics.paymentWebhooks.inc({ provider: id, outcome: result });
      return result;
    },
  };
}

async function handle(deps: Deps, provider: string, event: PaymentEvent): Promise<WebhookResult> {
  const { database, clock, onPaymentEvent } = deps;
  if (await noteEvent(deps, provider, event)) return 'duplicate';
  const { charge, refund } = event;
  let acted = false;
  if (charge !== null && (await tookPayment(database, provider, charge.payment_id))) {
    await onPaymentEvent(charge);
    acted = true;
  }
  if (refund !== null) {
    const { refund_id: refundId, outcome } = refund;
    acted = await database.inTransaction((tx) => settleRefund(tx, refundId, { outcome, now: clock.now() }));
  }
  await database.run('UPDATE payment_events SET handled_at = ? WHERE provider = ? AND event_id = ?', [
    toSqlTime(clock.now()),
    provider,
    event.event_id,
  ]);
  return acted ? 'handled' : 'ignored';
}

/** @returns true when it has been acted on before. */
async function noteEvent(
  { database, clock }: Deps,
  provider: string,
  { event_id, type, charge }: PaymentEvent,
): Promise<boolean> {
  await database.run(
    `INSERT INTO payment_events (provider, event_id, type, payment_id, received_at) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE deliveries = deliveries + 1`,
    [provider, event_id, type, charge?.payment_id ?? null, toSqlTime(clock.now())],
  );
  const [row] = await database.rows<{ handled_at: string | null }>(
    'SELECT handled_at FROM payment_events WHERE provider = ? AND event_id = ?',
    [provider, event_id],
  );
  return (row?.handled_at ?? null) !== null;
}

async function tookPayment(database: Database, provider: string, paymentId: Id): Promise<boolean> {
  const rows = await database.rows('SELECT payment_id FROM payments WHERE payment_id = ? AND provider = ?', [
    paymentId,
    provider,
  ]);
  return rows.length > 0;
}
