import type { ChannelCodec, PushOutcome, WireAnswer, WireRequest } from '../model/channel-codec.js';
import type { Clock } from '../model/clock.js';
import type { Crash } from '../platform/crash-points.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { toSqlTime } from '../platform/sql-time.js';
import { describeOutcome, type NoteAttempt } from './attempts.js';
import type { Breaker } from './breaker.js';
import type { Budgets } from './budgets.js';
import type { ClaimedLane, Claiming } from './claim-lane.js';
import type { OpenEndpoint } from './endpoints.js';
import type { JournalSent } from './journal-sent.js';
import type { SendRequest } from './send-request.js';

export interface SendDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly claiming: Claiming;
  readonly breaker: Breaker;
  readonly budgets: Budgets;
  readonly send: SendRequest;
  readonly timeoutMs: number;
  readonly noteAttempt: NoteAttempt;
  readonly journalSent: JournalSent;
  /** A request is on its way. */
  readonly asked: () => void;
  /** Before what is not as pressing as a night that has sold out. */
  readonly makeWay: () => Promise<void>;
  readonly crash: Crash;
}

export interface Sending {
  readonly lane: ClaimedLane;
  readonly endpoint: OpenEndpoint;
  readonly urgent: boolean;
}

/** What one turn at the partner came to: it may also be that it was not its turn. */
export type Turn =
  | { readonly kind: 'sent'; readonly outcome: PushOutcome }
  | { readonly kind: 'no_budget'; readonly seconds: number }
  /** Another process has the lane: whatever is written now would be written twice. */
  | { readonly kind: 'lost' };

/** Where the contract does not say how long to wait before attempt 2, 3, ... */
const RETRY_SECONDS = [5, 30, 60, 120, 300, 900];
/** Nobody is waited for longer, whatever it asks. */
const LONGEST_WAIT_SECONDS = 86_400;

/** Sends one request within budget and lease, and notes what came of it before anybody acts on it. */
export async function sendOne(
  deps: SendDeps,
  { lane, endpoint, urgent }: Sending,
  { request, codec }: { readonly request: WireRequest; readonly codec: Pick<ChannelCodec, 'readAnswer'> },
): Promise<Turn> {
  const { clock, metrics, breaker } = deps;
  const { dialect, partner, url } = endpoint;
  const seconds = await deps.budgets.take({
    ...{ budgets: dialect.limits.budgets ?? [], partner_id: partner.partner_id, hotel_id: lane.hotel_id },
    ...{ message: request.message, values: request.values, urgent },
  });
  if (seconds > 0) return { kind: 'no_budget', seconds };
  const timeoutMs = (dialect.limits.timeout_seconds ?? deps.timeoutMs / 1_000) * 1_000;
  if (!(await deps.claiming.extend(lane, timeoutMs))) return { kind: 'lost' };
  const began = clock.now();
  const sent_at = toSqlTime(began);
  const started = performance.now();
  lane.lease.asked = started;
  lane.lease.sent = true;
  deps.asked();
  const sent = await deps.send(url, request, timeoutMs);
  lane.lease.asked = null;
  deps.crash('delivery.answered');
  await deps.makeWay();
  const outcome: PushOutcome =
    sent.kind === 'answered'
      ? withRetryAfter(codec.readAnswer(request, sent.answer), sent.answer, clock.now())
      : { kind: 'retry', after_seconds: null, code: sent.reason, message: sent.message };
  const status = sent.kind === 'answered' ? sent.answer.status : null;
  // Too much asked of it (429) is not dead.
  const dead = outcome.kind === 'retry' && (status === null || status >= 500);
  await Promise.all([
    deps.noteAttempt({
      ...{ delivery_id: lane.delivery_id, attempt: lane.attempt, request, urgent, status, outcome, sent_at },
      took_ms: Math.round(performance.now() - started),
    }),
    breaker[dead ? 'failed' : 'answered'](lane, describeOutcome(outcome)),
    deps.journalSent({
      ...{ lane, endpoint, request, outcome, sent_at: began },
      answer: sent.kind === 'answered' ? sent.answer : null,
    }),
  ]);
  metrics.deliveries.inc({ partner: partner.code, outcome: outcome.kind });
  deps.crash('delivery.noted');
  return { kind: 'sent', outcome };
}

/** Retry-After may be a date as well, which a codec, that knows no time, cannot make seconds of (RFC 9110, 10.2.3). */
function withRetryAfter(outcome: PushOutcome, { headers }: WireAnswer, now: Date): PushOutcome {
  if (outcome.kind !== 'retry') return outcome;
  const text = headers['retry-after']?.trim() ?? '';
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  const asked = Number.isNaN(date) ? outcome.after_seconds : Math.ceil((date - now.getTime()) / 1_000);
  // "At once" and a date that is over are no wait: without one of our own it would be asked without a pause.
  const after_seconds = asked === null || asked <= 0 ? null : Math.min(asked, LONGEST_WAIT_SECONDS);
  return { ...outcome, after_seconds };
}

/** Seconds until the next attempt: the answer's own word, the contract's schedule, or ours. */
export function retryAfter(
  { after_seconds: asked }: { readonly after_seconds: number | null },
  { lane, endpoint }: Pick<Sending, 'lane' | 'endpoint'>,
): { readonly retryAfter: number; readonly mustWait: boolean } {
  const schedule = endpoint.dialect.limits.retry_seconds ?? RETRY_SECONDS;
  const seconds = asked ?? schedule[Math.min(lane.attempt, schedule.length - 1)] ?? 60;
  return { retryAfter: seconds, mustWait: asked !== null };
}
