import { createHash } from 'node:crypto';
import {
  referenceCancellation,
  referenceRestatement,
  type ReferenceRestatement,
} from '../../src/core/bookings/restatement.js';
import { AppError } from '../../src/core/model/errors.js';
import { addDays } from '../../src/core/model/local-date.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { anApp, type TestApp } from './an-app.js';

type Said = Partial<ReferenceRestatement> & { readonly nights?: number; readonly rooms?: number };

/** A booking as the channel hears it. */
interface HeardBooking {
  readonly booking_id: string | null;
  readonly status: string;
  readonly revision: number;
  readonly oversold: boolean;
  readonly total_price: string;
  readonly rooms: readonly { room_code: string; rate_code: string; room_id: string | null }[];
}

/** A channel that states reservations whole, under numbers and revisions of its own. */
export class RestatingChannel {
  /** Two rooms; each test has a night of its own. */
  night = '';
  reference = '';
  days = 5;
  #app: TestApp | undefined;

  get t(): TestApp {
    if (this.#app === undefined) throw new Error('the channel has no hotel yet');
    return this.#app;
  }

  /** No room. */
  get nextNight(): string {
    return addDays(this.night, 1);
  }

  async open(): Promise<void> {
    this.#app = await anApp();
  }

  /** Before a test. */
  async begin(): Promise<void> {
    this.days += 3;
    this.night = this.t.day(this.days);
    this.reference = `R-${this.days}`;
    await this.t.load(2, this.days, this.days);
    await this.t.load(0, this.days + 1, this.days + 1);
  }

  /** The channel under the policy that what it has sold is believed. */
  believed(): Partner {
    return { ...this.t.ota, oversell_policy: 'accept_oversold' };
  }

  say(
    revision: number,
    said: Said = {},
    { partner = this.t.ota, key = null as string | null } = {},
  ): ReturnType<TestApp['app']['restateBooking']> {
    const { nights = 1, rooms = 1, ...more } = said;
    const body = referenceRestatement.parse({
      hotel_id: 'HV01',
      checkin_date: this.night,
      checkout_date: addDays(this.night, nights),
      lines: [{ room_code: 'DBL', rate_code: 'BAR', quantity: rooms, guests: 2 }],
      partner_revision: revision,
      ...more,
    });
    return this.t.app.restateBooking(this.reference, body, contextOf(body, partner, key));
  }

  cancel(revision?: number): ReturnType<TestApp['app']['cancelByReference']> {
    const body = referenceCancellation.parse({
      hotel_id: 'HV01',
      ...(revision === undefined ? {} : { partner_revision: revision }),
    });
    return this.t.app.cancelByReference(this.reference, body, contextOf(body, this.t.ota, null));
  }

  async counts(date = this.night): Promise<string> {
    const { pms_rooms, unacked_rooms, available_rooms } = await this.t.night(date);
    return `P${pms_rooms} U${unacked_rooms} A${available_rooms}`;
  }

  async bookingsNow(): Promise<number> {
    const [row] = await this.t.db.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM bookings WHERE partner_reference = ?',
      [this.reference],
    );
    return Number(row?.n);
  }
}

/** The booking of an answer that must not refuse. */
export async function heard(answer: ReturnType<RestatingChannel['say']>): Promise<HeardBooking> {
  const given = await answer;
  if (given.kind !== 'done') throw new Error(`refused: ${given.body.code} ${given.body.message}`);
  return JSON.parse(given.body) as HeardBooking;
}

/** The code with which an answer refuses, or `done`. */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    const given = (await answer) as { kind?: string; body?: { code?: string } };
    return given.kind === 'refused' ? (given.body?.code ?? '') : 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

function contextOf(body: unknown, partner: Partner, key: string | null) {
  const body_hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { partner, idempotency_key: key, body_hash, request_id: 'req-said' };
}
