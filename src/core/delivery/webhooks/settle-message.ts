import type { Database, Transaction } from '../../platform/database.js';
import { fromSqlTime, toSqlTime } from '../../platform/sql-time.js';
import type { ClaimedMessage } from './claim-message.js';
import { wakeEndpoints } from './endpoint-line.js';
import { readRetryAfter, retryDelay } from './retry-schedule.js';
import type { WebhookAnswer } from './send-webhook.js';
import { noteFailure, noteSuccess, type HealthDeps } from './webhook-health.js';

export interface SettleDeps extends HealthDeps {
  readonly database: Database;
}

export interface Tried {
  readonly answer: WebhookAnswer;
  readonly took_ms: number;
  readonly sent_at: string;
}

export type SettleMessage = (message: ClaimedMessage, tried: Tried) => Promise<void>;

const HTTP_GONE = 410;
/** Statuses with which a receiver may ask for a pause of everything. */
const ASKS_TO_WAIT: ReadonlySet<number> = new Set([429, 503]);

/** What a try was worth: only 2xx is a success ("Standard Webhooks, operational considerations"). */
type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly wait: number };

/**
 * Writes down what became of a try, in one transaction: the attempt, the message's next time or its end, and how the endpoint
 * does. A message whose lease another process has taken over is left to that one.
 */
export function createSettleMessage(deps: SettleDeps): SettleMessage {
  return async (message, tried) => {
    const verdict = judge(deps, message, tried.answer);
    deps.metrics.webhookAttempts.inc({ outcome: verdict.kind });
    await deps.database.inTransaction((tx) => settle(deps, tx, { message, tried, verdict }));
  };
}

function judge({ clock }: SettleDeps, { attempt }: ClaimedMessage, answer: WebhookAnswer): Verdict {
  const { status } = answer;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === HTTP_GONE) return { kind: 'gone' };
  const asked =
    status !== null && ASKS_TO_WAIT.has(status) ? (readRetryAfter(answer.retryAfter, clock.now()) ?? 0) : 0;
  return { kind: 'failed', wait: retryDelay(attempt + 1, Math.random(), asked) };
}

interface Settling {
  readonly message: ClaimedMessage;
  readonly tried: Tried;
  readonly verdict: Verdict;
}

async function settle(deps: SettleDeps, tx: Transaction, settling: Settling): Promise<void> {
  const { message, tried, verdict } = settling;
  const { status } = tried.answer;
  // The endpoint's row before its messages' rows, as by whoever gives them all up.
  if (verdict.kind !== 'delivered')
    await tx.rows('SELECT 1 FROM webhook_endpoints WHERE endpoint_id = ? FOR UPDATE', [message.endpoint_id]);
  const outcome = status === null ? tried.answer.reason : `HTTP ${status}`;
  await tx.run(
    `INSERT INTO webhook_attempts (message_id, attempt, http_status, outcome, took_ms, sent_at) VALUES (?, ?, ?, ?, ?, ?)`,
    [message.message_id, message.attempt + 1, status, outcome, tried.took_ms, tried.sent_at],
  );
  const now = deps.clock.now();
  const { state, due } = nextOf(message, verdict, now);
  await tx.run(
    `UPDATE webhook_messages SET state = ?, due_at = ?, attempt = attempt + 1, attempts_total = attempts_total + 1,
       lease_token = NULL, http_status = ?, outcome = ?, settled_at = ? WHERE message_id = ? AND lease_token = ?`,
    [
      ...[state, toSqlTime(due), status, outcome],
      ...[state === 'PENDING' ? null : toSqlTime(now), message.message_id, message.token],
    ],
  );
  const { endpoint_id } = message;
  // What is tried again is due before its lease would have ended, and of an ordered endpoint the next may go.
  if (state === 'PENDING') await wakeEndpoints(tx, [endpoint_id], toSqlTime(due));
  else if (message.ordered) await wakeEndpoints(tx, [endpoint_id], toSqlTime(now));
  if (verdict.kind === 'delivered') return noteSuccess(tx, { endpoint_id, now, outcome });
  const asked =
    status !== null && ASKS_TO_WAIT.has(status) ? readRetryAfter(tried.answer.retryAfter, now) : null;
  const gone = verdict.kind === 'gone' ? 'it answered 410 Gone' : null;
  await noteFailure(deps, tx, { endpoint_id, now, outcome, askedMs: asked, gone });
}

function nextOf(
  { give_up_at }: ClaimedMessage,
  verdict: Verdict,
  now: Date,
): { state: 'DELIVERED' | 'DEAD' | 'PENDING'; due: Date } {
  if (verdict.kind === 'delivered') return { state: 'DELIVERED', due: now };
  if (verdict.kind === 'gone') return { state: 'DEAD', due: now };
  const due = new Date(now.getTime() + verdict.wait);
  return due > fromSqlTime(give_up_at) ? { state: 'DEAD', due: now } : { state: 'PENDING', due };
}
