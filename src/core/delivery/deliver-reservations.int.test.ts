import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aDelivery, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { bookingOf, type TestApp } from '../../../test/builders/an-app.js';
import { eventually } from '../../../test/harness/eventually.js';

const PLAIN = { requestor_id: null, pricing: null };

let d: TestDelivery;
let t: TestApp;
beforeAll(async () => {
  d = await aDelivery();
  ({ t } = d);
}, 60_000);
afterAll(() => d.close());
afterEach(() => d.clear());

describe('reservations to a PMS that wants them pushed', () => {
  test('go out one after the other, wait while it is away, and are decided by its word', async () => {
    await t.db.database.run("UPDATE reservation_revisions SET state = 'ACKNOWLEDGED'");
    const pms = await aPms();
    await t.load(5, 0, 20);
    await d.connect('pms-1', pms.url, PLAIN);
    pms.statuses.push(503);
    t.app.delivery.worker.start();
    const first = bookingOf(await t.book({ checkin_date: t.day(5), checkout_date: t.day(6) }));
    await d.quiet();
    await eventually(() => pms.received.length === 1);
    await eventually(async () => {
      await d.due();
      return pms.received.length > 1;
    });
    await d.settled();
    await t.cancel(first.booking_id);
    await d.settled();

    expect(pms.received.map((body) => /ResStatus="(\w+)"/.exec(body)?.[1])).toEqual([
      'Book',
      'Book',
      'Cancel',
    ]);
    expect(pms.received[0]).toContain('s3cret');
    const revisions = await t.db.database.rows(
      'SELECT state, pms_reference FROM reservation_revisions WHERE booking_id = ? ORDER BY revision',
      [first.booking_id],
    );
    expect(revisions).toEqual([
      { state: 'ACKNOWLEDGED', pms_reference: 'PMS-2' },
      { state: 'ACKNOWLEDGED', pms_reference: 'PMS-3' },
    ]);
    await pms.close();
  });

  test.each([401, 404, 302])(
    'an endpoint that answers %s to all is no PMS that refuses a booking',
    async (status) => {
      await t.db.database.run("UPDATE reservation_revisions SET state = 'ACKNOWLEDGED'");
      const pms = await aPms();
      await t.load(5, 0, 20);
      await d.connect('pms-1', pms.url, PLAIN);
      pms.statuses.push(status);
      t.app.delivery.worker.start();
      const { booking_id } = bookingOf(await t.book({ checkin_date: t.day(8), checkout_date: t.day(9) }));
      await d.quiet();
      await eventually(async () => (await t.app.delivery.desk.list({ limit: 5 }))[0]?.attempt === 1);
      const stateOf = async () =>
        t.db.database.rows('SELECT state FROM reservation_revisions WHERE booking_id = ?', [booking_id]);
      expect(await stateOf()).toEqual([{ state: 'HANDED_OUT' }]);
      await d.due();
      await d.settled();
      expect(await stateOf()).toEqual([{ state: 'ACKNOWLEDGED' }]);
      await pms.close();
    },
  );
});

/** Answers OTA_HotelResNotifRQ, or with the next of `statuses`. */
async function aPms() {
  const received: string[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const number = received.push(Buffer.concat(chunks).toString());
      const status = statuses.shift();
      if (status !== undefined) response.writeHead(status).end();
      else
        response.writeHead(200, { 'content-type': 'text/xml' }).end(
          `<OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"><Success/><HotelReservations>
         <HotelReservation><ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="14" ResID_Value="PMS-${number}"/>
         </HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRS>`,
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    statuses,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
