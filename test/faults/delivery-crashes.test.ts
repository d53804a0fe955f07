import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DELIVERY_CRASH_POINTS, type CrashPoint } from '../../src/core/platform/crash-points.js';
import { aDelivery, type TestDelivery } from '../builders/a-delivery.js';
import { connectorOf } from '../builders/a-sandbox.js';
import { createSandbox } from '../../src/cli/sandbox/create-sandbox.js';
import { startServer, type RunningServer } from '../../src/cli/sandbox/sandbox-server.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';
import { eventually } from '../harness/eventually.js';
import { roleProcesses, type RoleProcess, type RoleProcesses } from './role-processes.js';

/*
 * A process dies, as by kill -9, at every step of a delivery. Another one finds what it left: the channel's calendar is ours
 * again, field by field, and the PMS has each booking exactly once.
 */

const ROLES = 'relay,projector,delivery';
const ENV = {
  BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  BELLHOP_DELIVERY_LEASE_MS: '1500',
  BELLHOP_LOG_LEVEL: 'warn',
};
/** A process that has not died by now will not. */
const NEVER_MS = 20_000;
const TO_CHANNEL = DELIVERY_CRASH_POINTS.filter((point) => point !== 'delivery.reservation.answered');
const TO_PMS: readonly CrashPoint[] = [
  'delivery.claimed',
  'delivery.answered',
  'delivery.reservation.answered',
];

let d: TestDelivery;
let channel: RunningServer;
let pms: TestPms;
let processes: RoleProcesses;
const ended = new AbortController();

beforeAll(async () => {
  d = await aDelivery({ env: ENV, notes: false });
  const connector = connectorOf('siteconnect');
  channel = await startServer(createSandbox({ connector, kind: 'ota', seed: 1, stopped: ended.signal }), {
    ...{ host: '127.0.0.1', port: 0 },
  });
  pms = await aPms();
  processes = roleProcesses(d.t.db.url);
  await d.partner('chan', 'siteconnect');
  await d.t.load(9, 0, 30);
}, 60_000);

afterEach(() => processes.close());

afterAll(async () => {
  ended.abort();
  await channel.close();
  await pms.close();
  await d.close();
});

async function died(dying: RoleProcess, point: string): Promise<void> {
  const gone = await Promise.race([
    dying.ended.then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), NEVER_MS).unref()),
  ]);
  expect(gone, `${point} was not reached`).toBe(true);
}

/** A process that dies of nothing brings everything to its end. */
async function calm(): Promise<void> {
  const { app, db } = d.t;
  const process = await processes.start(ROLES, ENV);
  await eventually(
    async () =>
      (await db.database.rows('SELECT 1 FROM outbox LIMIT 1')).length === 0 &&
      (await app.bus.lag(app.delivery.consumer)).waiting === 0 &&
      (await app.delivery.desk.list({ limit: 10 })).every(({ state }) => state === 'DONE'),
    { within: 30_000, what: 'every delivery at its end' },
  );
  await process.stop();
}

/** What the channel believes of one night: the count, and the price for two. */
async function believed(day: number): Promise<{ available: number | undefined; amount: string | undefined }> {
  const answer = await fetch(`${channel.control}/calendar?hotel=7001`);
  const { cells } = (await answer.json()) as { cells: CalendarCell[] };
  const night = cells.filter(({ date }) => date === d.t.day(day));
  return {
    available: night.find((cell) => cell.available !== undefined)?.available,
    amount: night.flatMap((cell) => cell.amounts ?? []).find(({ guests }) => guests === 2 || guests === null)
      ?.amount,
  };
}

describe('to a channel', () => {
  beforeAll(async () => {
    await d.connect('chan', channel.url);
    await calm();
  });

  test.each(TO_CHANNEL.map((point, index) => [point, index + 1] as const))(
    'killed at %s: another process makes its calendar ours',
    async (point, day) => {
      const { t } = d;
      const dying = await processes.start(ROLES, { ...ENV, BELLHOP_CRASH_AT: point });
      await t.push([
        { from: t.day(day), to: t.day(day + 1), available: day },
        {
          ...{ from: t.day(day), to: t.day(day), rate_code: 'BAR' },
          amounts: [{ guests: 2, amount: `${200 + day}.00`, currency: 'EUR', tax: 'after' }],
        },
      ]);
      await died(dying, point);
      await calm();
      expect(await believed(day)).toEqual({ available: day, amount: `${200 + day}.00` });
      // A night nobody touched is as the first full sync, which was killed as well, has left it.
      expect(await believed(30)).toEqual({ available: 9, amount: '100.00' });
    },
    90_000,
  );
});

describe('to a PMS that wants its reservations pushed', () => {
  beforeAll(async () => {
    await d.clear();
    await d.t.db.database.run("UPDATE reservation_revisions SET state = 'ACKNOWLEDGED'");
    await d.connect('pms-1', pms.url);
    await calm();
  });

  test.each(TO_PMS.map((point, index) => [point, 12 + index] as const))(
    'killed at %s: it has the booking once, and our number of it is its own',
    async (point, day) => {
      const { t } = d;
      const dying = await processes.start(ROLES, { ...ENV, BELLHOP_CRASH_AT: point });
      await t.book({ checkin_date: t.day(day), checkout_date: t.day(day + 1) });
      await died(dying, point);
      const next = await processes.start(ROLES, ENV);
      const open = () =>
        t.db.database.rows("SELECT 1 FROM reservation_revisions WHERE state NOT IN ('ACKNOWLEDGED')");
      await eventually(async () => (await open()).length === 0, { within: 30_000 });
      expect(pms.bookings().filter((stay) => stay === t.day(day))).toHaveLength(1);
      await next.stop();
    },
    90_000,
  );
});

interface TestPms {
  readonly url: string;
  /** The arrival of each booking that it has, by our number of it: what comes twice is one. */
  bookings(): string[];
  close(): Promise<void>;
}

/** Takes OTA_HotelResNotifRQ and keeps each booking under its number. */
async function aPms(): Promise<TestPms> {
  const stored = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const id = /<UniqueID[^>]*Type="14"[^>]*>/.exec(body)?.[0] ?? body;
      stored.set(/ID="([^"]+)"/.exec(id)?.[1] ?? id, /Start="(\d{4}-\d\d-\d\d)/.exec(body)?.[1] ?? '');
      response.writeHead(200, { 'content-type': 'text/xml' }).end(
        `<OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"><Success/><HotelReservations>
         <HotelReservation><ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="14" ResID_Value="PMS-1"/>
         </HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRS>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bookings: () => [...stored.values()],
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
