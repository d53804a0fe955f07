import type { LocalDate } from '../../core/model/local-date.js';
import { pushMessage } from '../push-message.js';
import { ariNights } from './ari-nights.js';
import { createNotary, type Claim, type Notary } from './claim.js';
import { openChannel, SOLD, type DemoChannel } from './demo-channel.js';
import type { Stage } from './stage.js';

/** Days from today of the night of which one room is left. */
const LAST_NIGHT = 120;
/** And of the one that is corrupted. */
const CORRUPTED_NIGHT = 150;
const NIGHTS = 365;
const PATIENCE_MS = 15_000;
const PAUSE_MS = 20;

/** Where a guest books, and one that has to hear of it. */
const SELLER = { connector: 'siteconnect', hotel: 'LIS01', room: 'STE', rate: 'BAR' } as const;
const OTHER = { connector: 'booking-com', hotel: '7001', room: '700101', rate: '11' } as const;

/** Two simulated channels that speak contracts of their own over HTTP: what one sells, the other one closes. */
export async function sellThroughChannels(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('two channels', claims);
  const open: DemoChannel[] = [];
  try {
    for (const codes of [SELLER, OTHER]) open.push(await openChannel(stage, codes));
    const [seller, other] = open;
    if (seller === undefined || other === undefined) return;
    await tellAll(stage, notary, open);
    await tellChange(stage, notary, open);
    await sellLastRoom(stage, notary, { seller, other });
    await mendCorrupted(stage, notary, other);
  } finally {
    await Promise.all(open.map((channel) => channel.close()));
  }
}

async function tellAll(stage: Stage, notary: Notary, channels: readonly DemoChannel[]): Promise<void> {
  const ours = await ourNights(stage, 0, NIGHTS - 1);
  const differing = (): LocalDate[] =>
    channels.flatMap((channel) =>
      ours.filter(({ date, count }) => channel.night(date).count !== count).map(({ date }) => date),
    );
  const took = await until(() => differing().length === 0);
  notary.equal(
    `connected: SiteConnect and Booking.com have all ${ours.length} nights as we have them`,
    { found: differing(), expected: [] },
    { value: took / 1_000, unit: 's' },
  );
}

/** One room is left for the night, at another price. */
async function tellChange(stage: Stage, notary: Notary, channels: readonly DemoChannel[]): Promise<void> {
  const date = stage.day(LAST_NIGHT);
  const range = { room_code: SOLD.room, from: date, to: date };
  const updates = [
    { ...range, available_rooms: 1 },
    { ...range, rate_code: SOLD.rate, ...(await newPrices(stage, date)) },
  ];
  const body = Buffer.from(JSON.stringify({ hotel_code: SOLD.hotel, updates }));
  const { accepted } = await pushMessage(stage.pms, body, true);
  const expected = channels.map(() => ({ count: 1, price: '512.00' }));
  const found = () =>
    channels.map((channel) => {
      const { count, price } = channel.night(date);
      return { count, price: price === undefined ? price : Number(price).toFixed(2) };
    });
  const took = await until(() => JSON.stringify(found()) === JSON.stringify(expected));
  notary.equal(
    'a change of the PMS is at both channels',
    { found: [accepted, ...found()], expected: [true, ...expected] },
    { value: took, unit: 'ms' },
  );
}

/** The night's prices for every party, another one for two. */
async function newPrices(stage: Stage, date: LocalDate) {
  const [night] = await ariNights(stage.pms, { hotel: SOLD.hotel, room: SOLD.room, from: date, to: date });
  const { extra, ...levels } =
    night?.rates.find(({ rate_code }) => rate_code === SOLD.rate)?.occupancy_amounts ?? {};
  const amounts = Object.entries({ ...levels, 2: '512.00' }).map(([guests, amount]) => ({
    ...{ guests: Number(guests), amount, currency: 'EUR', tax: 'after' },
  }));
  return { amounts, ...(extra === undefined ? {} : { extra_adult_amount: extra }) };
}

async function sellLastRoom(
  stage: Stage,
  notary: Notary,
  { seller, other }: { readonly seller: DemoChannel; readonly other: DemoChannel },
): Promise<void> {
  const date = stage.day(LAST_NIGHT);
  const { hotel: hotel_code, room: room_code, rate: rate_code } = seller.codes;
  const stay = { hotel_code, room_code, rate_code, check_in: date, check_out: stage.day(LAST_NIGHT + 1) };
  const start = performance.now();
  const { reference } = await seller.sandbox.sell({ ...stay, action: 'new', guests: 2, only_if_open: true });
  const took = await until(() => other.night(date).count === 0, start);
  const booking = seller.sandbox.book.find(hotel_code, reference);
  const [night] = await ourNights(stage, LAST_NIGHT, LAST_NIGHT);
  notary.equal(
    'a guest books the last room at one channel: the other one has closed it',
    {
      found: [booking?.delivery, night?.count, other.night(date).count],
      expected: ['acknowledged', 0, 0],
    },
    { value: took, unit: 'ms from the booking' },
  );
}

/** One night of a channel is changed by nobody that we know of, its price and its count: found, and told anew, these two alone. */
async function mendCorrupted(stage: Stage, notary: Notary, channel: DemoChannel): Promise<void> {
  const date = stage.day(CORRUPTED_NIGHT);
  const { hotel, room: room_code, rate: rate_code } = channel.codes;
  const { calendar } = channel.sandbox;
  const before = channel.night(date);
  const amounts = [{ guests: 2, amount: '1.00', currency: 'EUR', tax: 'after' }] as const;
  calendar.put(hotel, [
    { room_code, rate_code: null, date, available: 9 },
    { room_code, rate_code, date, amounts },
  ]);
  const request = { hotel: SOLD.hotel, partner: channel.code, side: 'channel' } as const;
  const start = performance.now();
  const { run, after, values } = await stage.app.reconcile.fix(request, {
    dryRun: false,
    waitMs: PATIENCE_MS,
  });
  const found = run.differences.map((one) => [one.date, one.field]);
  notary.equal(
    'a night corrupted in silence: reconcile finds it and tells it anew, nothing else',
    {
      found: [found, values, after?.differences.length, channel.night(date)],
      expected: [
        [
          [date, 'available'],
          [date, 'amounts'],
        ],
        2,
        0,
        before,
      ],
    },
    { value: run.nights, unit: 'nights compared' },
    { value: (performance.now() - start) / 1_000, unit: 's' },
  );
}

async function ourNights(
  stage: Stage,
  from: number,
  to: number,
): Promise<{ date: LocalDate; count: number }[]> {
  const range = { from: stage.day(from), to: stage.day(to) };
  const nights = await ariNights(stage.pms, { hotel: SOLD.hotel, room: SOLD.room, ...range });
  return nights.map(({ date, available_rooms }) => ({ date, count: available_rooms }));
}

/** @returns milliseconds until it was so, or until nobody waits any more */
async function until(holds: () => boolean, start = performance.now()): Promise<number> {
  while (!holds() && performance.now() - start < PATIENCE_MS)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return performance.now() - start;
}
