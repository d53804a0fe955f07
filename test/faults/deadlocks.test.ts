import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { verifyInvariants } from '../../src/core/bookings/verify-inventory.js';

let t: TestApp;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_ROOM_LOCK: 'off' } });
  await t.load(3, 1, 40);
  await t.db.database.run(
    'CREATE TABLE ballast (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, x INT) ENGINE = InnoDB',
  );
});

afterAll(() => t.close());

test('a booking that the server chooses as the victim of a deadlock is made by its next attempt, whole', async () => {
  const [first, second] = [t.day(10), t.day(11)];
  const lock = 'SELECT date FROM room_inventory WHERE date = ? FOR UPDATE';

  const { running } = await t.db.database.inTransaction(async (tx) => {
    // The server gives up the transaction that has changed less.
    await tx.run('INSERT INTO ballast (x) VALUES ?', [Array.from({ length: 500 }, (_, x) => [x])]);
    await tx.rows(lock, [second]);
    const running = t.book({ checkin_date: first, checkout_date: t.day(12) });
    // By now it holds the first night and waits for the second.
    await sleep(250);
    await tx.rows(lock, [first]);
    return { running };
  });

  const { booking_id } = bookingOf(await running);
  const stored = await t.db.database.rows('SELECT booking_id FROM bookings');
  expect(stored).toEqual([{ booking_id }]);
  expect([(await t.night(first)).available_rooms, (await t.night(second)).available_rooms]).toEqual([2, 2]);
  expect(await verifyInvariants(t.db.database)).toEqual([]);
});

describe.each([
  ['deadlock', 1213],
  ['lock wait', 1205],
])('a %s', (_name, errno) => {
  /** A statement that fails as the server does. */
  const fail = `SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}`;

  test('each time is given up after five attempts, told as temporary, and leaves nothing', async () => {
    let attempts = 0;

    const work = t.db.database.inTransaction(async (tx) => {
      attempts += 1;
      await tx.run('INSERT INTO ballast (x) VALUES (-1)');
      await tx.run(fail);
    });

    await expect(work).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfter: 1 });
    expect(attempts).toBe(5);
    expect(await t.db.database.rows('SELECT id FROM ballast WHERE x = -1')).toEqual([]);
  });

  test('now and then costs another attempt, and the work is done once', async () => {
    let attempts = 0;

    await t.db.database.inTransaction(async (tx) => {
      attempts += 1;
      await tx.run('INSERT INTO ballast (x) VALUES (?)', [-errno]);
      if (attempts < 3) await tx.run(fail);
    });

    expect(attempts).toBe(3);
    expect(await t.db.database.rows('SELECT x FROM ballast WHERE x = ?', [-errno])).toHaveLength(1);
  });
});
