import type { History } from '../history/recorder.js';
import type { Operation, OperationAnswer, RequestOf } from '../history/history.js';

export interface HttpStay {
  readonly check_in: string;
  readonly check_out: string;
  readonly key: string;
}

export interface HttpClientOptions {
  /** The gateways, in the order in which a client turns to them. */
  readonly gateways: readonly string[];
  readonly otaKey: string;
  readonly partner_id: string;
  readonly room_id: string;
  readonly history: History;
}

const PATIENCE = 80;
const TIMEOUT_MS = 10_000;

/**
 * Books over HTTP as an OTA does: without an answer, or told to try again, it sends the same request with the same key,
 * to the next gateway.
 */
export function anHttpClient({ gateways, otaKey, partner_id, room_id, history }: HttpClientOptions) {
  async function send(gateway: string, stay: HttpStay, requestId: string): Promise<OperationAnswer> {
    const response = await fetch(`${gateway}/api/bookings/create`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${otaKey}`,
        'content-type': 'application/json',
        'idempotency-key': stay.key,
        'x-request-id': requestId,
      },
      body: JSON.stringify({
        hotel_id: 'HV01',
        checkin_date: stay.check_in,
        checkout_date: stay.check_out,
        guests: 1,
        room_code: 'DBL',
        rate_code: 'BAR',
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status === 201) {
      return { kind: 'ok', booking_id: (JSON.parse(text) as { booking_id: string }).booking_id, text };
    }
    const { code } = JSON.parse(text) as { code: string };
    // A server that failed cannot know what became of the request.
    if (response.status >= 500 && code !== 'ROOM_BUSY') return { kind: 'unknown' };
    return { kind: 'refused', code, text: null };
  }

  return {
    async book(stay: HttpStay, turn: number): Promise<Operation> {
      const request: RequestOf<'book'> = {
        kind: 'book',
        partner_id,
        key: stay.key,
        reference: null,
        rooms: [{ room_id, units: 1 }],
        check_in: stay.check_in,
        check_out: stay.check_out,
      };
      for (let attempt = 0; ; attempt += 1) {
        const gateway = gateways[(turn + attempt) % gateways.length] ?? '';
        const operation = await history.record(request, (requestId) => send(gateway, stay, requestId));
        const { answer } = operation;
        const again =
          answer.kind === 'unknown' ||
          (answer.kind === 'refused' && ['ROOM_BUSY', 'IN_PROGRESS'].includes(answer.code));
        if (!again || attempt >= PATIENCE) return operation;
        await new Promise((resolve) => setTimeout(resolve, 25 + 5 * attempt));
      }
    },
  };
}
