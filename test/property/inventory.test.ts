import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, nightsOf, type LocalDate } from '../../src/core/model/local-date.js';
import type { ReservationRevision } from '../../src/core/model/reservation.js';
import { aHotel } from '../builders/a-hotel.js';
import { aMessage, anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';
import { InventoryModel } from './inventory-model.js';

/*
 * Random sequences of everything that moves a count, against the model. A failure prints its seed and the shortest
 * sequence found; BELLHOP_TEST_SEED=<seed> plays it again.
 */

const RUNS = 60;
const COMMANDS = 25;
const NIGHTS = 3;
/** A stay that begins on the last of them reaches so many nights further. */
const BEYOND = 1;
const ROOMS = 4;
const SECOND_MS = 1_000;

type Command =
  | {
      readonly kind: 'push';
      readonly available: number;
      readonly from: number;
      readonly length: number;
      readonly ago: number | null;
    }
  | { readonly kind: 'book'; readonly units: number; readonly from: number; readonly length: number }
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'decide'; readonly pick: number; readonly accepted: boolean }
  | { readonly kind: 'restart' };

const night = fc.nat(NIGHTS - 1);
const length = fc.integer({ min: 1, max: 1 + BEYOND });
const pick = fc.nat(1_000);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('push' as const),
      available: fc.nat(6),
      from: night,
      length,
      // Seconds before now that the sender wrote it; some senders say nothing.
      ago: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null, freq: 2 }),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('book' as const),
      units: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constant(2)),
      from: night,
      length,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('read' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      pick,
      accepted: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

let first: TestApp;
/** Moves by a second with each command, so that "before" and "after" are never the same moment. */
let now = Date.now();
const clock = { now: () => new Date(now) };

beforeAll(async () => {
  first = await anApp({ clock });
});

afterAll(() => first.close());

/** One run: a hotel of its own, the application that serves it now, and what should be true of both. */
class Run {
  readonly model = new InventoryModel();
  readonly bookingIds: string[] = [];
  /** Revisions that the PMS has been handed. */
  readonly told: ReservationRevision[] = [];
  readonly accepted = new Set<string>();

  private constructor(
    readonly code: string,
    public t: TestApp,
  ) {}

  static async start(code: string): Promise<Run> {
    const run = new Run(code, first);
    await first.app.onboardHotel(aHotel({ code, pms: first.pms.code, otas: [first.ota.code] }), {
      dryRun: false,
      requestId: null,
    });
    const amounts = [{ guests: 1, amount: '100.00', currency: 'EUR', tax: 'after' as const }];
    const range = { from: run.date(0), to: run.date(NIGHTS + BEYOND - 1) };
    await run.push(
      [
        { ...range, rate_code: 'BAR', amounts },
        { ...range, available: ROOMS },
      ],
      null,
    );
    run.model.push({ available: ROOMS, from: 0, to: NIGHTS + BEYOND - 1, sentAt: null });
    return run;
  }

  date(offset: number): LocalDate {
    return this.t.day(30 + offset);
  }

  push(updates: Parameters<typeof aMessage>[1], sentAt: number | null): Promise<unknown> {
    const sent_at = sentAt === null ? null : new Date(sentAt).toISOString();
    return this.t.app.applyAri(this.t.pms, aMessage(this.code, updates, { sent_at }), { requestId: null });
  }

  async restart(): Promise<void> {
    const old = this.t;
    this.t = await anApp({ db: first.db, clock });
    if (old !== first) await old.close();
  }

  async end(): Promise<void> {
    if (this.t !== first) await this.t.close();
  }
}

async function execute(run: Run, command: Command): Promise<void> {
  const { model, t } = run;
  switch (command.kind) {
    case 'push': {
      const { available, from } = command;
      const to = from + command.length - 1;
      const sentAt = command.ago === null ? null : now - command.ago * SECOND_MS;
      await run.push([{ from: run.date(from), to: run.date(to), available }], sentAt);
      return model.push({ available, from, to, sentAt });
    }
    case 'book':
      return book(run, command);
    case 'cancel': {
      if (run.bookingIds.length === 0) return;
      const number = command.pick % run.bookingIds.length;
      await t.cancel(run.bookingIds[number] ?? '');
      return model.cancel(number);
    }
    case 'read': {
      const feed = await t.app.handOutRevisions(t.pms, { hotel_code: run.code, limit: 1_000 });
      run.told.push(...feed);
      const got = feed.map(({ booking_id, action }) => ({
        booking: run.bookingIds.indexOf(booking_id),
        action,
      }));
      expect(got.sort(byBooking)).toEqual(model.read().sort(byBooking));
      return;
    }
    case 'decide': {
      const { accepted, pick: chosen } = command;
      // Mostly what is still open, now and then what was decided long ago: a verdict may come twice.
      const open = run.told.filter(({ revision_id }) => !run.accepted.has(revision_id));
      const from = chosen % 5 === 0 || open.length === 0 ? run.told : open;
      const revision = from[chosen % Math.max(1, from.length)];
      if (revision === undefined) return;
      if (accepted) run.accepted.add(revision.revision_id);
      const verdict = {
        revision_id: revision.revision_id,
        outcome: accepted ? ('accepted' as const) : ('failed' as const),
        pms_reference: null,
        reason: null,
      };
      const decided = t.app.decideRevisions(t.pms, [verdict], { request_id: 'property' });
      if (!accepted && run.accepted.has(revision.revision_id)) {
        // What was accepted cannot fail any more; what its cancellation has overtaken may say what it likes.
        await decided.catch((error: unknown) => expect(error).toMatchObject({ code: 'CONFLICT' }));
      } else await decided;
      const action = revision.action === 'cancel' ? 'cancel' : 'new';
      return model.decide(run.bookingIds.indexOf(revision.booking_id), action, { accepted, at: now });
    }
    case 'restart':
      return run.restart();
  }
}

/** Between bookings the feed follows ids; within one, "new" comes before "cancel". */
function byBooking(a: { booking: number; action: string }, b: { booking: number; action: string }): number {
  return a.booking - b.booking;
}

async function book(
  run: Run,
  { units, from, length: nights }: Extract<Command, { kind: 'book' }>,
): Promise<void> {
  const stay = { checkin_date: run.date(from), checkout_date: run.date(from + nights) };
  const answer = await run.t.book({ ...stay, hotel_id: run.code, rooms: units, guests: units });
  const dates = nightsOf(stay.checkin_date, stay.checkout_date).map((_date, index) => from + index);
  const number = run.model.book(units, dates);
  if (number === null) {
    expect(answer).toMatchObject({ kind: 'refused', body: { code: 'SOLD_OUT' } });
    return;
  }
  run.bookingIds.push(bookingOf(answer).booking_id);
  expect(run.bookingIds).toHaveLength(number + 1);
}

async function compare(run: Run): Promise<void> {
  const rows = await first.db.database.rows<{
    date: string;
    P: number;
    U: number;
    A: number;
    resend: number;
  }>(
    `SELECT i.date, i.pms_rooms AS P, i.unacked_rooms AS U, i.available_rooms AS A, i.resend_wanted AS resend
     FROM room_inventory i JOIN hotels h ON h.hotel_id = i.hotel_id WHERE h.code = ? ORDER BY i.date`,
    [run.code],
  );
  const expected = rows.map((_row, index) => {
    const { P, U, resend } = run.model.night(index);
    return { date: addDays(run.date(0), index), P, U, A: run.model.available(index), resend: Number(resend) };
  });
  expect(rows).toHaveLength(NIGHTS + BEYOND);
  expect(rows).toEqual(expected);
}

let hotels = 0;

test('any sequence of pushes, bookings, cancellations, reads, verdicts and restarts keeps to the arithmetic', async () => {
  const seed = process.env['BELLHOP_TEST_SEED'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: COMMANDS - 5, maxLength: COMMANDS, size: 'max' }),
      async (commands) => {
        const run = await Run.start(`PROP${(hotels += 1)}`);
        try {
          for (const step of commands) {
            now += SECOND_MS;
            await execute(run, step);
            await compare(run);
          }
        } finally {
          await run.end();
        }
      },
    ),
    {
      numRuns: RUNS,
      interruptAfterTimeLimit: 45_000,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    },
  );
  expect(await verifyInvariants(first.db.database)).toEqual([]);
});
