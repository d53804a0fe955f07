import { afterEach, expect, test } from 'vitest';
import { createRandom, wholeFrom, type Random } from '../../src/cli/load/random.js';
import { createGateway } from '../../src/gateway/gateway.js';
import { aDelivery, THEIRS, type TestDelivery } from '../builders/a-delivery.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { eventually } from '../harness/eventually.js';

/*
 * Two channels that count for themselves, guests that book, move and cancel there, a PMS that hears of it late and says counts of
 * its own, pushes that cross all of it: whenever it is quiet both have our counts. Drawn from a seed;
 * another one: BELLHOP_TEST_SEED=7 npx vitest run --project integration test/end-to-end/own-count.test.ts
 */

const SEED = Number(process.env['BELLHOP_TEST_SEED'] ?? 41_107);
const ROUNDS = Number(process.env['BELLHOP_TEST_ROUNDS'] ?? 3);
/** After each of them all is compared: what comes later would put right what was missed. */
const EPISODES = 16;
const STEPS = 12;
const AT_ONCE = 4;
const NIGHTS = 4;
/** Few, so that each changes often: also before its PMS has heard of the last change. */
const MOST_BOOKINGS = 5;
const ROOMS = [THEIRS.room, THEIRS.single] as const;
const OUR_ROOMS = ['DBL', 'SGL'] as const;

interface Stage {
  readonly d: TestDelivery;
  readonly channels: readonly TestSandbox[];
  readonly random: Random;
  /** Bookings that a guest is about to change: the contract has one message of a booking at a time. */
  readonly busy: Set<string>;
}

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openStage(seed: number): Promise<Stage> {
  const d = await aDelivery();
  closing.push(() => d.close());
  const server = createGateway(d.t.app);
  const url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  closing.push(() => server.stop(0));
  const random = createRandom(seed);
  for (const room_code of OUR_ROOMS)
    await d.t.push([
      { room_code, from: d.t.day(0), to: d.t.day(NIGHTS + 3), available: 6 },
      {
        ...{ room_code, rate_code: 'BAR', from: d.t.day(0), to: d.t.day(NIGHTS + 3) },
        amounts: [1, 2].map((guests) => ({
          guests,
          amount: '100.00',
          currency: 'EUR',
          tax: 'after' as const,
        })),
      },
    ]);
  const channels: TestSandbox[] = [];
  for (const code of ['own-1', 'own-2']) {
    await d.partner(code, 'expedia');
    const { key } = await d.t.app.keys.create(code, { mode: 'test' });
    const channel = await aSandbox('expedia', { gateway: { url, partner: code, key }, seed });
    closing.push(() => channel.close());
    await d.connect(code, channel.url);
    channels.push(channel);
  }
  d.t.app.delivery.worker.start();
  await d.settled();
  return { d, channels, random, busy: new Set() };
}

/** Answers that are late, lost, or come in another order. */
async function roughen({ channels, random }: Stage): Promise<void> {
  for (const channel of channels)
    await channel.control('PUT', 'faults', {
      latency_ms: wholeFrom(random, 0, 25),
      drop_answer: 0.1,
      reorder: 0.2,
    });
}

function pick<T>(random: Random, all: readonly T[]): T | undefined {
  return all[wholeFrom(random, 0, all.length - 1)];
}

async function step(stage: Stage): Promise<unknown> {
  const { d, channels, random } = stage;
  const draw = random();
  const channel = pick(random, channels);
  if (draw < 0.85 && channel !== undefined) return guestActs(stage, channel);
  if (draw < 0.92) return pmsHears(d);
  if (draw < 0.96) {
    const from = wholeFrom(random, 0, NIGHTS);
    const room_code = pick(random, OUR_ROOMS) ?? 'DBL';
    const nights = { from: d.t.day(from), to: d.t.day(from + wholeFrom(random, 0, 2)) };
    return d.t.push([{ room_code, ...nights, available: wholeFrom(random, 0, 8) }]);
  }
  const from = wholeFrom(random, 0, NIGHTS);
  return d.t.book({ checkin_date: d.t.day(from), checkout_date: d.t.day(from + 1) });
}

