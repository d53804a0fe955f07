import { addDays } from '../../src/core/model/local-date.js';
import type { RevisionVerdict } from '../../src/core/model/reservation.js';
import { anApp, bookingOf, type Counts, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';

/** A hotel whose PMS is told of bookings and says what it has, night by night: each test has nights of its own. */
export class ToldHotel {
  /** What the clock is ahead of the real one; tests that need an order of times move it. */
  ahead = 0;
  #app: TestApp | undefined;
  #nights = 5;

  get t(): TestApp {
    if (this.#app === undefined) throw new Error('the hotel is not open yet');
    return this.#app;
  }

  async open(): Promise<void> {
    this.#app = await anApp({ clock: { now: () => new Date(Date.now() + this.ahead) } });
    await loadPrices(this.#app, 1, 200);
  }

  aNight(): string {
    this.#nights += 1;
    return this.t.day(this.#nights);
  }

  push(night: string, available: number, sentAt?: Date): ReturnType<TestApp['push']> {
    return this.t.push(
      [{ from: night, to: night, available }],
      sentAt === undefined ? {} : { sent_at: sentAt.toISOString() },
    );
  }

  async book(night: string, rooms = 1): Promise<string> {
    const stay = { checkin_date: night, checkout_date: addDays(night, 1), rooms, guests: rooms };
    return bookingOf(await this.t.book(stay)).booking_id;
  }

  /** Reads the feed; what it holds of this booking: actions and revision ids, in order. */
  async read(bookingId: string): Promise<{ action: string; revision_id: string }[]> {
    const feed = await this.t.app.handOutRevisions(this.t.pms, { hotel_code: 'HV01', limit: 1_000 });
    return feed
      .filter((revision) => revision.booking_id === bookingId)
      .map(({ action, revision_id }) => ({ action, revision_id }));
  }

  async decide(
    bookingId: string,
    action: string,
    outcome: RevisionVerdict['outcome'] = 'accepted',
  ): Promise<void> {
    const [row] = await this.t.db.database.rows<{ revision_id: string }>(
      'SELECT revision_id FROM reservation_revisions WHERE booking_id = ? AND action = ?',
      [bookingId, action],
    );
    const verdict = { revision_id: row?.revision_id ?? '', outcome, pms_reference: null, reason: null };
    await this.t.app.decideRevisions(this.t.pms, [verdict], { request_id: 'verdict' });
  }

  /** P, U and A of "Inventory arithmetic". */
  async counts(night: string): Promise<{ P: number; U: number; A: number; resend: number }> {
    const { pms_rooms, unacked_rooms, available_rooms, resend_wanted } = await this.t.night(night);
    return { P: pms_rooms, U: unacked_rooms, A: available_rooms, resend: resend_wanted };
  }

  async changeOf(night: string, work: () => Promise<unknown>): Promise<{ before: Counts; after: Counts }> {
    const before = await this.t.night(night);
    await work();
    return { before, after: await this.t.night(night) };
  }
}
