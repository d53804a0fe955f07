import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp, type TestApp } from '../builders/an-app.js';
import { loadPrices } from '../builders/prices.js';
import { anAppClient, confirmedBookings, isTemporary, type AppClient } from '../history/app-client.js';
import { checkHistory } from '../history/check-history.js';
import { dumpSystem } from '../history/dump-system.js';
import { History } from '../history/recorder.js';
import type { Operation } from '../history/history.js';

let t: TestApp;

beforeAll(async () => {
  t = await anApp({ env: { BELLHOP_MYSQL_CONNECTIONS: '8' } });
  await loadPrices(t, 20, 80);
});

afterAll(() => t.close());

/** Ends connections of the application in the middle of a statement, until told to stop. @returns how many. */
async function killConnections(stopping: AbortSignal): Promise<number> {
  const admin = await mysql.createConnection({ uri: inject('mysqlUrl') });
  let killed = 0;
  try {
    while (!stopping.aborted) {
      const [rows] = await admin.query<mysql.RowDataPacket[]>(
        "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ? AND COMMAND <> 'Sleep' LIMIT 1",
        [t.db.name],
      );
      for (const { id } of rows as { id: number }[]) {
        // It may have ended by itself since; then there is nothing to kill.
        killed += await admin.query('KILL ?', [id]).then(
          () => 1,
          () => 0,
        );
      }
      await sleep(15);
    }
  } finally {
    await admin.end();
  }
  return killed;
}

async function whileKilling<T>(work: Promise<T>): Promise<{ result: T; killed: number }> {
  const stop = new AbortController();
  const killing = killConnections(stop.signal);
  const result = await work.finally(() => stop.abort());
  return { result, killed: await killing };
}

async function pushUntilAnswered(
  client: AppClient,
  available: number,
  range: { from: string; to: string },
): Promise<Operation> {
  for (let attempt = 1; ; attempt += 1) {
    const operation = await client.push(available, range.from, range.to);
    if (!isTemporary(operation.answer) || attempt >= 40) return operation;
  }
}

test('bookings and pushes whose connections are killed leave no part of themselves, and repeated they happen once', async () => {
  const history = new History('killed');
  const client = await anAppClient(t, history);
  const range = { from: t.day(20), to: t.day(80) };
  await client.push(5, range.from, range.to);

  const bookings = Array.from({ length: 90 }, (_, i) => {
    const check_in = t.day(20 + (i % 8));
    return client.bookUntilAnswered({
      check_in,
      check_out: addDays(check_in, 1 + (i % 5)),
      key: `killed-${i}`,
    });
  });
  const pushes = (async () => {
    for (const available of [6, 4, 7, 5, 8]) await pushUntilAnswered(client, available, range);
  })();
  const { result: answers, killed } = await whileKilling(Promise.all([...bookings]).finally(() => pushes));

  const dumps = await dumpSystem(t.db.database);
  expect(killed).toBeGreaterThan(3);
  expect(history.operations.some((operation) => operation.answer.kind === 'unknown')).toBe(true);
  expect(answers.filter(({ answer }) => isTemporary(answer))).toEqual([]);
  expect(confirmedBookings(answers).length).toBeGreaterThan(0);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
  // Every night was named by each of the pushes, so all of them show the same one.
  expect(new Set(dumps.room_inventory.map((row) => row.pms_rooms)).size).toBe(1);
});
