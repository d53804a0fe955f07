import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preparePushScene } from '../../src/cli/certify/push-scene.js';
import { runPushCases } from '../../src/cli/certify/run-push-cases.js';
import type { LeftOpen } from '../../src/core/delivery/endpoints.js';
import { aDelivery, type TestDelivery } from '../builders/a-delivery.js';
import { connectorOf } from '../builders/a-sandbox.js';
import { eventually } from '../harness/eventually.js';

/* A certification comes to its end also where the channel does not: nothing of it waits for an answer for ever. */

const CODE = 'certify-siteconnect-ari';
const HELD = `<OTA_HotelAvailNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"><Success/></OTA_HotelAvailNotifRS>`;

let d: TestDelivery;
let server: Server;
/** Which requests get an answer, which is that all was taken. */
let isAnswered: (body: string) => boolean = () => true;

beforeAll(async () => {
  d = await aDelivery();
  d.t.app.delivery.worker.start();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += String(bytes)));
    request.on('end', () => {
      if (!isAnswered(body)) return;
      const name = /<(OTA_\w+)RQ/.exec(body)?.[1] ?? 'OTA_HotelAvailNotif';
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(HELD.replaceAll('OTA_HotelAvailNotif', name));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await d.close();
});

interface Ended {
  readonly error: unknown;
  readonly passed: readonly boolean[];
  readonly left: readonly (readonly [partner: string, open: readonly LeftOpen[]])[];
}

async function certify(timeoutSeconds: number): Promise<Ended> {
  const connector = connectorOf('siteconnect');
  const scene = await preparePushScene(d.t.app, connector, {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, simulated: true },
    ...{ username: 'bellhop', password: 's3cret', requestor_id: 'BH', codes: null },
  });
  const cases = (connector.push_certification ?? []).filter(({ id }) => id === 'ari-price');
  const left: [string, readonly LeftOpen[]][] = [];
  const passed: boolean[] = [];
  const error = await runPushCases(
    scene,
    { cases, control: null },
    {
      timeoutSeconds,
      done: (result) => passed.push(result.passed),
      left: (partner, open) => left.push([partner, open]),
    },
  ).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { error, passed, left };
}

const OPEN = [{ hotel_code: 'P-SITECONNECT', room_codes: ['DBL', 'SGL'] }];

async function expectNothingLeft(): Promise<void> {
  const { desk, endpoints } = d.t.app.delivery;
  expect(await endpoints.list()).toEqual([]);
  const [lane, ...others] = await desk.list({ partner: CODE, limit: 10 });
  expect(others).toEqual([]);
  expect(lane).toMatchObject({ state: 'DONE', marks: 0, sync: 'NONE', waiting_since: null });
  for (const table of ['delivery_told', 'delivery_marks'])
    expect(await d.t.db.database.rows(`SELECT 1 FROM ${table}`), table).toEqual([]);
}

test('of a channel that never answers the end is told in words, and it is forgotten', async () => {
  isAnswered = () => false;
  const { error, passed, left } = await certify(2);

  expect(error).toMatchObject({ code: 'UNAVAILABLE' });
  expect([passed, left]).toEqual([[], [[CODE, OPEN]]]);
  await expectNothingLeft();
  // What was under way writes nothing down when it ends: here its connection is cut.
  server.closeAllConnections();
  await eventually(async () => (await attempts()) > 0, { what: 'the end of the request under way' });
  await d.t.app.delivery.worker.stop();
  await expectNothingLeft();
  d.t.app.delivery.worker.start();
}, 60_000);

test('so it is where it answers all but its closing; the next run finds no trace of that', async () => {
  isAnswered = () => true;
  const fine = await certify(30);
  expect(fine).toEqual({ error: null, passed: [true], left: [] });
  await expectNothingLeft();
  // Whatever else is told has nights with rooms.
  isAnswered = (body) => !/BookingLimit="0"/.test(body) || /BookingLimit="[1-9]/.test(body);
  expect(await certify(6)).toEqual({ ...fine, left: [[CODE, OPEN]] });
  await expectNothingLeft();
  server.closeAllConnections();
  isAnswered = () => true;
  expect(await certify(30)).toEqual(fine);
}, 120_000);

async function attempts(): Promise<number> {
  return (await d.t.db.database.rows('SELECT 1 FROM delivery_attempts')).length;
}
