import type { Journal, SentOutcome } from '../messages/journal.js';
import type { PushOutcome, WireAnswer, WireRequest } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import { describeOutcome } from './attempts.js';
import type { ClaimedLane } from './claim-lane.js';
import type { OpenEndpoint } from './endpoints.js';

export interface JournalSentDeps {
  readonly database: Database;
  readonly logger: Logger;
  readonly journal: Pick<Journal, 'sent'>;
}

export interface SentRequest {
  readonly lane: ClaimedLane;
  readonly endpoint: OpenEndpoint;
  readonly request: WireRequest;
  /** null: none came. */
  readonly answer: WireAnswer | null;
  readonly outcome: PushOutcome;
  readonly sent_at: Date;
}

/** Writes down what was sent and what came back. Never throws: it has been sent, whether that can be written down or not. */
export type JournalSent = (sent: SentRequest) => Promise<void>;

const OUTCOMES = {
  accepted: 'ACCEPTED',
  partial: 'PARTIAL',
  rejected: 'REJECTED',
  retry: 'RETRY',
} as const satisfies Record<PushOutcome['kind'], SentOutcome>;

/** Hotels whose codes are remembered; one that is mapped anew is told under its old code until the process ends. */
const REMEMBERED = 5_000;
const ECHO_TOKEN = /\sEchoToken="([^"]{1,128})"/;

export function createJournalSent({ database, logger, journal }: JournalSentDeps): JournalSent {
  const codes = new Map<string, string>();

  async function codeOf(partnerId: Id, hotelId: Id): Promise<string> {
    const key = `${partnerId} ${hotelId}`;
    const known = codes.get(key);
    if (known !== undefined) return known;
    const [row] = await database.rows<{ their_code: string }>(
      "SELECT their_code FROM mappings WHERE partner_id = ? AND kind = 'hotel' AND hotel_id = ?",
      [partnerId, hotelId],
    );
    if (codes.size >= REMEMBERED) codes.clear();
    const code = row?.their_code ?? hotelId;
    codes.set(key, code);
    return code;
  }

  return async ({ lane, endpoint, request, answer, outcome, sent_at }) => {
    const { partner_id } = endpoint.partner;
    try {
      await journal.sent({
        ...{ partner_id, connector: endpoint.connector.id, kind: request.message },
        hotel_code: await codeOf(partner_id, lane.hotel_id),
        request_id: headerOf(request, 'x-request-id') ?? `delivery-${lane.delivery_id}`,
        content_type: headerOf(request, 'content-type') ?? '',
        body: Buffer.from(request.body),
        outcome: OUTCOMES[outcome.kind],
        cause: outcome.kind === 'accepted' ? null : describeOutcome(outcome),
        answer: answer?.body ?? null,
        about: aboutRequest(lane, request),
        ...{ delivery_id: lane.delivery_id, attempt: lane.attempt + 1, sent_at },
      });
    } catch (error) {
      logger.warn({
        event: 'journal.sent_lost',
        delivery_id: lane.delivery_id,
        reason: error instanceof Error ? error.name : 'unknown',
      });
    }
  };
}

function aboutRequest({ kind }: ClaimedLane, { items, body }: WireRequest) {
  const dates = items.flatMap(({ from, to }) => [from, to]).sort();
  return {
    content: kind === 'ari' ? 'ari' : 'reservations',
    echo_token: ECHO_TOKEN.exec(body.slice(0, 2_000))?.[1] ?? null,
    rooms: new Set(items.map(({ room_code }) => room_code)),
    first_date: dates[0] ?? null,
    last_date: dates.at(-1) ?? null,
  };
}

function headerOf({ headers }: WireRequest, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
