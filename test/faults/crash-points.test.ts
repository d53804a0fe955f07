import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CRASH_POINTS, type CrashPoint } from '../../src/core/platform/crash-points.js';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { roomIdOf } from '../builders/room-id.js';
import { anAppClient, type AppClient } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { aLifeClient } from '../history/life-client.js';
import { History } from '../history/recorder.js';
import type { Operation } from '../history/history.js';
import { CRASHES, type CrashRow, type Left } from './crash-table.js';
import { anHttpClient, type HttpClient } from './http-client.js';
import { roleProcesses, type RoleProcess, type RoleProcesses } from './role-processes.js';

/*
 * A gateway process dies, as by kill -9, at every named point of a booking's life. What it leaves is all or nothing of
 * the step it was at; another process, an hour later, brings it to its end; and the same request sent again hears how it
 * ended, and does nothing twice.
 */

const HOUR_MS = 3_600_000;
/** A process that dies takes no lock with it: whoever wants its nights waits for their end. */
const SHORT_LOCKS = { BELLHOP_ROOM_LOCK_TTL_MS: '500' };
/** A process that has not died by now will not. */
const NEVER_MS = 15_000;
const REFUNDS = ['refund.before_call', 'refund.called'] as const;
/** Each row has nights of its own, from this day on. */
const FIRST = 20;

const history = new History('crash');
let t: TestApp;
/** The same system, an hour ago and an hour later. */
let earlier: TestApp;
let later: TestApp;
let processes: RoleProcesses;
let clean: RoleProcess;
let otaKey: string;
let room_id: string;
const reached = new Set<string>();

beforeAll(async () => {
  t = await anApp();
  const { db } = t;
  earlier = await anApp({ db, clock: { now: () => new Date(Date.now() - HOUR_MS) } });
  later = await anApp({ db, clock: { now: () => new Date(Date.now() + HOUR_MS) } });
  await loadPrices(t, FIRST, FIRST + 3 * CRASHES.length + 10);
  ({ key: otaKey } = await t.app.keys.create(t.ota.code, { mode: 'test' }));
  room_id = await roomIdOf(db.database, { hotelCode: 'HV01', room: 'DBL' });
  processes = roleProcesses(db.url);
  clean = await processes.start('api');
});

afterAll(async () => {
  await processes.close();
  await later.close();
  await earlier.close();
  await t.close();
});

function clientOf(gateway: RoleProcess, patience: number): HttpClient {
  const { partner_id } = t.ota;
  return anHttpClient({ gateways: [gateway.url], otaKey, partner_id, room_id, history, patience });
}

/** What there is before the process that will die is asked for anything. */
async function prepare(row: CrashRow, stay: { check_in: string; check_out: string }): Promise<string> {
  const [now, ago]: [AppClient, AppClient] = [
    await anAppClient(t, history),
    await anAppClient(earlier, history),
  ];
  await now.push(row.before === 'hold that is over' ? 1 : 3, stay.check_in, addDays(stay.check_out, 1));
  if (row.before === null) return '';
  const maker = row.before === 'hold that is over' ? ago : now;
  const { check_in, check_out } = stay;
  const { answer } = await maker.book({ check_in, check_out, hold: row.before !== 'booking' });
  if (answer.kind !== 'ok' || answer.booking_id === null) throw new Error(`not prepared: ${answer.kind}`);
  return answer.booking_id;
}

async function findLeft(bookingId: string): Promise<Left> {
  const [found] = await t.db.database.rows<{
    booking: string;
    revision: number;
    payment: string | null;
    bank: string | null;
  }>(
    `SELECT b.status AS booking, b.revision, p.status AS payment, c.state AS bank FROM bookings b
     LEFT JOIN payments p ON p.booking_id = b.booking_id
     LEFT JOIN simulated_charges c ON c.payment_id = p.payment_id WHERE b.booking_id = ?`,
    [bookingId],
  );
  if (found === undefined) return { booking: null };
  const { booking, revision, payment, bank } = found;
  return {
    ...{ booking, revision },
    ...(payment === null ? {} : { payment }),
    ...(bank === null ? {} : { bank }),
  };
}

