import { afterAll, beforeAll, expect, test } from 'vitest';
import { aReservation, aRoom, type SaidReservation } from '../builders/a-reservation.js';
import { bookingOf, type TestApp } from '../builders/an-app.js';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

/* What a person has to look at in a booking is seen where bookings are looked at. */

let cli: TestCli;
let it: TestApp;
let env: TestCli['env'];

beforeAll(async () => {
  cli = await aCli();
  ({ app: it, env } = cli);
});

afterAll(() => cli.close());

/** @returns the number of a booking of a channel whose word is believed. */
async function believed(said: SaidReservation): Promise<string> {
  const partner = { ...it.ota, oversell_policy: 'accept_oversold' as const };
  const context = { request_id: 'req-believed', whole: true };
  const [result] = await it.app.receiveReservations(partner, [aReservation(said)], context);
  return result !== undefined && 'booking_id' in result ? result.booking_id : '';
}

const stay = (from: number, nights: number) => ({
  check_in: it.day(from),
  check_out: it.day(from + nights),
});

const idsOf = (run: Awaited<ReturnType<typeof runJson>>) =>
  (run.document.data['bookings'] as { booking_id: string }[]).map((booking) => booking.booking_id);

const lineOf = (run: { stdout: string }, word: string) =>
  run.stdout.split('\n').find((line) => line.includes(word)) ?? '';

test('oversold and unmapped bookings say so in the list, by themselves and in the timeline', async () => {
  const fine = bookingOf(await it.book({ checkin_date: it.day(3), checkout_date: it.day(4) })).booking_id;
  const oversold = await believed({ reference: 'O-1', rooms: [aRoom(stay(60, 1))], total: '90.00' });
  const strange = aRoom({ ...stay(5, 1), room_code: 'SUITE-9', rate_code: 'WEB' });
  const unmapped = await believed({ reference: 'U-1', rooms: [strange, aRoom(stay(5, 1))], total: '250.00' });
  const half = await believed({
    reference: 'U-2',
    rooms: [aRoom({ ...stay(6, 1), rate_code: 'WEB' })],
    total: '80.00',
  });

  const list = await runCommand('booking list', [], env);
  const [ofOversold, ofUnmapped] = [
    await runJson('booking list', ['--oversold'], env),
    await runJson('booking list', ['--unmapped'], env),
  ];
  const arrivals = await runCommand('booking list', ['--hotel', 'HV01'], env);
  const shown = await runCommand('booking show', [unmapped], env);
  const json = await runJson('booking show', [half], env);
  const sold = await runCommand('booking show', [oversold], env);
  const story = await runCommand('booking timeline', [unmapped], env);

  expect(lineOf(list, oversold)).toMatch(/ oversold$/);
  expect(lineOf(list, unmapped)).toMatch(
    /1x SUITE-9 \(unmapped\)\/WEB \(unmapped\), 1x DBL\/BAR .* unmapped$/,
  );
  expect(lineOf(list, fine)).toMatch(/ -$/);
  expect(idsOf(ofOversold)).toEqual([oversold]);
  expect(idsOf(ofUnmapped)).toEqual([half, unmapped]);
  expect(lineOf(arrivals, unmapped)).toMatch(/1x \? \(unmapped\).* unmapped$/);
  expect(shown.stdout).toMatch(/^unmapped +room SUITE-9, rate WEB$/m);
  expect(shown.stderr).toContain('Next: bellhop mapping set --help');
  expect(sold.stdout).toMatch(/^oversold +yes/m);
  expect(json.document.data).toMatchObject({ rooms: [{ room_code: 'DBL', unmapped: ['rate'] }] });
  expect(lineOf(story, 'UNMAPPED')).toContain('rooms SUITE-9, rates WEB');
});

