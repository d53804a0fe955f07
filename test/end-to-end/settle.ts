import { AppError } from '../../src/core/model/errors.js';
import { eventually } from '../harness/eventually.js';
import { pmsOf } from './compare-calendars.js';
import { attend, type DeskCounts } from './pms-life.js';
import type { Stage } from './stage.js';

/** Rounds of a PMS fetching what there is and telling its counts, until nothing is new. */
const MOST_ROUNDS = 8;

/**
 * Quiet: channels have handed over their bookings, events have reached everybody, PMSs have all reservations and told their
 * counts, and nothing waits to be told to anybody.
 */
export async function settle(stage: Stage, counts: DeskCounts, within = 120_000): Promise<void> {
  const deadline = performance.now() + within;
  const left = () => Math.max(1_000, deadline - performance.now());
  await untilNone(() => unsentBookings(stage), { what: 'still at a channel', within: left() });
  let unheard: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const hotel of stage.hotels) {
      // Of a night that asks for it the PMS says its count again, as it does by itself once a day.
      const full = unheard.some((night) => night.startsWith(`${hotel.code} `));
      await attend(pmsOf(stage, hotel), hotel, counts, full);
    }
    await untilNone(() => whatWaits(stage), { what: 'still to be told', within: left() });
    unheard = await unheardNights(stage);
    if ((await undecided(stage)) === 0 && unheard.length === 0) return;
  }
  const open = `${await undecided(stage)} revisions undecided; nights not heard of: ${unheard.slice(0, 8).join(', ')}`;
  throw new Error(`not quiet after ${MOST_ROUNDS} rounds: ${open}`);
}

/** Bookings that a channel has not got rid of, and what it was answered last. */
async function unsentBookings({ channels }: Stage): Promise<string> {
  const open: string[] = [];
  for (const { code, sandbox, role } of channels) {
    if (role.sells.length === 0) continue;
    for (const { delivery, reference, action, error } of await sandbox.bookings())
      if (delivery === 'queued' || delivery === 'delivered')
        open.push(`${code} ${action} ${reference} ${delivery} ${error ?? ''}`);
  }
  return open.slice(0, 8).join('; ');
}

async function untilNone(
  holding: () => Promise<string>,
  { what, within }: { readonly what: string; readonly within: number },
): Promise<void> {
  let last = '';
  const none = async (): Promise<boolean> => (last = await holding()) === '';
  await eventually(none, { within }).catch((cause: unknown) => {
    throw new Error(`${what}: ${last}`, { cause });
  });
}

/** Empty where every event is worked on and every delivery done. What waits for a retry, or was refused, an operator sends again. */
async function whatWaits({ db, app }: Stage): Promise<string> {
  const [outbox] = await db.database.rows('SELECT 1 FROM outbox LIMIT 1');
  if (outbox !== undefined) return 'events in the outbox';
  const { waiting } = await app.bus.lag(app.delivery.consumer);
  if (waiting > 0) return `${waiting} events of delivery`;
  const lanes = (await app.delivery.desk.list({ limit: 2_000 })).filter(({ state }) => state !== 'DONE');
  for (const { state, attempt, delivery_id } of lanes)
    if (state === 'PARKED' || (state === 'PENDING' && attempt > 0)) await sendAgain(app, delivery_id);
  const words = lanes.map(
    ({ partner, hotel, state, cause, last_outcome }) =>
      `${partner} ${hotel} ${state} ${cause ?? last_outcome ?? ''}`,
  );
  return words.slice(0, 8).join('; ');
}

/** What was refused is told by a later push too, and then gone before the operator comes to it. */
async function sendAgain({ delivery: { desk } }: Stage['app'], deliveryId: string): Promise<void> {
  await desk.retry(deliveryId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
  });
}

async function undecided({ db }: Stage): Promise<number> {
  const [row] = await db.database.rows<{ open: number }>(
    "SELECT COUNT(*) AS open FROM reservation_revisions WHERE state IN ('PENDING', 'HANDED_OUT')",
  );
  return Number(row?.open ?? 0);
}

/** Nights whose count the PMS has still to say. */
async function unheardNights({ db }: Stage): Promise<string[]> {
  const rows = await db.database.rows<{ night: string }>(
    `SELECT CONCAT(h.code, ' ', r.code, ' ', i.date, ' unacked ', i.unacked_rooms, ' resend ', i.resend_wanted) AS night
     FROM room_inventory i JOIN rooms r ON r.room_id = i.room_id JOIN hotels h ON h.hotel_id = r.hotel_id
     WHERE i.unacked_rooms <> 0 OR i.resend_wanted = 1`,
  );
  return rows.map(({ night }) => night);
}