async function guestActs({ d, random, busy }: Stage, channel: TestSandbox): Promise<void> {
  const from = wholeFrom(random, 0, NIGHTS);
  const stay = { check_in: d.t.day(from), check_out: d.t.day(from + wholeFrom(random, 1, 3)) };
  const hotel_code = THEIRS.hotel;
  const open = (await channel.bookings()).filter(
    ({ action, delivery, reference }) =>
      action !== 'cancel' && delivery === 'acknowledged' && !busy.has(reference),
  );
  const booking = open.length < MOST_BOOKINGS && random() < 0.5 ? undefined : pick(random, open);
  const action = booking === undefined ? 'new' : random() < 0.85 ? 'modify' : 'cancel';
  const room_code = pick(random, ROOMS) ?? THEIRS.room;
  const wish =
    booking === undefined
      ? { room_code, rate_code: THEIRS.rate, guests: 1, only_if_open: random() < 0.9, ...stay }
      : { reference: booking.reference, ...(action === 'cancel' ? {} : stay) };
  if (booking !== undefined) busy.add(booking.reference);
  const { status, document } = await channel.control('POST', 'bookings', { action, hotel_code, ...wish });
  if (booking !== undefined) busy.delete(booking.reference);
  // The channel itself has turned the wish down.
  if (status >= 500) throw new Error(JSON.stringify(document));
}

/** It fetches what there is for it, and takes it. */
async function pmsHears({ t }: TestDelivery): Promise<void> {
  const revisions = await t.app.handOutRevisions(t.pms, { hotel_code: t.hotelId, limit: 100, serial: false });
  const verdicts = revisions.map(({ revision_id }) => ({
    ...{ revision_id, outcome: 'accepted' as const, pms_reference: null, reason: null },
  }));
  await t.app.decideRevisions(t.pms, verdicts, { request_id: 'req-1' });
}

/** Every message has come through, and nothing waits to be told. */
async function settle({ d, channels }: Stage): Promise<void> {
  for (const channel of channels) {
    await channel.control('PUT', 'faults', { latency_ms: 0, drop_answer: 0, reorder: 0 });
    const isSent = async () => (await channel.bookings()).every(({ delivery }) => delivery !== 'queued');
    await eventually(isSent, { what: 'every booking sent', within: 30_000 });
  }
  await d.quiet();
  // What waits for a retry of the contract's own time need not.
  const isTold = async () => {
    await d.due();
    return (await d.t.app.delivery.desk.list({ limit: 100 })).every(({ state }) => state === 'DONE');
  };
  await eventually(isTold, { what: 'every lane done', within: 30_000 });
  await d.quiet();
  await d.settled();
}

async function differences({ d, channels }: Stage): Promise<string[]> {
  const found: string[] = [];
  for (const [index, channel] of channels.entries()) {
    const cells = await channel.cells(THEIRS.hotel);
    for (const [which, room] of ROOMS.entries())
      for (let offset = 0; offset <= NIGHTS + 2; offset++) {
        const date = d.t.day(offset);
        const { available_rooms: ours } = await d.t.night(date, OUR_ROOMS[which]);
        const cell = cells.find(
          (one) => one.room_code === room && one.rate_code === null && one.date === date,
        );
        if (cell?.available !== ours)
          found.push(`channel ${index} room ${room} ${date}: ours ${ours}, theirs ${cell?.available}`);
      }
  }
  return found;
}

test('channels that count for themselves have our counts whenever it is quiet', async () => {
  let changed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const seed = SEED + round;
    const stage = await openStage(seed);
    for (let episode = 0; episode < EPISODES; episode++) {
      await roughen(stage);
      for (let done = 0; done < STEPS; done += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, () => step(stage)));
      await settle(stage);
      const where = `BELLHOP_TEST_SEED=${seed} BELLHOP_TEST_ROUNDS=1, episode ${episode}`;
      expect(await differences(stage), where).toEqual([]);
    }
    const booked = (await Promise.all(stage.channels.map((channel) => channel.bookings()))).flat();
    expect(booked.filter(({ delivery }) => delivery !== 'acknowledged')).toEqual([]);
    changed += booked.filter(({ revision }) => revision > 1).length;
    for (const close of closing.splice(0).reverse()) await close();
  }
  expect(changed).toBeGreaterThan(10 * ROUNDS);
}, 240_000);
