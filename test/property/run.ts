import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { bookingRequest } from '../../src/core/bookings/booking-request.js';
import {
  referenceCancellation,
  referenceRestatement,
  restatement,
} from '../../src/core/bookings/restatement.js';
import type { AriUpdate } from '../../src/core/model/ari.js';
import { AppError } from '../../src/core/model/errors.js';
import { daysBetween, type LocalDate } from '../../src/core/model/local-date.js';
import type { ReservationRevision } from '../../src/core/model/reservation.js';
import { aHotel } from '../builders/a-hotel.js';
import { aMessage, anApp, type TestApp } from '../builders/an-app.js';
import { BookingModel, type Entry, type Kind } from './booking-model.js';
import { BEYOND, NIGHTS } from './commands.js';
import type { ModelBooking, ModelRevision, ModelStay } from './inventory-model.js';

export const SECOND_MS = 1_000;
const ROOMS = 4;
/** All holds of the PMS's partner end after a minute. */
export const HOLD_MS = 60 * SECOND_MS;

/** Moves by a second with each command, so that "before" and "after" are never the same moment. */
export interface World {
  readonly first: TestApp;
  now: number;
}

/** What a request was answered: the code of its refusal, or the status of the booking that it names. */
export interface Said {
  readonly answer: string;
  readonly bookingId: string | null;
  readonly text: string | null;
}

export interface Made {
  readonly entry: Entry;
  readonly bookingId: string;
  /** The request that made it, and its first final answer; null for a channel's own. */
  readonly repeat: (() => Promise<Said>) | null;
  text: string | null;
}

/** One run: a hotel of its own, the application that serves it now, and what should be true of both. */
export class Run {
  readonly model: BookingModel;
  readonly made: Made[] = [];
  /** Revisions that the PMS has been handed. */
  readonly told: { shown: ReservationRevision; booking: ModelBooking; revision: ModelRevision }[] = [];
  t: TestApp;
  private requests = 0;

  private constructor(
    readonly world: World,
    readonly code: string,
    direct: boolean,
  ) {
    this.t = world.first;
    this.model = new BookingModel(direct, HOLD_MS);
  }

  static async start(world: World, code: string, direct: boolean): Promise<Run> {
    const run = new Run(world, code, direct);
    const { app, pms, ota } = world.first;
    const mode = direct ? ('direct' as const) : ('pms' as const);
    await app.onboardHotel(aHotel({ code, pms: pms.code, otas: [ota.code], inventory_mode: mode }), {
      dryRun: false,
      requestId: null,
    });
    const amounts = [{ guests: 1, amount: '100.00', currency: 'EUR', tax: 'after' as const }];
    const range = { from: run.date(0), to: run.date(NIGHTS + BEYOND - 1) };
    await run.push([
      { ...range, rate_code: 'BAR', amounts },
      { ...range, available: ROOMS },
    ]);
    run.model.inventory.push({ available: ROOMS, from: 0, to: NIGHTS + BEYOND - 1, sentAt: null });
    return run;
  }

  date(offset: number): LocalDate {
    return this.t.day(30 + offset);
  }

  push(updates: Partial<AriUpdate>[], sentAt: number | null = null): Promise<unknown> {
    const sent_at = sentAt === null ? null : new Date(sentAt).toISOString();
    return this.t.app.applyAri(this.t.pms, aMessage(this.code, updates, { sent_at }), { requestId: null });
  }

  book(kind: Kind, stay: ModelStay): () => Promise<Said> {
    const body = bookingRequest.parse({
      hotel_id: this.code,
      checkin_date: this.date(stay.from),
      checkout_date: this.date(stay.from + stay.length),
      guests: stay.rooms,
      rooms: stay.rooms,
      room_code: 'DBL',
      rate_code: 'BAR',
      ...(kind === 'hold' ? { hold: true } : {}),
      ...(kind === 'hold' || kind === 'now' ? {} : { payment: { method: 'CARD', token: kind } }),
    });
    const context = this.context(`${this.code}-${this.made.length}-${(this.requests += 1)}`);
    return () => said(this.t.app.createBooking(body, context));
  }

  confirm({ bookingId }: Made, card: string | null): Promise<Said> {
    const body = card === null ? {} : { payment_token: card };
    return said(this.t.app.confirmBooking(bookingId, body, this.context(null)));
  }

  modify({ bookingId }: Made, stay: ModelStay): Promise<Said> {
    return said(this.t.app.modifyBooking(bookingId, restatement.parse(this.whole(stay)), this.context(null)));
  }

  restate(
    reference: string,
    { stay, revision, action }: { stay: ModelStay; revision: number; action: 'new' | 'modify' },
  ): Promise<Said> {
    const body = { ...this.whole(stay), hotel_id: this.code, partner_revision: revision, action };
    return said(
      this.t.app.restateBooking(reference, referenceRestatement.parse(body), this.context(null, body)),
    );
  }

