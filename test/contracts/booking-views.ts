import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  BookingEntry,
  BookingViews,
  EntryPage,
  HotelPlace,
  HotelQuery,
  UserQuery,
} from '../../src/core/booking-views/booking-views.js';
import { anEntry, idAt } from '../builders/an-entry.js';

export interface ViewsUnderTest {
  readonly views: BookingViews;
  /** Makes these bookings what the views show, beside those that they show already. */
  put(entries: readonly BookingEntry[]): Promise<void>;
  close(): Promise<void>;
}

const everyone = { partner_id: null, status: null, limit: 100 };
const user = (overrides: Partial<UserQuery>): UserQuery => ({
  ...everyone,
  user_id: '700',
  before: null,
  ...overrides,
});
const hotel = (overrides: Partial<HotelQuery>): HotelQuery => ({
  ...everyone,
  hotel_id: '21',
  from: '2027-01-01',
  to: '2027-12-31',
  after: null,
  ...overrides,
});
const idsOf = (entries: readonly { booking_id: string }[]) => entries.map(({ booking_id }) => booking_id);

/** What every implementation of BookingViews answers, to the letter and in the same order. */
export function bookingViewsContract(open: () => Promise<ViewsUnderTest>): void {
  let under: ViewsUnderTest;
  beforeAll(async () => {
    under = await open();
  });
  afterAll(() => under.close());

  /** All pages of a user's list with so many a page, which must be full except for the last. */
  async function pagesOfUser(query: UserQuery): Promise<string[]> {
    return follow(query.limit, (last) =>
      under.views.ofUser({ ...query, before: last?.booking_id ?? query.before }),
    );
  }

  async function pagesOfHotel(query: HotelQuery): Promise<string[]> {
    return follow(query.limit, (last) => under.views.ofHotel({ ...query, after: last ?? query.after }));
  }

  test('a booking is shown in both lists exactly as its event tells it', async () => {
    const many = anEntry({
      booking_id: idAt('2027-01-02T00:00:00Z'),
      user_id: '9223372036854775807',
      hotel_id: '22',
      rooms: [
        { room_id: '9', rate_plan_id: '41', quantity: 2 },
        { room_id: '8', rate_plan_id: '42', quantity: 1 },
      ],
      total_price: '0.005',
      currency: 'KWD',
      guests: 5,
      status: 'CANCELLED',
      revision: 2,
    });
    const guestOnly = anEntry({
      booking_id: idAt('2027-01-03T00:00:00Z'),
      user_id: null,
      hotel_id: '22',
      total_price: '25000',
      currency: 'JPY',
    });
    await under.put([many, guestOnly]);

    expect(await under.views.ofUser(user({ user_id: '9223372036854775807' }))).toEqual({
      entries: [many],
      more: false,
    });
    expect(await under.views.ofHotel(hotel({ hotel_id: '22' }))).toEqual({
      entries: [many, guestOnly],
      more: false,
    });
  });

  test('who or what has no bookings has an empty list', async () => {
    expect(await under.views.ofUser(user({ user_id: '1' }))).toEqual({ entries: [], more: false });
    expect(await under.views.ofHotel(hotel({ hotel_id: '1' }))).toEqual({ entries: [], more: false });
  });

  describe("a user's list", () => {
    const made = [
      '2024-05-01T12:00:00Z',
      '2025-12-31T23:59:59.998Z',
      '2025-12-31T23:59:59.999Z',
      '2026-01-01T00:00:00.000Z',
      '2026-07-01T00:00:00Z',
      '2029-02-28T00:00:00Z',
    ];
    const mine = made.map((time, index) =>
      anEntry({
        booking_id: idAt(time),
        user_id: '710',
        status: index % 2 === 0 ? 'CONFIRMED' : 'CANCELLED',
      }),
    );
    const ids = idsOf(mine).reverse();
    const theirs = ['2025-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z'].map((time) =>
      anEntry({ booking_id: idAt(time, 7), user_id: '710', partner_id: '12' }),
    );
    beforeAll(() => under.put([...mine, ...theirs]));

    test.each([1, 2, 3, 5, 6, 7])('is the newest first, whole in pages of %i over years', async (limit) => {
      expect(await pagesOfUser(user({ user_id: '710', partner_id: '11', limit }))).toEqual(ids);
    });

    test("shows a partner nothing of another one's user with the same number", async () => {
      const { entries } = await under.views.ofUser(user({ user_id: '710', partner_id: '12' }));

      expect(idsOf(entries)).toEqual(idsOf(theirs).reverse());
      expect(await under.views.ofUser(user({ user_id: '710', partner_id: '13' }))).toEqual({
        entries: [],
        more: false,
      });
    });

    test.each([1, 3, 8])('of all partners is one list, in pages of %i', async (limit) => {
      const all = [...mine, ...theirs].sort((a, b) => Number(BigInt(b.booking_id) - BigInt(a.booking_id)));

      expect(await pagesOfUser(user({ user_id: '710', limit }))).toEqual(idsOf(all));
    });

    test.each([1, 2, 3])('of one status is whole in pages of %i', async (limit) => {
      const cancelled = idsOf(mine.filter((entry) => entry.status === 'CANCELLED')).reverse();

      expect(await pagesOfUser(user({ user_id: '710', status: 'CANCELLED', limit }))).toEqual(cancelled);
    });

    test('goes on at its place when bookings are made in between', async () => {
      const old = ['2027-01-01', '2027-01-02', '2027-01-03'].map((day) =>
        anEntry({ booking_id: idAt(`${day}T00:00:00Z`, 711), user_id: '711' }),
      );
      await under.put(old);
      const first = await under.views.ofUser(user({ user_id: '711', limit: 2 }));
      await under.put([anEntry({ booking_id: idAt('2027-02-01T00:00:00Z'), user_id: '711' })]);

      const before = first.entries.at(-1)?.booking_id ?? null;
      const second = await under.views.ofUser(user({ user_id: '711', limit: 2, before }));

      expect([...idsOf(first.entries), ...idsOf(second.entries)]).toEqual(idsOf(old).reverse());
      expect(second.more).toBe(false);
    });
  });

  describe("a hotel's list", () => {
    const arrivals = [
      '2027-01-01',
      '2027-01-31',
      '2027-02-01',
      '2027-02-01',
      '2027-02-28',
      '2027-12-31',
      '2028-03-01',
    ];
    // Made in the opposite order, so that the order of ids is not the order of arrivals; of one day it is.
    const all = arrivals.map((check_in_date, index) =>
      anEntry({
        booking_id: idAt(`2026-11-${String(20 - index).padStart(2, '0')}T00:00:00Z`),
        hotel_id: '30',
        check_in_date,
        partner_id: index % 2 === 0 ? '11' : '12',
        status: index % 3 === 0 ? 'CANCELLED' : 'CONFIRMED',
      }),
    );
    const inOrder = [...all].sort(
      (a, b) =>
        a.check_in_date.localeCompare(b.check_in_date) || Number(BigInt(a.booking_id) - BigInt(b.booking_id)),
    );
    const within = (from: string, to: string) =>
      inOrder.filter(({ check_in_date }) => check_in_date >= from && check_in_date <= to);
    beforeAll(() => under.put(all));

    test.each([
      ['2027-01-01', '2027-12-31'],
      ['2027-01-31', '2027-02-01'],
      ['2027-02-01', '2027-02-01'],
      ['2027-02-02', '2027-02-27'],
      ['2026-06-01', '2028-05-31'],
      ['2027-02-02', '2027-02-01'],
    ])('from %s to %s holds both ends and nothing else', async (from, to) => {
      const page = await under.views.ofHotel(hotel({ hotel_id: '30', from, to }));

      expect(page).toEqual({ entries: within(from, to), more: false });
    });

    test.each([1, 2, 3, 6, 7])('is whole in pages of %i over months', async (limit) => {
      const range = { from: '2026-12-01', to: '2028-12-31' };

      expect(await pagesOfHotel(hotel({ hotel_id: '30', ...range, limit }))).toEqual(idsOf(inOrder));
    });

    test.each([
      { partner_id: '12', status: null },
      { partner_id: null, status: 'CANCELLED' as const },
      { partner_id: '11', status: 'CONFIRMED' as const },
    ])('of $partner_id and $status alone is whole', async (filter) => {
      const expected = within('2027-01-01', '2027-12-31').filter(
        (entry) =>
          (filter.partner_id === null || entry.partner_id === filter.partner_id) &&
          (filter.status === null || entry.status === filter.status),
      );

      expect(await pagesOfHotel(hotel({ hotel_id: '30', ...filter, limit: 1 }))).toEqual(idsOf(expected));
    });

    test('finds the few that are wanted among many of one day', async () => {
      const many = Array.from({ length: 1_100 }, (_, index) =>
        anEntry({
          booking_id: idAt('2027-05-01T00:00:00Z', index + 1),
          hotel_id: '31',
          user_id: null,
          status: index % 500 === 499 ? 'CANCELLED' : 'CONFIRMED',
        }),
      );
      await under.put(many);

      const { entries, more } = await under.views.ofHotel(
        hotel({ hotel_id: '31', status: 'CANCELLED', limit: 1 }),
      );

      expect([idsOf(entries), more]).toEqual([[many[499]?.booking_id], true]);
      expect(await pagesOfHotel(hotel({ hotel_id: '31', limit: 500 }))).toEqual(idsOf(many));
    });
  });
}

async function follow(
  limit: number,
  read: (last: HotelPlace | undefined) => Promise<EntryPage>,
): Promise<string[]> {
  const ids: string[] = [];
  let last: BookingEntry | undefined;
  for (;;) {
    const { entries, more } = await read(last);
    ids.push(...idsOf(entries));
    if (!more) return ids;
    expect(entries).toHaveLength(limit);
    last = entries.at(-1);
  }
}
