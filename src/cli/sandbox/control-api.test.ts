import { afterEach, describe, expect, it } from 'vitest';
import {
  aSandbox,
  sandboxCounts,
  sandboxDay as day,
  sandboxNights as nights,
  type TestSandbox,
} from '../../../test/builders/a-sandbox.js';

let sandbox: TestSandbox;
afterEach(() => sandbox.close());

const counts = () => sandboxCounts(sandbox);

describe('the control API', () => {
  it('sets exactly the values that it is given, and takes out a null', async () => {
    sandbox = await aSandbox('open-channel');
    await sandbox.push(nights(1, 4));
    const cell = { room_code: '10', rate_code: '7', date: day(0) };

    const put = await sandbox.control('PUT', 'calendar?hotel=H1', {
      cells: [{ ...cell, closed: true, amounts: null, min_stay_arrival: 3 }],
    });

    expect(put).toEqual({ status: 200, document: { hotel_code: 'H1', cells: 1 } });
    const stored = (await sandbox.cells()).find(({ rate_code }) => rate_code === '7');
    expect(stored).toEqual({ ...cell, closed: true, min_stay_arrival: 3 });
    expect((await counts())[0]).toBe(4);
  });

  it.each([
    ['PUT', 'calendar?hotel=H1', { cells: [{ room_code: '10', date: '2026-02-30' }] }, '/cells/0/date'],
    [
      'PUT',
      'calendar?hotel=H1',
      { cells: [{ room_code: '10', date: '2026-02-20', avail: 1 }] },
      '/cells/0/avail',
    ],
    ['PUT', 'calendar?hotel=H1', { cells: [] }, '/cells'],
    ['GET', 'calendar', undefined, '/hotel'],
    ['PUT', 'faults', { error_rate: 2 }, '/error_rate'],
    ['PUT', 'faults', { eror_rate: 0.1 }, '/eror_rate'],
    [
      'POST',
      'bookings',
      { hotel_code: 'H1', room_code: '10', check_in: day(0), check_out: day(0) },
      '/check_out',
    ],
    ['POST', 'bookings', { hotel_code: 'H1', action: 'cancel' }, '/reference'],
    ['POST', 'bookings', '{"hotel_code":', ''],
    ['GET', 'requests?limit=0', undefined, '/limit'],
  ])('%s %s with a mistake is a problem that names the place', async (method, path, body, pointer) => {
    sandbox = await aSandbox('booking-com');

    const { status, document } = await sandbox.control<{ errors: { pointer: string }[] }>(method, path, body);

    expect([status, document.errors[0]?.pointer]).toEqual([400, pointer]);
  });

  it('sells only what its calendar offers where it is told so', async () => {
    sandbox = await aSandbox('booking-com');
    await sandbox.push(nights(3, 4));
    const stay = { hotel_code: 'H1', room_code: '10', rate_code: '7', only_if_open: true };
    const book = async (from: number, to: number) =>
      (await sandbox.control('POST', 'bookings', { ...stay, check_in: day(from), check_out: day(to) }))
        .status;

    expect([await book(0, 1), await book(0, 2), await book(3, 4)]).toEqual([200, 409, 409]);
    expect(await sandbox.bookings()).toHaveLength(1);
  });

  it('knows nothing of other addresses and methods', async () => {
    sandbox = await aSandbox('booking-com');

    expect((await sandbox.control('GET', 'nothing')).status).toBe(404);
    expect((await sandbox.control('DELETE', 'faults')).status).toBe(405);
    expect((await sandbox.control('POST', 'push', {})).status).toBe(400);
  });

  it('lists requests in order, without passwords', async () => {
    sandbox = await aSandbox('siteconnect');

    await sandbox.push(nights(1, 4));

    const requests = await sandbox.requests();
    expect(requests.map(({ seq, message }) => [seq, message])).toEqual([
      [1, 'OTA_HotelAvailNotifRQ'],
      [2, 'OTA_HotelRateAmountNotifRQ'],
    ]);
    expect(JSON.stringify(requests)).not.toContain('secret-word');
  });
});
