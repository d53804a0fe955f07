import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../core/app.js';
import { toSqlTime } from '../../core/platform/sql-time.js';
import { HOLD_MINUTES } from './prepare-stores.js';

const LOOK_EVERY_MS = 500;
/** As long as the last hold lasts, and then what an open payment may take to be looked at again. */
const LONGEST_WAIT_MS = HOLD_MINUTES * 60_000 + 120_000;
const REFUNDS_AT_ONCE = 20;

/**
 * Waits until no hold, payment or refund of a run is open. Does meanwhile what every process of the gateway does every few
 * seconds, so that it also ends where none has the role of the scheduler. What is open after that is for the proof to find.
 * @param step hears how much is open
 */
export async function settleSaga(app: App, run: string, step: (open: number) => void): Promise<void> {
  const deadline = new Date(app.clock.now().getTime() + LONGEST_WAIT_MS);
  for (;;) {
    await app.expireHolds();
    await app.settlePayments();
    while ((await app.payments.workDueRefunds(REFUNDS_AT_ONCE)) > 0);
    const open = await countOpen(app, run, deadline);
    if (open === 0 || app.clock.now() > deadline) return;
    step(open);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Found by what waits, which is little, and not by the bookings of the run. A hold that lasts longer is let be. */
async function countOpen({ database }: App, run: string, deadline: Date): Promise<number> {
  const ofRun = `load-${run}-%`;
  const [row] = await database.rows<{ open: string }>(
    `SELECT (SELECT COUNT(*) FROM booking_holds w JOIN bookings b ON b.booking_id = w.booking_id
         WHERE w.expires_at <= ? AND b.partner_reference LIKE ?)
       + (SELECT COUNT(*) FROM payments w JOIN bookings b ON b.booking_id = w.booking_id
         WHERE w.next_at IS NOT NULL AND b.partner_reference LIKE ?)
       + (SELECT COUNT(*) FROM payment_refunds w JOIN payments p ON p.payment_id = w.payment_id
         JOIN bookings b ON b.booking_id = p.booking_id
         WHERE w.next_at IS NOT NULL AND b.partner_reference LIKE ?) AS open`,
    [toSqlTime(deadline), ofRun, ofRun, ofRun],
  );
  return Number(row?.open ?? 0);
}
