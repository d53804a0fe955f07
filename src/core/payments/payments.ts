import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { askProvider, type PaymentResult } from './ask-provider.js';
import { claimDuePayments, claimDueRefunds, type DuePayment } from './claim-due.js';
import { listPayments, type ListedPayment, type PaymentQuery } from './list-payments.js';
import type { PaymentProvider } from './payment-provider.js';
import { checkRefused, repeatRefund } from './repeat-refund.js';
import { sendRefund, type RefundResult } from './send-refund.js';

export interface PaymentDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly crash: Crash;
  /** By id: also those that take no new payments, for what they took may have to go back. */
  readonly providers: ReadonlyMap<string, PaymentProvider>;
}

/**
 * The calls to the payment providers. None is made inside a transaction or under a lock, each may be repeated by any
 * process, and an outcome that is not known stays so until it is: the payment remains PENDING and is due again later.
 */
export interface Payments {
  /** Who takes new payments. */
  readonly provider: string;
  /** Sends the charge. What it says is for the caller to settle together with the booking (settlePayment). */
  charge(paymentId: Id): Promise<PaymentResult>;
  /** Asks what became of a charge that was sent. */
  look(paymentId: Id): Promise<PaymentResult>;
  /** Stops a charge that is not wanted any more; `succeeded` when that is too late. */
  cancel(paymentId: Id): Promise<PaymentResult>;
  /** For who takes a payment up: sends the charge when it never was, else asks what became of it. */
  pursue(paymentId: Id): Promise<PaymentResult>;
  /** Sends a refund and settles it. */
  refund(refundId: Id): Promise<RefundResult>;
  claimDuePayments(limit: number): Promise<DuePayment[]>;
  /** Sends the refunds whose time has come. @returns how many were tried. */
  workDueRefunds(limit: number): Promise<number>;
  /** The operator's view. */
  list(query: PaymentQuery): Promise<ListedPayment[]>;
  /** Asks once more for a refund that was refused (repeat-refund.ts). @returns `newId`, the refund to send. */
  repeatRefund(refundId: Id, newId: Id): Promise<Id>;
  /** Only whether that could be asked for; throws as it does. */
  checkRefused(refundId: Id): Promise<void>;
  /** Payments and refunds that want a person. */
  countAttention(): Promise<number>;
}

/** @throws AppError CONFIG when `provider` is none of the providers. */
export function createPayments(deps: PaymentDeps & { readonly provider: string }): Payments {
  const { database, clock, provider } = deps;
  if (!deps.providers.has(provider))
    throw new AppError('CONFIG', `BELLHOP_PAYMENT_PROVIDER: "${provider}" is not set up.`, {
      next: 'bellhop config explain',
    });
  return {
    provider,
    charge: (paymentId) => askProvider(deps, paymentId, 'charge'),
    look: (paymentId) => askProvider(deps, paymentId, 'look'),
    cancel: (paymentId) => askProvider(deps, paymentId, 'cancel'),
    pursue: (paymentId) => askProvider(deps, paymentId, 'pursue'),
    refund: (refundId) => sendRefund(deps, refundId),
    claimDuePayments: (limit) => claimDuePayments(database, clock.now(), limit),
    workDueRefunds: async (limit) => {
      const due = await claimDueRefunds(database, clock.now(), limit);
      await Promise.all(due.map((refundId) => sendRefund(deps, refundId)));
      return due.length;
    },
    list: (query) => listPayments(database, query),
    repeatRefund: (refundId, newId) =>
      database.inTransaction((tx) => repeatRefund(tx, refundId, { newId, now: clock.now() })),
    checkRefused: async (refundId) => {
      await database.inTransaction((tx) => checkRefused(tx, refundId));
    },
    countAttention: () => countAttention(database),
  };
}

async function countAttention(database: Database): Promise<number> {
  const [row] = await database.rows<{ wanting: string }>(
    `SELECT (SELECT COUNT(*) FROM payments WHERE attention = 1)
       + (SELECT COUNT(*) FROM payment_refunds WHERE attention = 1) AS wanting`,
  );
  return Number(row?.wanting ?? 0);
}
