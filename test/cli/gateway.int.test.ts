import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../gateway/a-gateway.js';
import { aPartnerCli, type PartnerCli } from './a-partner-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: PartnerCli;
let it: TestGateway;
let as: PartnerCli['as'];
let file: PartnerCli['file'];
let availability: PartnerCli['availability'];
let availableOn: PartnerCli['availableOn'];

beforeAll(async () => {
  cli = await aPartnerCli();
  ({ gateway: it, as, file, availability, availableOn } = cli);
});

afterAll(() => cli.close());

test('a key of the wrong kind is told which demo partner to act as', async () => {
  const feed = await runJson('api get', ['/api/reservations/feed?limit=1'], as('ota-1'));
  const push = await runJson('api post', ['/api/ari', '--body', file('none.json', {})], as('ota-1'));

  expect([feed.exit, feed.document.error.code]).toEqual([4, 'FORBIDDEN']);
  expect(feed.document.error.next).toBe('bellhop api get "/api/reservations/feed?limit=1" --act-as pms');
  expect(push.document.error.next).toBe('bellhop api post /api/ari --act-as pms');
});

describe('booking', () => {
  const stay = () => [
    '--hotel',
    'HV01',
    '--check-in',
    it.day(10),
    '--check-out',
    it.day(12),
    '--room',
    'DBL',
  ];

  test('made once for one idempotency key, acknowledged by the PMS, cancelled by the operator', async () => {
    const quoted = await runJson('booking create', [...stay(), '--dry-run'], as('ota-1'));
    const made = await runJson('booking create', [...stay(), '--idempotency-key', 'k-1'], as('ota-1'));
    const again = await runJson('booking create', [...stay(), '--idempotency-key', 'k-1'], as('ota-1'));
    const feed = await runJson('api get', ['/api/reservations/feed'], as('pms-1'));
    const body = feed.document.data['body'] as { reservations: { revision_id: string }[] };
    const acked = await runJson(
      'booking ack',
      [body.reservations[0]?.revision_id ?? '', '--pms-reference', '77'],
      as('pms-1'),
    );
    const booking = made.document.data['booking'] as { booking_id: string };
    const unsure = await runJson('booking cancel', [booking.booking_id], as('operator-1'));
    const cancelled = await runJson('booking cancel', [booking.booking_id, '--yes'], as('operator-1'));

    expect(quoted.document.data).toMatchObject({
      dry_run: true,
      quote: { total_price: '200.00', currency: 'EUR' },
    });
    expect(made.document.data).toMatchObject({
      replayed: false,
      booking: { status: 'CONFIRMED', total_price: '200.00' },
    });
    expect(again.document.data).toMatchObject({
      replayed: true,
      booking: { booking_id: booking.booking_id },
    });
    expect(body.reservations).toHaveLength(1);
    expect(acked.document.data).toMatchObject({ outcome: 'accepted' });
    expect([unsure.exit, unsure.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(cancelled.document.data).toMatchObject({ booking: { status: 'CANCELLED', revision: 2 } });
  });

  test('a hold that is being paid already says so to whoever confirms it under another key', async () => {
    const held = await runJson('booking create', [...stay(), '--hold'], as('ota-1'));
    const { booking_id } = held.document.data['booking'] as { booking_id: string };
    const confirm = (key: string, token: string) =>
      runCommand(
        'booking confirm',
        [booking_id, '--idempotency-key', key, '--payment-token', token],
        as('ota-1'),
      );

    const first = await confirm('pay-1', 'tok_late_600');
    const copy = await confirm('pay-1', 'tok_late_600');
    const other = await confirm('pay-2', 'tok_ok');

    for (const { stdout } of [first, copy, other]) expect(stdout).toMatch(/^status +PENDING$/m);
    expect(first.stderr + copy.stderr).not.toContain('being paid already');
    expect(other.stderr).toContain('It was being paid already');
  });

  test('after a decline the next thing is to book anew', async () => {
    const paid = [...stay(), '--payment-token', 'tok_decline'];
    const { exit, document } = await runJson('booking create', paid, as('ota-1'));

    expect([exit, document.error.code]).toEqual([3, 'PAYMENT_DECLINED']);
    expect(document.error.next).toBe('bellhop booking create --help');
  });

  test('sold out is a conflict, a faulty request a usage error, an unknown hotel is not found', async () => {
    const many = await runJson('booking create', [...stay(), '--rooms', '9', '--guests', '9'], as('ota-1'));
    const price = await runJson(
      'booking create',
      [...stay(), '--total-price', '1.00', '--currency', 'EUR'],
      as('ota-1'),
    );
    const none = await runJson('booking create', ['--hotel', 'HV01'], as('ota-1'));
    const hotel = await runJson('booking create', ['--hotel', 'HV02', ...stay().slice(2)], as('ota-1'));
    const body = file('booking.json', {
      hotel_id: 'HV01',
      checkin_date: it.day(12),
      checkout_date: it.day(12),
      guests: 2,
      rooms: 1,
    });
    const nights = await runJson('booking create', ['--file', body], as('ota-1'));

    expect([many.exit, many.document.error.code]).toEqual([6, 'SOLD_OUT']);
    expect([price.exit, price.document.error.code]).toEqual([6, 'PRICE_CHANGED']);
    expect([none.exit, none.document.error.code]).toEqual([2, 'VALIDATION']);
    expect([hotel.exit, hotel.document.error.code]).toEqual([5, 'HOTEL_NOT_FOUND']);
    expect([nights.exit, nights.document.error.code]).toEqual([2, 'VALIDATION']);
    expect(nights.document.error.faults).toMatchObject([{ pointer: '/checkout_date' }]);
  });
});

describe('message', () => {
  async function newest(outcome: string): Promise<string> {
    const { document } = await runJson('message list', ['--outcome', outcome, '--limit', '1'], as('pms-1'));
    return (document.data['messages'] as { message_id: string }[])[0]?.message_id ?? '';
  }

  test('a parked push waits for the operator, who applies it once', async () => {
    const empty = file('empty.json', { hotel_code: 'HV01', complete_set: true, updates: [] });
    const pushed = await runJson('ari push', [empty], as('pms-1'));
    const parked = await newest('PARKED');

    const unconfirmed = await runJson('message replay', [parked, '--yes'], as('pms-1'));
    const unsure = await runJson('message replay', [parked, '--confirm'], as('pms-1'));
    const tried = await runJson('message replay', [parked, '--confirm', '--dry-run'], as('pms-1'));
    const before = await availableOn(it.day(30));
    const applied = await runJson('message replay', [parked, '--confirm', '--yes'], as('pms-1'));
    const shown = await runJson('message show', [parked], as('pms-1'));

    expect(pushed.exit).toBe(3);
    expect([unconfirmed.exit, unconfirmed.document.error.code]).toEqual([3, 'PARKED']);
    expect(unsure.exit).toBe(2);
    expect(tried.document.data).toMatchObject({ dry_run: true, outcome_before: 'PARKED' });
    expect(before).toBe(5);
    expect(applied.document.data['inventory_changed']).toBe(tried.document.data['inventory_changed']);
    expect(await availableOn(it.day(30))).toBe(0);
    expect(shown.document.data).toMatchObject({ outcome: 'APPLIED' });
    expect(shown.document.data['cause']).toContain('PARKED');
    expect(shown.document.data['answer']).not.toBe('');
    await it.load(5);
  });

  test('an XML message is listed, shown and replayed; a booking is not replayed', async () => {
    await runJson('ari push', [file('again.xml', availability({ limit: 3 }))], as('pms-1'));
    const list = await runJson(
      'message list',
      ['--partner', 'pms-1', '--kind', 'OTA_HotelAvailNotifRQ', '--hotel-code', 'HV01', '--limit', '1'],
      as('pms-1'),
    );
    const [message] = list.document.data['messages'] as { message_id: string; outcome: string }[];
    const shown = await runCommand('message show', [message?.message_id ?? ''], as('pms-1'));
    const replayed = await runJson('message replay', [message?.message_id ?? '', '--yes'], as('pms-1'));
    const answered = await runJson('message list', ['--partner', 'ota-1', '--limit', '1'], as('pms-1'));
    const [booking] = answered.document.data['messages'] as { message_id: string }[];
    const other = await runJson('message replay', [booking?.message_id ?? '', '--yes'], as('pms-1'));

    expect(message?.outcome).toBe('APPLIED');
    expect(shown.stdout).toContain('BookingLimit="3"');
    expect(shown.stdout).toContain('<Success');
    expect(replayed.document.data).toMatchObject({ inventory_changed: 0, rates_changed: 0 });
    expect(other.exit).toBe(2);
  });

  test('an unknown message', async () => {
    const { exit, document } = await runJson('message show', ['42'], as('pms-1'));

    expect([exit, document.error.code]).toEqual([5, 'MESSAGE_NOT_FOUND']);
  });
});

describe('api', () => {
  test('get prints the body as it came; an unknown path is not found; a whole URL is refused', async () => {
    const ready = await runCommand('api get', ['/readyz'], as('operator-1'));
    const unknown = await runJson('api get', ['/api/nothing'], as('operator-1'));
    const url = await runJson('api get', ['http://example.com/readyz'], as('operator-1'));

    expect(JSON.parse(ready.stdout)).toMatchObject({ status: 'ok' });
    expect([unknown.exit, unknown.document.error.code]).toEqual([5, 'NOT_FOUND']);
    expect([url.exit, url.document.error.code]).toEqual([2, 'VALIDATION']);
  });

  test('post sends a body with its type', async () => {
    const body = file('post.json', {
      hotel_code: 'HV01',
      updates: [{ room_code: 'DBL', date: it.day(50), available_rooms: 4 }],
    });

    const posted = await runJson('api post', ['/api/ari', '--body', body], as('pms-1'));

    expect(posted.document.data).toMatchObject({ status: 200 });
    expect(await availableOn(it.day(50))).toBe(4);
  });

  test('nobody there, a page of a proxy and a redirect', async () => {
    const served: { server: Server; url: string }[] = [];
    const serve = async (status: number, headers: Record<string, string>, text: string) => {
      const server = createServer((_request, response) => response.writeHead(status, headers).end(text));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      served.push({ server, url });
      return url;
    };
    const proxy = await serve(502, { 'content-type': 'text/html' }, '<html>Bad gateway</html>');
    const redirect = await serve(302, { location: 'http://example.com/' }, '');

    const gone = await runJson('api get', ['/readyz', '--gateway', 'http://127.0.0.1:1'], as('operator-1'));
    const page = await runJson('api get', ['/readyz', '--gateway', proxy], as('operator-1'));
    const moved = await runJson('api get', ['/readyz', '--gateway', redirect], as('operator-1'));
    for (const { server } of served) server.close();

    expect([gone.exit, gone.document.error.code]).toEqual([7, 'UNAVAILABLE']);
    expect(page.exit).toBe(7);
    expect([moved.exit, moved.document.error.code]).toEqual([7, 'UNAVAILABLE']);
    expect(moved.document.error.message).toContain('302');
  });
});
