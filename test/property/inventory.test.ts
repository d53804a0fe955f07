import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../src/core/model/local-date.js';
import { anApp } from '../builders/an-app.js';
import { checkEvents } from '../history/check-events.js';
import { checkMoney } from '../history/check-money.js';
import { checkRevisions } from '../history/check-revisions.js';
import { checkTables } from '../history/check-tables.js';
import { dumpSystem } from '../history/dump-system.js';
import { HistoryIndex } from '../history/history-index.js';
import { BEYOND, command, NIGHTS } from './commands.js';
import { dumpHotel } from './dump-hotel.js';
import { execute } from './execute.js';
import { HOLD_MS, Run, SECOND_MS, type World } from './run.js';

/*
 * Random sequences of everything that moves a count, a booking or money, against the model. A failure prints its seed
 * and the shortest sequence found; BELLHOP_TEST_SEED=<seed> plays it again, BELLHOP_PROPERTY_RUNS=<runs> plays more.
 */

const RUNS = Number(process.env['BELLHOP_PROPERTY_RUNS'] ?? 120);
const COMMANDS = 40;
/** A run is given up as passed after so long only where the machine is very slow, and only with the default of runs. */
const LIMIT_MS = 45_000;

let world: World;

beforeAll(async () => {
  const start = Date.now();
  const clock = { now: () => new Date(moment.now) };
  const moment = { now: start };
  const first = await anApp({ clock });
  await first.db.database.run('UPDATE partners SET hold_minutes = ? WHERE partner_id = ?', [
    HOLD_MS / 60_000,
    first.ota.partner_id,
  ]);
  const ota = { ...first.ota, hold_minutes: HOLD_MS / 60_000 };
  world = Object.assign(moment, { first: { ...first, ota } });
});

afterAll(() => world.first.close());

async function compare(run: Run): Promise<void> {
  const { database } = world.first.db;
  const nights = await database.rows<{ date: string; P: number; U: number; A: number; resend: number }>(
    `SELECT i.date, i.pms_rooms AS P, i.unacked_rooms AS U, i.available_rooms AS A, i.resend_wanted AS resend
     FROM room_inventory i JOIN hotels h ON h.hotel_id = i.hotel_id WHERE h.code = ? ORDER BY i.date`,
    [run.code],
  );
  const expected = nights.map((_row, index) => {
    const { P, U, resend } = run.model.inventory.night(index);
    const A = run.model.inventory.available(index);
    return { date: addDays(run.date(0), index), P, U, A, resend: Number(resend) };
  });
  expect(nights).toHaveLength(NIGHTS + BEYOND);
  expect(nights).toEqual(expected);
  const bookings = await database.rows<{ status: string; revision: number }>(
    `SELECT b.status, b.revision FROM bookings b JOIN hotels h ON h.hotel_id = b.hotel_id WHERE h.code = ?
     ORDER BY b.booking_id`,
    [run.code],
  );
  expect(bookings).toEqual(
    run.model.entries.map(({ booking: { status, number } }) => ({ status, revision: number })),
  );
}

/** What the tables of one hotel say, and what was told of them. */
async function checkHotel(run: Run): Promise<void> {
  const dumps = await dumpHotel(world.first.db.database, run.code);
  const index = new HistoryIndex([], dumps);
  const found = [...checkTables(dumps), ...checkRevisions(index, dumps), ...checkEvents(index, dumps)];
  expect(found).toEqual([]);
}

/** Whatever is due is done, so that the books can be closed. */
async function settleAll(run: Run): Promise<void> {
  for (const made of run.made) {
    await run.takeUp(made);
    run.model.takeUp(made.entry);
  }
  await compare(run);
}

let hotels = 0;

test(
  'any sequence of all that can happen to a booking keeps to the model',
  async () => {
    const seed = process.env['BELLHOP_TEST_SEED'];
    const sequence = fc.array(command, { minLength: 1, maxLength: COMMANDS, size: 'max' });
    const direct = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));
    await fc.assert(
      fc.asyncProperty(direct, sequence, async (isDirect, commands) => {
        const run = await Run.start(world, `PROP${(hotels += 1)}`, isDirect);
        try {
          for (const step of commands) {
            world.now += SECOND_MS;
            await execute(run, step);
            await compare(run);
          }
          await settleAll(run);
          await checkHotel(run);
        } finally {
          await run.end();
        }
      }),
      {
        numRuns: RUNS,
        ...(process.env['BELLHOP_PROPERTY_RUNS'] === undefined ? { interruptAfterTimeLimit: LIMIT_MS } : {}),
        ...(seed === undefined ? {} : { seed: Number(seed) }),
      },
    );
    const { app, db } = world.first;
    await app.payments.workDueRefunds(10_000);
    const dumps = await dumpSystem(db.database);
    expect([...checkTables(dumps), ...checkMoney(dumps)]).toEqual([]);
  },
  60_000 + RUNS * 3_000,
);
