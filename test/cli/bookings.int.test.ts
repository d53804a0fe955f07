import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bookingOf, type TestApp } from '../builders/an-app.js';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: TestCli;
let it: TestApp;
let env: TestCli['env'];

beforeAll(async () => {
  cli = await aCli();
  ({ app: it, env } = cli);
});

afterAll(() => cli.close());

describe('booking and event', () => {
  test('list filters and pages, show names every night', async () => {
    const ids: string[] = [];
    for (const offset of [20, 22, 24]) {
      const booked = await it.book({ checkin_date: it.day(offset), checkout_date: it.day(offset + 2) });
      if (booked.kind === 'confirmed')
        ids.push((JSON.parse(booked.body) as { booking_id: string }).booking_id);
    }
    await it.cancel(ids[2] ?? '');

    const page = await runJson('booking list', ['--limit', '2'], env);
    const rest = await runJson(
      'booking list',
      ['--limit', '2', '--before', String(page.document.data['next_before'])],
      env,
    );
    const cancelled = await runJson('booking list', ['--status', 'CANCELLED', '--partner', 'ota-1'], env);
    const arrivals = await runJson('booking list', ['--hotel', 'HV01', '--limit', '2'], env);
    const cursor = String(arrivals.document.data['next_cursor']);
    const later = await runJson('booking list', ['--hotel', 'HV01', '--cursor', cursor], env);
    const shown = await runJson('booking show', [ids[0] ?? ''], env);
    const unknown = await runJson('booking show', ['42'], env);

    const listed = (run: typeof page) =>
      (run.document.data['bookings'] as { booking_id: string }[]).map((booking) => booking.booking_id);
    expect(listed(page)).toEqual([ids[2], ids[1]]);
    expect(listed(rest)).toEqual([ids[0]]);
    expect(rest.document.data['next_before']).toBeNull();
    expect(listed(cancelled)).toEqual([ids[2]]);
    expect([listed(arrivals), listed(later)]).toEqual([[ids[0], ids[1]], [ids[2]]]);
    expect(later.document.data).toMatchObject({ next_before: null, next_cursor: null });
    expect(shown.document.data).toMatchObject({
      status: 'CONFIRMED',
      total_price: '200.00',
      hotel_code: 'HV01',
      partner: 'ota-1',
    });
    expect([unknown.exit, unknown.document.error.code]).toEqual([5, 'BOOKING_NOT_FOUND']);
  });

  test('event tail writes JSON Lines and a consumer goes on where it stopped', async () => {
    await it.app.relay.drain();
    const lines = (run: { stdout: string }) =>
      run.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { event_id: string; type: string; topic: string });

    const all = lines(await runCommand('event tail', [], env));
    const confirmed = lines(
      await runCommand('event tail', ['--type', 'BookingConfirmed', '--hotel', 'HV01'], env),
    );
    const first = lines(await runCommand('event tail', ['--consumer', 'warehouse', '--limit', '2'], env));
    const second = lines(await runCommand('event tail', ['--consumer', 'warehouse'], env));
    const third = lines(await runCommand('event tail', ['--consumer', 'warehouse'], env));
    const bookings = lines(await runCommand('booking tail', ['--from', '0', '--json'], env));

    expect(all.length).toBeGreaterThan(5);
    expect(confirmed).toHaveLength(3);
    expect([...first, ...second]).toEqual(all);
    expect(third).toEqual([]);
    expect(bookings.map((event) => event.type)).toEqual([
      'BookingConfirmed',
      'BookingConfirmed',
      'BookingConfirmed',
      'BookingCancelled',
    ]);
  });

  test('list of a user or hotel says what does not go together', async () => {
    await it.book({ user_id: '700', checkin_date: it.day(28), checkout_date: it.day(29) });

    const ofUser = await runJson('booking list', ['--user', '700', '--partner', 'ota-1'], env);
    const others = await runJson('booking list', ['--user', '700', '--partner', 'pms-1'], env);
    const long = ['--hotel', 'HV01', '--from', '2027-01-01', '--to', '2029-01-01'];
    const refused = [await runJson('booking list', long, env)];
    refused.push(await runJson('booking list', ['--hotel', 'HV01', '--user', '700'], env));
    refused.push(await runJson('booking list', ['--from', '2027-01-01'], env));
    refused.push(await runJson('booking list', ['--cursor', 'x'], env));
    refused.push(await runJson('booking list', ['--user', '700', '--cursor', 'x'], env));
    const rebuild = await runJson('view rebuild', [], env);

    expect(ofUser.document.data['bookings']).toMatchObject([{ user_id: '700', hotel_code: 'HV01' }]);
    expect(others.document.data['bookings']).toEqual([]);
    expect(refused.map(({ exit }) => exit)).toEqual([2, 2, 2, 2, 2]);
    expect([rebuild.exit, rebuild.document.error.code]).toEqual([2, 'VALIDATION']);
  });
});

test('on a terminal an event is a line for people, unless JSON is asked for', async () => {
  const booked = await it.book({ checkin_date: it.day(20), checkout_date: it.day(22) });
  const { booking_id } = JSON.parse(booked.kind === 'confirmed' ? booked.body : '{}') as {
    booking_id: string;
  };
  await it.app.relay.drain();
  Object.assign(process.stdout, { isTTY: true, columns: 80 });
  onTestFinished(() => void Object.assign(process.stdout, { isTTY: false }));

  const people = await runCommand('event tail', ['--hotel', 'HV01'], env);
  const bookings = await runCommand('booking tail', [], env);
  const program = await runCommand('event tail', ['--hotel', 'HV01', '--limit', '1', '--json'], env);

  const stay = `${it.day(20)} to ${it.day(22)}`;
  expect(bookings.stdout).toMatch(
    new RegExp(
      `^\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z {2}BookingConfirmed {6}HV01 {2}${booking_id} {2}v1 {2}CONFIRMED, ${stay}, .* EUR$`,
      'm',
    ),
  );
  expect(people.stdout).toMatch(
    / {2}PriceUpdated {10}HV01 {2}\S+ {2}v\d+ {2}DBL BAR \S+ to \S+ \(31 nights\): [\d.]+ by occupancy$/m,
  );
  expect(JSON.parse(program.stdout)).toMatchObject({ hotel_id: it.hotelId });
});

test('booking timeline tells what became of a hold', async () => {
  const held = bookingOf(await it.book({ hold: true, checkin_date: it.day(26), checkout_date: it.day(27) }));
  await it.confirm(held.booking_id, { token: 'tok_ok' });

  const shown = await runJson('booking timeline', [held.booking_id], env);
  const text = await runCommand('booking timeline', [held.booking_id], env);
  const unknown = await runJson('booking timeline', ['42'], env);

  const story = shown.document.data as unknown as { what: string }[];
  // The payment's own line has the time of this process, the others that of the database.
  expect([story[0]?.what, story.at(-1)?.what]).toEqual(['HELD', 'CONFIRMED']);
  expect(story.map(({ what }) => what).sort()).toEqual(['CONFIRMED', 'HELD', 'PAYMENT', 'PAYMENT_STARTED']);
  expect(text.stdout).toContain('PAYMENT_STARTED');
  expect(text.stdout + JSON.stringify(story)).not.toContain('tok_ok');
  expect([unknown.exit, unknown.document.error.code]).toEqual([5, 'BOOKING_NOT_FOUND']);
});
