import {
  referenceCancellation,
  referenceRestatement,
  restatement,
} from '../../src/core/bookings/restatement.js';
import type { TestApp } from '../builders/an-app.js';
import { roomIdOf } from '../builders/room-id.js';
import { DONE, hashOf, toAnswer } from './app-client.js';
import type { Operation } from './history.js';
import type { History } from './recorder.js';

export interface NewState {
  readonly check_in: string;
  /** Exclusive. */
  readonly check_out: string;
  readonly rooms: number;
}

export interface LifeClient {
  confirm(bookingId: string, options?: { key?: string; payment?: string }): Promise<Operation>;
  modify(bookingId: string, state: NewState, key?: string): Promise<Operation>;
  /** The whole state of a reservation as of the channel's own revision. */
  restate(
    reference: string,
    state: NewState & { readonly partner_revision: number; readonly action?: 'new' | 'modify' },
  ): Promise<Operation>;
  cancelReference(reference: string, partnerRevision?: number): Promise<Operation>;
  /** Whatever is due: expired holds fail, payments are pursued, refunds sent. */
  sweep(of: 'holds' | 'payments'): Promise<Operation>;
}

/** What follows on a booking in its life, of one client of one application; in room type DBL. */
export async function aLifeClient(t: TestApp, history: History, hotelCode = 'HV01'): Promise<LifeClient> {
  const { app, ota } = t;
  const room_id = await roomIdOf(t.db.database, { hotelCode, room: 'DBL' });
  const { partner_id } = ota;
  const contextOf = (request_id: string, { key, body }: { key: string | null; body: unknown }) => ({
    partner: ota,
    idempotency_key: key,
    body_hash: hashOf(body),
    request_id,
  });
  const stateOf = ({ check_in, check_out, rooms }: NewState) => ({
    stay: { rooms: [{ room_id, units: rooms }], check_in, check_out },
    body: {
      checkin_date: check_in,
      checkout_date: check_out,
      lines: [{ room_code: 'DBL', rate_code: 'BAR', quantity: rooms, guests: 1 }],
    },
  });
  return {
    confirm: (
      booking_id,
      { key = null, payment = null }: { key?: string | null; payment?: string | null } = {},
    ) =>
      history.record({ kind: 'confirm', partner_id, key, booking_id, payment }, async (request_id) => {
        const body = payment === null ? {} : { payment_token: payment };
        return toAnswer(await app.confirmBooking(booking_id, body, contextOf(request_id, { key, body })));
      }),
    modify: (booking_id, state, key) => {
      const { stay, body } = stateOf(state);
      const request = { kind: 'modify', partner_id, key: key ?? null, booking_id, ...stay } as const;
      return history.record(request, async (request_id) =>
        toAnswer(
          await app.modifyBooking(
            booking_id,
            restatement.parse(body),
            contextOf(request_id, { key: request.key, body }),
          ),
        ),
      );
    },
    restate: (reference, { partner_revision, action = 'modify', ...state }) => {
      const { stay, body } = stateOf(state);
      const whole = { ...body, hotel_id: hotelCode, partner_revision, action };
      const request = { partner_id, key: null, reference, partner_revision, action, ...stay };
      return history.record({ kind: 'restate', ...request }, async (request_id) => {
        const context = contextOf(request_id, { key: null, body: whole });
        return toAnswer(await app.restateBooking(reference, referenceRestatement.parse(whole), context));
      });
    },
    cancelReference: (reference, partnerRevision) => {
      const partner_revision = partnerRevision ?? null;
      const request = {
        kind: 'cancel_reference',
        partner_id,
        key: null,
        reference,
        partner_revision,
      } as const;
      return history.record(request, async (request_id) => {
        const body = { hotel_id: hotelCode, ...(partner_revision === null ? {} : { partner_revision }) };
        const context = contextOf(request_id, { key: null, body });
        const answer = await app.cancelByReference(reference, referenceCancellation.parse(body), context);
        return toAnswer({ kind: 'done', body: answer.body });
      });
    },
    sweep: (of) =>
      history.record({ kind: 'sweep', of }, async () => {
        if (of === 'holds') await app.expireHolds();
        else {
          await app.settlePayments();
          await app.payments.workDueRefunds(100);
        }
        return DONE;
      }),
  };
}