  cancel({ bookingId }: Made): Promise<Said> {
    return said(this.t.app.cancelBooking(bookingId, this.context(null)));
  }

  cancelReference(reference: string, revision: number): Promise<Said> {
    const body = referenceCancellation.parse({ hotel_id: this.code, partner_revision: revision });
    return said(this.t.app.cancelByReference(reference, body, this.context(null)));
  }

  /** Makes one open payment due and no other, and lets the sweep find it. */
  async takeUp({ bookingId }: Made): Promise<void> {
    const { database } = this.world.first.db;
    const later = new Date(this.world.now + 86_400_000);
    const due = new Date(this.world.now - SECOND_MS);
    const set = "UPDATE payments SET next_at = ? WHERE status = 'PENDING'";
    await database.run(set, [sqlTime(later)]);
    await database.run(`${set} AND booking_id = ?`, [sqlTime(due), bookingId]);
    await this.t.app.settlePayments();
  }

  /** The booking that a refused payment has left. */
  async newestBooking(): Promise<string> {
    const [row] = await this.world.first.db.database.rows<{ booking_id: string }>(
      `SELECT b.booking_id FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id WHERE h.code = ?
       ORDER BY b.booking_id DESC LIMIT 1`,
      [this.code],
    );
    return row?.booking_id ?? '';
  }

  async read(): Promise<void> {
    const feed = await this.t.app.handOutRevisions(this.t.pms, { hotel_code: this.code, limit: 1_000 });
    const expected = this.model.inventory.read();
    const bookings = this.made.map(({ entry }) => entry.booking);
    const order = (id: number, number: number) => id * 1_000 + number;
    const got = feed
      .map((shown) => ({
        shown,
        place: this.made.findIndex(({ bookingId }) => bookingId === shown.booking_id),
      }))
      .sort((a, b) => order(a.place, a.shown.revision) - order(b.place, b.shown.revision));
    const wanted = expected
      .map(({ booking, revision }) => ({ place: bookings.indexOf(booking), revision, booking }))
      .sort((a, b) => order(a.place, a.revision.number) - order(b.place, b.revision.number));
    expect(got.map(({ shown, place }) => ({ place, ...this.describe(shown) }))).toEqual(
      wanted.map(({ place, revision: { action, number, stay } }) => ({ place, action, number, stay })),
    );
    got.forEach(({ shown }, i) => {
      const known = wanted[i];
      if (known !== undefined) this.told.push({ shown, booking: known.booking, revision: known.revision });
    });
  }

  async decide(revisionId: string, accepted: boolean): Promise<string> {
    const outcome = accepted ? ('accepted' as const) : ('failed' as const);
    const verdict = { revision_id: revisionId, outcome, pms_reference: null, reason: null };
    try {
      await this.t.app.decideRevisions(this.t.pms, [verdict], { request_id: 'property' });
      return 'done';
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  }

  /** Another process takes over; what the old one held in memory is gone. */
  async restart(): Promise<void> {
    const old = this.t;
    const { world } = this;
    this.t = await anApp({ db: world.first.db, clock: { now: () => new Date(world.now) } });
    if (old !== world.first) await old.close();
  }

  async end(): Promise<void> {
    if (this.t !== this.world.first) await this.t.close();
  }

  private describe({ action, revision, check_in_date, check_out_date, rooms }: ReservationRevision) {
    const stay: ModelStay = {
      from: daysBetween(this.date(0), check_in_date),
      length: daysBetween(check_in_date, check_out_date),
      rooms: rooms.reduce((sum, room) => sum + room.quantity, 0),
    };
    return { action, number: revision, stay };
  }

  private whole({ from, length, rooms }: ModelStay) {
    return {
      checkin_date: this.date(from),
      checkout_date: this.date(from + length),
      lines: [{ room_code: 'DBL', rate_code: 'BAR', quantity: rooms, guests: 1 }],
    };
  }

  private context(key: string | null, body: unknown = {}) {
    const request_id = `${this.code}-${(this.requests += 1)}`;
    const body_hash = createHash('sha256')
      .update(JSON.stringify([key, body]))
      .digest('hex');
    return { partner: this.t.ota, idempotency_key: key, body_hash, request_id };
  }
}

export async function said(
  answering: Promise<{ readonly kind?: string; readonly body: string | { readonly code: string } }>,
): Promise<Said> {
  try {
    const { kind, body } = await answering;
    if (typeof body !== 'string') return { answer: body.code, bookingId: null, text: JSON.stringify(body) };
    const { booking_id, status } = JSON.parse(body) as { booking_id: string | null; status: string };
    return { answer: kind === 'pending' ? kind : status, bookingId: booking_id, text: body };
  } catch (error) {
    if (error instanceof AppError) return { answer: error.code, bookingId: null, text: null };
    throw error;
  }
}

function sqlTime(date: Date): string {
  return date.toISOString().slice(0, 23).replace('T', ' ');
}
