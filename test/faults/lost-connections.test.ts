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

const KILLS = 10;

interface Killer {
  /** Connections ended so far. */
  readonly killed: number;
  stop(): Promise<void>;
}

/** Ends connections of the application in the middle of a statement, one after the other, until told to stop. */
async function startKilling(): Promise<Killer> {
  const admin = await mysql.createConnection({ uri: inject('mysqlUrl') });
  const state = { killed: 0, stopping: false };
  const work = (async () => {
    while (!state.stopping) {
      const [rows] = await admin.query<mysql.RowDataPacket[]>(
        "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ? AND COMMAND <> 'Sleep' LIMIT 1",
        [t.db.name],
      );
      for (const { id } of rows as { id: number }[]) {
        // It may have ended by itself since; then there is nothing to kill.
        state.killed += await admin.query('KILL ?', [id]).then(
          () => 1,
          () => 0,
        );
      }
      await sleep(10);
    }
    await admin.end();
  })();
  return {
    get killed() {
      return state.killed;
    },
    stop: () => {
      state.stopping = true;
      return work;
    },
  };
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
  const answers: Operation[] = [];

  const killer = await startKilling();
  for (let round = 0; round < 30 && killer.killed < KILLS; round += 1) {
    const bookings = Array.from({ length: 30 }, (_, i) => {
      const check_in = t.day(20 + round + (i % 8));
      return client.bookUntilAnswered({
        check_in,
        check_out: addDays(check_in, 1 + (i % 5)),
        key: `killed-${round}-${i}`,
      });
    });
    const push = pushUntilAnswered(client, 4 + (round % 3), range);
    answers.push(...(await Promise.all([push, ...bookings])));
  }
  await killer.stop();

  const dumps = await dumpSystem(t.db.database);
  expect(killer.killed).toBeGreaterThanOrEqual(KILLS);
  expect(history.operations.some((operation) => operation.answer.kind === 'unknown')).toBe(true);
  expect(answers.filter(({ answer }) => isTemporary(answer))).toEqual([]);
  expect(confirmedBookings(answers).length).toBeGreaterThan(0);
  expect(checkHistory(history.operations, dumps)).toEqual([]);
  // Every night was named by each of the pushes, so all of them show the same one.
  expect(new Set(dumps.room_inventory.map((row) => row.pms_rooms)).size).toBe(1);
});
