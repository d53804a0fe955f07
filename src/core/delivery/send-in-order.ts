import type { ChannelCodec, PushOutcome, WireRequest } from '../model/channel-codec.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { toSqlTime } from '../platform/sql-time.js';
import { describeOutcome, noteAttempt } from './attempts.js';
import type { Breaker } from './breaker.js';
import type { Budgets } from './budgets.js';
import type { ClaimedLane, Claiming } from './claim-lane.js';
import type { OpenEndpoint } from './endpoints.js';
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

/** Sends one request within budget and lease, and notes what came of it before anybody acts on it. */
export async function sendOne(
  deps: SendDeps,
  { lane, endpoint, urgent }: Sending,
  { request, codec }: { readonly request: WireRequest; readonly codec: Pick<ChannelCodec, 'readAnswer'> },
): Promise<Turn> {
  const { database, clock, metrics, breaker } = deps;
  const { dialect, partner, url } = endpoint;
  const property = `${partner.partner_id}:${lane.hotel_id}:${request.message}`;
  const seconds = await deps.budgets.take(dialect, property);
  if (seconds > 0) return { kind: 'no_budget', seconds };
  if (!(await deps.claiming.extend(lane))) return { kind: 'lost' };
  const sent_at = toSqlTime(clock.now());
  const started = performance.now();
  const timeout = (dialect.limits.timeout_seconds ?? deps.timeoutMs / 1_000) * 1_000;
  const sent = await deps.send(url, request, timeout);
  const outcome: PushOutcome =
    sent.kind === 'answered'
      ? codec.readAnswer(request, sent.answer)
      : { kind: 'retry', after_seconds: null, code: sent.reason, message: 'no answer' };
  const status = sent.kind === 'answered' ? sent.answer.status : null;
  await noteAttempt(database, {
    ...{ delivery_id: lane.delivery_id, attempt: lane.attempt, request, urgent, status, outcome, sent_at },
    took_ms: Math.round(performance.now() - started),
  });
  metrics.deliveries.inc({ partner: partner.code, outcome: outcome.kind });
  // Too much asked of it (429) is not dead.
  const dead = outcome.kind === 'retry' && (status === null || status >= 500);
  await breaker[dead ? 'failed' : 'answered'](partner.partner_id, describeOutcome(outcome));
  return { kind: 'sent', outcome };
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