/** The booking that was made for a stay, before anybody could say its id. */
async function bookingOn(check_in: string): Promise<string> {
  const [row] = await t.db.database.rows<{ booking_id: string }>(
    'SELECT booking_id FROM bookings WHERE check_in_date = ? ORDER BY booking_id LIMIT 1',
    [check_in],
  );
  return row?.booking_id ?? '';
}

/** It is gone, and nobody but itself has killed it. */
async function died(dying: RoleProcess, point: CrashPoint): Promise<void> {
  const late = sleep(NEVER_MS, 'late', { ref: false });
  if ((await Promise.race([dying.ended, late])) === 'late') throw new Error(`${point} was not reached`);
  reached.add(point);
}

/** Two sweeps at once, as in two processes. */
async function anHourLater(): Promise<void> {
  const sweeper = await aLifeClient(later, history);
  await Promise.all([sweeper.sweep('holds'), sweeper.sweep('payments')]);
}

const lastWord = ({ answer }: Operation): string => {
  if (answer.kind === 'refused') return answer.code;
  return answer.kind === 'ok' ? (JSON.parse(answer.text ?? '{}') as { status: string }).status : answer.kind;
};

describe('a process that dies', () => {
  test.each(CRASHES)('at $point of $what', async (row) => {
    const place = CRASHES.indexOf(row);
    const check_in = t.day(FIRST + 3 * place);
    const stay = { check_in, check_out: addDays(check_in, 1), key: `crash-${place}` };
    const bookingId = await prepare(row, stay);
    const dying = await processes.start('api', { BELLHOP_CRASH_AT: row.point, ...SHORT_LOCKS });

    const asked = await row.drive({ client: clientOf(dying, 0), stay, bookingId });
    expect(asked.answer).toEqual({ kind: 'unknown' });
    await died(dying, row.point);

    const of = bookingId === '' ? await bookingOn(check_in) : bookingId;
    expect(await findLeft(of)).toMatchObject(row.left);
    await anHourLater();
    expect(await findLeft(of)).toMatchObject(row.after);
    const again = await row.drive({ client: clientOf(clean, 20), stay, bookingId });
    const oncemore = await row.drive({ client: clientOf(clean, 20), stay, bookingId });
    expect([lastWord(again), lastWord(oncemore)]).toEqual([row.answer, row.answer]);
  });

  test.each(REFUNDS)('at %s leaves a refund that is made once', async (point) => {
    const own = await anApp();
    const others = roleProcesses(own.db.url);
    try {
      await loadPrices(own, FIRST, FIRST + 2);
      const mine = new History(point);
      const client = await anAppClient(own, mine);
      await client.push(3, own.day(FIRST), own.day(FIRST + 2));
      const stay = { check_in: own.day(FIRST), check_out: own.day(FIRST + 1), key: point };
      const { answer } = await client.book({ ...stay, payment: 'tok_ok' });
      const bookingId = answer.kind === 'ok' ? (answer.booking_id ?? '') : '';
      await client.cancel(bookingId);

      const dying = await others.start('scheduler', { BELLHOP_CRASH_AT: point });
      await died(dying, point);

      const at = async () => (await dumpSystem(own.db.database)).simulated_charges[0]?.refunded_amount;
      expect(await at()).toBe(point === 'refund.called' ? '100.000' : '0.000');
      const future = await anApp({ db: own.db, clock: { now: () => new Date(Date.now() + HOUR_MS) } });
      await (await aLifeClient(future, mine)).sweep('payments');
      await future.close();
      const dumps = await dumpSystem(own.db.database);
      expect(dumps.payments).toMatchObject([{ status: 'REFUNDED', refunded_amount: '100.000' }]);
      expect(checkHistory(mine.operations, dumps)).toEqual([]);
    } finally {
      await others.close();
      await own.close();
    }
  });

  test('leaves nothing that was not brought to its end, whichever of the points it was', async () => {
    await anHourLater();

    const dumps = await dumpSystem(t.db.database);
    expect(checkHistory(history.operations, dumps, { skewMs: Infinity })).toEqual([]);
    expect([...reached].sort()).toEqual([...CRASH_POINTS].sort());
  });
});
