import type { Clock } from '../model/clock.js';
import { formatAmount, parseAmount } from '../model/money.js';
import type { Database, Transaction } from '../platform/database.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import {
  PaymentUnknown,
  type ChargeRequest,
  type RefundOutcome,
  type RefundRequest,
} from './payment-provider.js';
import type { Script } from './simulated-tokens.js';
import { scriptOf } from './simulated-tokens.js';

export type BankState = 'TAKEN' | 'DECLINED' | 'PROCESSING' | 'CANCELLED';

export interface BankCharge {
  readonly transaction_id: string;
  readonly token: string;
  readonly amount: string;
  readonly currency: string;
  readonly state: BankState;
  readonly refunded_amount: string;
  readonly due_at: string;
  /** How often it was sent. */
  readonly calls: number;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** The books of the simulated bank. Every entry is one transaction of its own, and there before the caller hears of it. */
export interface SimulatedBank {
  /** Enters a charge; the same idempotency token again gives the entry that is there. `created` tells which it was. */
  charge(request: ChargeRequest, state: BankState): Promise<{ entry: BankCharge; created: boolean }>;
  /** The entry as it is now: one that is due has ended. null: the charge never arrived. */
  look(idempotencyToken: string): Promise<BankCharge | null>;
  /** Ends a PROCESSING charge now, due or not. */
  end(idempotencyToken: string): Promise<void>;
  /** Stops what is not taken. What never arrived is entered as cancelled, so that it cannot arrive any more. */
  cancel(request: ChargeRequest): Promise<BankCharge>;
  refund(request: RefundRequest): Promise<RefundOutcome & { readonly created: boolean }>;
}

export function createSimulatedBank({ database, clock }: Deps): SimulatedBank {
  const enter = (tx: Transaction, request: ChargeRequest, state: BankState) =>
    enterCharge(tx, request, { state, now: clock.now() });
  return {
    charge: (request, state) => database.inTransaction((tx) => enter(tx, request, state)),
    look: (token) =>
      database.inTransaction(async (tx) => {
        const entry = await lockCharge(tx, token);
        if (entry?.state !== 'PROCESSING') return entry;
        return fromSqlTime(entry.due_at) > clock.now() ? entry : endCharge(tx, token, entry);
      }),
    end: (token) =>
      database.inTransaction(async (tx) => {
        const entry = await lockCharge(tx, token);
        if (entry?.state === 'PROCESSING') await endCharge(tx, token, entry);
      }),
    cancel: (request) =>
      database.inTransaction(async (tx) => {
        const { entry } = await enter(tx, request, 'CANCELLED');
        if (entry.state !== 'PROCESSING') return entry;
        await setState(tx, request.idempotency_token, 'CANCELLED');
        return { ...entry, state: 'CANCELLED' };
      }),
    refund: (request) => database.inTransaction((tx) => enterRefund(tx, request)),
  };
}

async function enterCharge(
  tx: Transaction,
  request: ChargeRequest,
  { state, now }: { state: BankState; now: Date },
): Promise<{ entry: BankCharge; created: boolean }> {
  const { idempotency_token: token, currency } = request;
  const amount = formatAmount(request.amount, currency);
  const due = new Date(now.getTime() + scriptOf(request.token).dueAfter * 1_000);
  // An upsert takes the row's lock at once: of two copies of a call one waits for the other.
  await tx.run(
    `INSERT INTO simulated_charges (idempotency_token, transaction_id, payment_id, token, amount, currency, state, due_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE calls = calls + 1`,
    [token, `sim_${token}`, request.payment_id, request.token, amount, currency, state, toSqlTime(due)],
  );
  const entry = await lockCharge(tx, token);
  if (entry === null) throw new PaymentUnknown('The simulated bank lost its own entry.');
  if (parseAmount(entry.amount, entry.currency) !== request.amount || entry.currency !== currency) {
    throw new PaymentUnknown('The same idempotency token came with another amount.');
  }
  return { entry, created: entry.calls === 1 };
}

async function lockCharge(tx: Transaction, token: string): Promise<BankCharge | null> {
  const [row] = await tx.rows<BankCharge>(
    `SELECT transaction_id, token, amount, currency, state, refunded_amount, due_at, calls FROM simulated_charges
     WHERE idempotency_token = ? FOR UPDATE`,
    [token],
  );
  return row ?? null;
}

async function endCharge(tx: Transaction, token: string, entry: BankCharge): Promise<BankCharge> {
  const state = scriptOf(entry.token).ends;
  await setState(tx, token, state);
  return { ...entry, state };
}

async function setState(tx: Transaction, token: string, state: BankState): Promise<void> {
  await tx.run('UPDATE simulated_charges SET state = ? WHERE idempotency_token = ?', [state, token]);
}

async function enterRefund(
  tx: Transaction,
  request: RefundRequest,
): Promise<RefundOutcome & { readonly created: boolean }> {
  const [charge] = await tx.rows<BankCharge>(
    `SELECT transaction_id, token, amount, currency, state, refunded_amount, due_at, calls FROM simulated_charges
     WHERE transaction_id = ? FOR UPDATE`,
    [request.transaction_id],
  );
  const { idempotency_token: token } = request;
  const known = await tx.rows('SELECT amount FROM simulated_refunds WHERE idempotency_token = ?', [token]);
  const done = { kind: 'done', provider_refund_id: `simref_${request.refund_id}` } as const;
  if (known.length > 0) return { ...done, created: false };
  const refusal = refusalOf(charge, request);
  if (refusal !== null) return { kind: 'refused', code: refusal, created: true };
  const amount = formatAmount(request.amount, request.currency);
  await tx.run('INSERT INTO simulated_refunds (idempotency_token, transaction_id, amount) VALUES (?, ?, ?)', [
    token,
    request.transaction_id,
    amount,
  ]);
  await tx.run(
    'UPDATE simulated_charges SET refunded_amount = refunded_amount + ? WHERE transaction_id = ?',
    [amount, request.transaction_id],
  );
  return { ...done, created: true };
}

function refusalOf(charge: BankCharge | undefined, request: RefundRequest): string | null {
  if (charge?.state !== 'TAKEN' || charge.currency !== request.currency) return 'charge_not_taken';
  const script: Script = scriptOf(charge.token);
  if (script.refunds === 'refused') return 'refund_declined';
  const { currency } = charge;
  const left = parseAmount(charge.amount, currency) - parseAmount(charge.refunded_amount, currency);
  return request.amount > left ? 'amount_too_large' : null;
}
