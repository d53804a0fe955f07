import { verifyInvariants, INVARIANTS } from '../../core/bookings/verify-inventory.js';
import { createNotary, type Claim } from './claim.js';
import type { Stage } from './stage.js';
import { countBookings, countEvents } from './tables.js';

const DRAIN_MS = 20_000;

/** Everything that must always hold, from the tables alone. */
export async function verifyAll(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('all tables', claims);
  const discrepancies = await verifyInvariants(stage.app.database);
  notary.equal(`${INVARIANTS.length} invariants of inventory, bookings and events`, {
    found: discrepancies.map(({ invariant, finding }) => `${invariant}: ${finding}`),
    expected: [],
  });
  const waiting = await untilTold(stage);
  const [log] = await stage.app.database.rows<{ events: number; different: number }>(
    'SELECT COUNT(*) AS events, COUNT(DISTINCT outbox_id) AS different FROM event_log',
  );
  notary.equal(
    'every event told once, one BookingConfirmed a booking',
    {
      found: [waiting, Number(log?.events) - Number(log?.different), await countEvents(stage, 'BookingConfirmed')],
      expected: [0, 0, await countBookings(stage)],
    },
    { value: Number(log?.events), unit: 'events' },
  );
  const [journal] = await stage.app.database.rows<{ messages: number; answered: number }>(
    'SELECT COUNT(*) AS messages, COUNT(answered_at) AS answered FROM messages',
  );
  notary.equal(
    'every wire message is in the journal',
    { found: Number(journal?.messages) > 0 && Number(journal?.answered) > 0, expected: true },
    { value: Number(journal?.messages), unit: 'messages' },
    { value: Number(journal?.messages) - Number(journal?.answered), unit: 'unanswered' },
  );
}

/** @returns events that still wait after the relay has had its time */
async function untilTold({ app }: Stage): Promise<number> {
  const deadline = performance.now() + DRAIN_MS;
  for (;;) {
    const [row] = await app.database.rows<{ waiting: number }>('SELECT COUNT(*) AS waiting FROM outbox');
    const waiting = Number(row?.waiting ?? 0);
    if (waiting === 0 || performance.now() > deadline) return waiting;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
