import { createHash } from 'node:crypto';
import { bookingRequest } from '../../src/core/bookings/booking-request.js';
import { nightsOf } from '../../src/core/model/local-date.js';
import type { ReservationRevision } from '../../src/core/model/reservation.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { aMessage, type TestApp } from '../builders/an-app.js';
import { roomIdOf } from '../builders/room-id.js';
import type { History } from './recorder.js';
import type { Operation, OperationAnswer, RequestOf, Told } from './history.js';

export interface Stay {
  readonly check_in: string;
  /** Exclusive. */
  readonly check_out: string;
  readonly rooms?: number;
  readonly key?: string | null;
  readonly reference?: string;
  readonly partner?: Partner;
  readonly hold?: boolean;
  /** The card's token at the simulated bank: paid at once. */
  readonly payment?: string;
}

export interface AppClient {
  book(stay: Stay): Promise<Operation>;
  /** Sends the same request again as long as the answer invites to, or none comes. */
  bookUntilAnswered(stay: Stay & { readonly key: string }): Promise<Operation>;
  cancel(bookingId: string, key?: string): Promise<Operation>;
  /** Both ends inclusive. */
  push(available: number, from: string, to: string): Promise<Operation>;
  handOut(): Promise<readonly ReservationRevision[]>;
  decide(
    verdicts: readonly { readonly revision_id: string; readonly accepted: boolean }[],
  ): Promise<Operation>;
}

const WORTH_ANOTHER_TRY: ReadonlySet<string> = new Set(['ROOM_BUSY', 'IN_PROGRESS', 'UNAVAILABLE']);
const PATIENCE = 60;

/** A client of one running application, all of whose operations go into the history. It deals in room type DBL. */
export async function anAppClient(t: TestApp, history: History, hotelCode = 'HV01'): Promise<AppClient> {
  const { app } = t;
  const room_id = await roomIdOf(t.db.database, { hotelCode, room: 'DBL' });
  const book = (stay: Stay) => {
    const { check_in, check_out, rooms = 1, key = null, reference, partner = t.ota } = stay;
    const { hold = false, payment } = stay;
    const request: RequestOf<'book'> = {
      kind: 'book',
      partner_id: partner.partner_id,
      key,
      reference: reference ?? null,
      hold,
      payment: payment ?? null,
      rooms: [{ room_id, units: rooms }],
      check_in,
      check_out,
    };
    const body = {
      hotel_id: hotelCode,
      checkin_date: check_in,
      checkout_date: check_out,
      guests: rooms,
      rooms,
      room_code: 'DBL',
      rate_code: 'BAR',
      ...(reference === undefined ? {} : { partner_reference: reference }),
      ...(hold ? { hold } : {}),
      ...(payment === undefined ? {} : { payment: { method: 'CARD' as const, token: payment } }),
    };
    return history.record(request, async (request_id) => {
      const context = { partner, idempotency_key: key, body_hash: hashOf(body), request_id };
      return toAnswer(await app.createBooking(bookingRequest.parse(body), context));
    });
  };
  return {
    book,
    bookUntilAnswered: async (stay) => {
      for (let attempt = 1; ; attempt += 1) {
        const operation = await book(stay);
        if (!isTemporary(operation.answer) || attempt >= PATIENCE) return operation;
      }
    },
    cancel: (booking_id, key) =>
      history.record(
        { kind: 'cancel', partner_id: t.ota.partner_id, key: key ?? null, booking_id },
        async (request_id) => {
          const context = { partner: t.ota, idempotency_key: key ?? null, body_hash: hashOf({}), request_id };
          const { body } = await app.cancelBooking(booking_id, context);
          return { kind: 'ok', booking_id, text: body };
        },
      ),
    push: (available, from, to) =>
      history.record({ kind: 'push', room_id, from, to, available, sent_at: null }, async (requestId) => {
        await app.applyAri(t.pms, aMessage(hotelCode, [{ from, to, available }]), { requestId });
        return DONE;
      }),
    handOut: async () => {
      let revisions: readonly ReservationRevision[] = [];
      await history.record({ kind: 'hand_out' }, async () => {
        revisions = await app.handOutRevisions(t.pms, { hotel_code: hotelCode, limit: 1_000 });
        return { ...DONE, told: revisions.map((revision) => toTold(revision, { DBL: room_id })) };
      });
      return revisions;
    },
    decide: (verdicts) =>
      history.record({ kind: 'decide', verdicts }, async (request_id) => {
        const said = verdicts.map(({ revision_id, accepted }) => ({
          revision_id,
          outcome: accepted ? ('accepted' as const) : ('failed' as const),
          pms_reference: null,
          reason: null,
        }));
        await app.decideRevisions(t.pms, said, { request_id });
        return DONE;
      }),
  };
}

/** What the PMS heard, with our ids for its codes. */
function toTold(revision: ReservationRevision, roomIds: Readonly<Record<string, string>>): Told {
  const { revision_id, booking_id, revision: number, action, check_in_date, check_out_date } = revision;
  return {
    ...{ revision_id, booking_id, revision: number, action },
    check_in: check_in_date,
    check_out: check_out_date,
    rooms: revision.rooms.map(({ room_code, quantity }) => ({
      room_id: roomIds[room_code] ?? room_code,
      units: quantity,
    })),
  };
}

export const DONE: Extract<OperationAnswer, { kind: 'ok' }> = { kind: 'ok', booking_id: null, text: null };

export function hashOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** An answer of the application's to a request that makes or changes a booking. */
export function toAnswer(answer: {
  readonly kind: string;
  readonly body: string | { readonly code: string };
}): OperationAnswer {
  if (typeof answer.body !== 'string')
    return { kind: 'refused', code: answer.body.code, text: JSON.stringify(answer.body) };
  const { booking_id } = JSON.parse(answer.body) as { booking_id: string };
  return answer.kind === 'pending'
    ? { kind: 'pending', booking_id }
    : { kind: 'ok', booking_id, text: answer.body };
}

export function isTemporary(answer: OperationAnswer): boolean {
  return answer.kind === 'unknown' || (answer.kind === 'refused' && WORTH_ANOTHER_TRY.has(answer.code));
}

/** Bookings of a history that were confirmed, each once. */
export function confirmedBookings(operations: readonly Operation[]): string[] {
  const ids = operations.flatMap(({ request, answer }) =>
    request.kind === 'book' && answer.kind === 'ok' && answer.booking_id !== null ? [answer.booking_id] : [],
  );
  return [...new Set(ids)];
}

/** Stays that were refused although every one of their nights still has the rooms: rooms that could have been sold. */
export function wronglyRefused(
  operations: readonly Operation[],
  available: ReadonlyMap<string, number>,
): string[] {
  return operations.flatMap(({ id, request, answer }) => {
    if (request.kind !== 'book' || answer.kind !== 'refused') return [];
    const units = request.rooms.reduce((total, room) => total + room.units, 0);
    const fits = nightsOf(request.check_in, request.check_out).every(
      (date) => (available.get(date) ?? 0) >= units,
    );
    return fits ? [`${id} was refused: ${answer.code}`] : [];
  });
}
