import { setTimeout as sleep } from 'node:timers/promises';
import type { History } from '../history/recorder.js';
import type { Operation, OperationAnswer, OperationRequest, RequestOf } from '../history/history.js';

export interface HttpStay {
  readonly check_in: string;
  readonly check_out: string;
  readonly key: string;
  readonly hold?: boolean;
  /** The card's token at the simulated bank. */
  readonly payment?: string;
}

export interface HttpClientOptions {
  /** The gateways, in the order in which a client turns to them; it may be changed while it books. */
  readonly gateways: readonly string[];
  readonly otaKey: string;
  readonly partner_id: string;
  readonly room_id: string;
  readonly history: History;
  /** Attempts after the first; default 80. */
  readonly patience?: number;
  /** Told of every HTTP status, and of every failure to get one, by its cause. */
  readonly observe?: (seen: { readonly status: number; readonly code: string | null } | string) => void;
}

const PATIENCE = 80;
const TIMEOUT_MS = 10_000;
const WORTH_ANOTHER_TRY: ReadonlySet<string> = new Set(['ROOM_BUSY', 'IN_PROGRESS', 'RATE_LIMITED']);
/** A server that failed cannot know what became of the request; one that is too busy has not begun with it. */
const NOT_BEGUN: ReadonlySet<string> = new Set(['ROOM_BUSY']);

interface Call {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
  readonly key: string | null;
}

export type HttpClient = ReturnType<typeof anHttpClient>;

/**
 * Books over HTTP as an OTA does: without an answer, or told to try again, it sends the same request with the same key,
 * to the next gateway.
 */
export function anHttpClient(options: HttpClientOptions) {
  const { gateways, partner_id, room_id, history, patience = PATIENCE } = options;

  async function until(request: OperationRequest, call: Call, turn: number): Promise<Operation> {
    for (let attempt = 0; ; attempt += 1) {
      const gateway = gateways[(turn + attempt) % gateways.length] ?? '';
      const operation = await history.record(request, (requestId) =>
        send(gateway, call, { requestId, options }),
      );
      const { answer } = operation;
      const again =
        answer.kind === 'unknown' || (answer.kind === 'refused' && WORTH_ANOTHER_TRY.has(answer.code));
      if (!again || attempt >= patience) return operation;
      await sleep(25 + 5 * attempt);
    }
  }

  return {
    book(stay: HttpStay, turn: number): Promise<Operation> {
      const request: RequestOf<'book'> = {
        kind: 'book',
        partner_id,
        key: stay.key,
        reference: null,
        hold: stay.hold ?? false,
        payment: stay.payment ?? null,
        rooms: [{ room_id, units: 1 }],
        check_in: stay.check_in,
        check_out: stay.check_out,
      };
      return until(
        request,
        { method: 'POST', path: '/api/bookings/create', body: bodyOf(stay), key: stay.key },
        turn,
      );
    },
    confirm(booking_id: string, { payment, key }: { payment?: string; key: string }, turn: number) {
      const body = payment === undefined ? {} : { payment: { method: 'CARD', token: payment } };
      const request = { kind: 'confirm', partner_id, key, booking_id, payment: payment ?? null } as const;
      return until(request, { method: 'POST', path: `/api/bookings/${booking_id}/confirm`, body, key }, turn);
    },
    modify(booking_id: string, stay: HttpStay, turn: number) {
      const { check_in, check_out, key } = stay;
      const rooms = [{ room_id, units: 1 }];
      const body = {
        checkin_date: check_in,
        checkout_date: check_out,
        lines: [{ room_code: 'DBL', rate_code: 'BAR', quantity: 1, guests: 1 }],
      };
      const request = { kind: 'modify', partner_id, key, booking_id, rooms, check_in, check_out } as const;
      return until(request, { method: 'PUT', path: `/api/bookings/${booking_id}`, body, key }, turn);
    },
    cancel(booking_id: string, key: string, turn: number) {
      const request = { kind: 'cancel', partner_id, key, booking_id } as const;
      return until(
        request,
        { method: 'POST', path: `/api/bookings/${booking_id}/cancel`, body: {}, key },
        turn,
      );
    },
  };
}

function bodyOf({ check_in, check_out, hold, payment }: HttpStay): unknown {
  return {
    hotel_id: 'HV01',
    checkin_date: check_in,
    checkout_date: check_out,
    guests: 1,
    room_code: 'DBL',
    rate_code: 'BAR',
    ...(hold === true ? { hold } : {}),
    ...(payment === undefined ? {} : { payment: { method: 'CARD', token: payment } }),
  };
}

async function send(
  gateway: string,
  { method, path, body, key }: Call,
  { requestId, options }: { requestId: string; options: HttpClientOptions },
): Promise<OperationAnswer> {
  const { otaKey, observe } = options;
  const response = await fetch(gateway + path, {
    method,
    headers: {
      authorization: `Bearer ${otaKey}`,
      // A connection that idles may be closed while a request is on its way into it, which says nothing about answers.
      connection: 'close',
      'content-type': 'application/json',
      'x-request-id': requestId,
      ...(key === null ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    observe?.(causeOf(error));
    throw error;
  });
  const text = await response.text();
  const answer = JSON.parse(text) as { booking_id: string; code?: string };
  observe?.({ status: response.status, code: answer.code ?? null });
  if (response.status === 202) return { kind: 'pending', booking_id: answer.booking_id };
  if (response.ok) return { kind: 'ok', booking_id: answer.booking_id, text };
  const code = answer.code ?? '';
  if (response.status >= 500 && !NOT_BEGUN.has(code)) return { kind: 'unknown' };
  return { kind: 'refused', code, text: null };
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