test('the timeline says what a change changed, by our codes', async () => {
  const rooms = [aRoom(stay(10, 1))];
  const booking = await believed({ reference: 'M-1', revision: 1, rooms, total: '100.00' });
  await believed({
    ...{ reference: 'M-1', revision: 2, action: 'modify' },
    rooms: [aRoom(stay(10, 2)), aRoom(stay(10, 2))],
    total: '400.00',
  });

  const text = await runCommand('booking timeline', [booking], env);
  const { document } = await runJson('booking timeline', [booking], env);

  const line = lineOf(text, 'MODIFIED');
  expect(line).toContain(`check_out_date ${it.day(11)} -> ${it.day(12)}`);
  expect(line).toContain('total_price 100.00 -> 400.00');
  expect(line).toContain('rooms 1x DBL/BAR for 2 -> 2x DBL/BAR for 2');
  expect(line).not.toContain('check_in_date');
  const entries = document.data as unknown as { what: string; detail: unknown }[];
  expect(entries.find(({ what }) => what === 'MODIFIED')?.detail).toMatchObject({
    from: { total_price: '100.00', rooms: ['1x DBL/BAR for 2'] },
    to: { total_price: '400.00', rooms: ['2x DBL/BAR for 2'] },
  });
});

test('a payment stands behind its start, with what it is now and the places of its currency', async () => {
  const held = bookingOf(await it.book({ hold: true, checkin_date: it.day(14), checkout_date: it.day(15) }));
  await it.confirm(held.booking_id, { token: 'tok_ok' });
  const { data } = (await runJson('booking timeline', [held.booking_id], env)).document;
  const text = await runCommand('booking timeline', [held.booking_id], env);

  const entries = data as unknown as { what: string; detail: Record<string, unknown> }[];
  expect(entries.map(({ what }) => what)).toEqual(['HELD', 'PAYMENT_STARTED', 'PAYMENT', 'CONFIRMED']);
  expect(entries[2]?.detail).toMatchObject({
    ...{ amount: '100.00', status: 'COMPLETED' },
    since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
  });
  expect(text.stdout).toMatch(/PAYMENT .*now COMPLETED since \d{4}-.*amount 100\.00 EUR/);
});

test('nights of which only prices are known are shown, without a count', async () => {
  const night = it.day(200);
  const amounts = [{ guests: 1, amount: '80.00', currency: 'EUR', tax: 'after' as const }];
  await it.push([{ room_code: 'SGL', rate_code: 'BAR', from: night, to: night, amounts }]);

  const range = ['--hotel', 'HV01', '--room', 'SGL', '--from', night, '--to', night];
  const text = await runCommand('ari show', range, env);
  const { document } = await runJson('ari show', range, env);

  expect(lineOf(text, night)).toMatch(new RegExp(`^SGL +${night} +- +- +- +no `));
  expect(text.stderr).not.toContain('Nothing is stored');
  expect(document.data['nights']).toMatchObject([{ uncounted: true, date: night }]);
});

test('booking show tells ages, meals and extras of each room, and neither a name nor a remark', async () => {
  const cot = { code: null, name: 'Cot', quantity: 1, amount: '10.00', currency: 'EUR' };
  const tax = { code: 'CITY', name: 'City tax', amount: '4.00', percent: null, included: false };
  const guests = [
    { age_band: 'adult', count: 2, age: null },
    { age_band: 'child', count: 1, age: 7 },
  ] as const;
  const family = { guests: [...guests], meal_plan: 'HALF_BOARD', extras: [cot] };
  const booking = await believed({
    ...{ reference: 'F-1', total: '200.00', comments: ['Quiet please, Ms Quiller'], taxes: [tax] },
    rooms: [aRoom(stay(12, 1)), aRoom({ ...stay(12, 1), ...family })],
  });

  const shown = await runCommand('booking show', [booking], env);
  const { document } = await runJson('booking show', [booking], env);
  const plain = bookingOf(await it.book({ checkin_date: it.day(3), checkout_date: it.day(4) })).booking_id;
  const without = await runCommand('booking show', [plain], env);

  expect(shown.stdout).toContain('2 adult, 1 child (7); HALF_BOARD; 1x Cot 10.00 EUR');
  expect(shown.stdout).toMatch(/^taxes +City tax 4\.00 \(on top\)$/m);
  expect(shown.stdout).toMatch(/^remarks +1, which the PMS is given$/m);
  expect(document.data).toMatchObject({ taxes: [tax], extras: [], remarks: 1 });
  const rooms = document.data['rooms'] as { details: unknown[] }[];
  expect(rooms.flatMap(({ details }) => details)).toContainEqual(
    expect.objectContaining({ guests, meal_plan: 'HALF_BOARD', extras: [cot] }),
  );
  expect(JSON.stringify(document) + shown.stdout).not.toMatch(/Quiller|Quiet/);
  expect(without.stdout).not.toMatch(/CHANNEL SAID|remarks|extras/);
});
